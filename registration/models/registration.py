"""A person registered for an edition."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Language
from events.models import Edition, EventDay
from registration.codes import new_badge_code, new_reference, normalise_reference
from registration.models.check_in import CheckIn
from registration.models.link import PersonalLink
from registration.models.seat import Seat
from registration.names import folded

NAMES = {"first_name", "last_name", "organisation"}


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations as people speak of them."""

    def live(self) -> "RegistrationQuerySet":
        return self.filter(cancelled_at=None)

    def cancelled(self) -> "RegistrationQuerySet":
        return self.exclude(cancelled_at=None)

    def confirmed(self) -> "RegistrationQuerySet":
        """People who hold a place on at least one day."""
        return self.live().filter(pk__in=Seat.objects.confirmed().values("registration_id"))

    def expected_on(self, day: EventDay) -> "RegistrationQuerySet":
        """People who hold a place on ``day``."""
        return self.live().filter(pk__in=Seat.objects.confirmed().filter(day=day).values("registration_id"))

    def named_like(self, words: str) -> "RegistrationQuerySet":
        """People whose name or organisation holds every word, however it is typed."""
        found = self
        for word in folded(words).split():
            found = found.filter(folded__contains=word)
        return found

    def referenced(self, typed: str) -> "RegistrationQuerySet":
        """People whose reference begins as typed; nobody for no letters."""
        reference = normalise_reference(typed).rstrip("-")
        return self.filter(reference__startswith=reference) if reference else self.none()

    def with_seats(self) -> "RegistrationQuerySet":
        """Each with its seats, days and venues, in two queries whatever the number of rows."""
        seats = Seat.objects.with_position().select_related("day__venue").order_by("day__date", "day_id", "pk")
        return self.prefetch_related(Prefetch("seats", queryset=seats))

    def for_token(self, token: str, scope: PersonalLink.Scope = PersonalLink.Scope.MANAGE) -> "Registration":
        """The registration a personal link opens; raises ``Registration.DoesNotExist`` for every other token.

        Unknown, truncated, expired and revoked are one answer: nobody learns more by trying.
        """
        return self.select_related("edition").get(links__in=PersonalLink.objects.opened_by(token, scope))


class Registration(models.Model):
    """One person, one edition: the place for everything the registration office knows about them."""

    class Role(models.TextChoices):
        ATTENDEE = "attendee", _("participant")
        SPEAKER = "speaker", pgettext_lazy("badge", "speaker")
        PARTNER = "partner", _("partner")
        PRESS = "press", _("press")
        VOLUNTEER = "volunteer", _("volunteer")
        ORGANISER = "organiser", _("organising team")

    class OrganisationKind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        COOPERATIVE = "cooperative", _("cooperative")
        FOUNDATION = "foundation", _("foundation")
        MUTUAL = "mutual", _("mutual society")
        SOCIAL = "social", _("social enterprise")
        COMPANY = "company", _("other company")
        PUBLIC = "public", _("public body")
        RESEARCH = "research", _("school or research")
        NONE = "none", _("I come for myself")

    class Origin(models.TextChoices):
        FORM = "form", _("form")
        COLLEAGUE = "colleague", _("registered by a colleague")
        DOOR = "door", _("at the door")
        STAFF = "staff", _("registration desk")
        IMPORT = "import", _("import")
        INVITATION = "invitation", _("by an invitation")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="registrations",
        help_text=_("The edition this person comes to."),
    )
    reference = models.CharField(
        _("reference"),
        max_length=9,
        unique=True,
        default=new_reference,
        editable=False,
        help_text=_("Said on the phone and typed from paper lists, e.g. 7KQ4-M2PD."),
    )
    badge_code = models.CharField(
        _("badge code"),
        max_length=22,
        unique=True,
        default=new_badge_code,
        editable=False,
        help_text=_("Random code in the QR of the badge."),
    )
    leader = models.ForeignKey(
        "self",
        verbose_name=_("registered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="colleagues",
        help_text=_("The colleague who filled in the form for this person."),
    )
    registered_by = models.CharField(
        _("name of who registered them"),
        max_length=201,
        blank=True,
        editable=False,
        help_text=_("As whoever filled in the form for this person wrote their own name there."),
    )
    first_name = models.CharField(
        _("first name"),
        max_length=100,
        blank=True,
        help_text=_("As it stands on the badge; empty for people with one name."),
    )
    last_name = models.CharField(_("last name"), max_length=100, help_text=_("As it stands on the badge."))
    email = models.EmailField(_("e-mail address"), help_text=_("Where badge, link and reminders go."))
    email_identity = models.CharField(
        _("identity of the address"),
        max_length=254,
        editable=False,
        help_text=_("The address without case and label: one person, one registration."),
    )
    organisation = models.CharField(
        _("organisation"), max_length=200, blank=True, help_text=_("As it stands on the badge; may stay empty.")
    )
    folded = models.CharField(
        _("searched as"),
        max_length=1000,
        editable=False,
        help_text=_("Names and organisation without case and accents, as people look for them."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.FRENCH,
        help_text=_("Language of every message to this person."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, such as FR."))],
        help_text=_("Where the person comes from, if they said so. For the figures only."),
    )
    organisation_kind = models.CharField(
        _("kind of organisation"),
        max_length=12,
        choices=OrganisationKind,
        blank=True,
        help_text=_("What their organisation is, if they said so. For the figures only."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        default=Role.ATTENDEE,
        help_text=_("Shown on the badge; set by the registration desk."),
    )
    origin = models.CharField(
        _("origin"),
        max_length=10,
        choices=Origin,
        default=Origin.FORM,
        editable=False,
        help_text=_("How this registration was made."),
    )
    submission = models.CharField(
        _("form sent"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Digest of the form's own key: the same form sent twice is recognised by it."),
    )
    privacy_accepted_at = models.DateTimeField(
        _("privacy notice read"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the person said they had read how their data are used."),
    )
    registered_at = models.DateTimeField(_("registered"), editable=False, help_text=_("When the form was accepted."))
    changed_at = models.DateTimeField(
        _("last changed"), editable=False, help_text=_("Last change of a detail or a day, by anybody.")
    )
    cancelled_at = models.DateTimeField(
        _("cancelled"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the person or the desk cancelled; final, coming again is a new registration."),
    )
    erased_at = models.DateTimeField(
        _("erased"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When name and address were removed."),
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("-registered_at", "-pk")
        permissions = (
            ("export_registration", "Can export registrations"),
            ("see_addresses", "Can see e-mail addresses in lists"),
            ("view_figures", "Can see the figures"),
            ("erase_registration", "Can erase a person"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "email_identity"),
                condition=Q(cancelled_at=None),
                name="registration_once_per_person",
                violation_error_message=_("This person is already registered for this edition."),
            ),
            models.CheckConstraint(
                condition=Q(leader=None) | ~Q(leader=F("id")),
                name="registration_led_by_another",
                violation_error_message=_("Nobody is their own colleague."),
            ),
        )
        indexes = (
            models.Index(fields=("edition", "last_name", "first_name"), name="registration_by_name"),
            models.Index(fields=("edition", "-registered_at"), name="registration_by_arrival"),
            models.Index(fields=("-registered_at", "-id"), name="registration_newest_first"),
            models.Index(fields=("email_identity",), name="registration_by_identity"),
        )

    def __str__(self) -> str:
        return f"{self.full_name} ({self.reference})"

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Keep what is searched in step with what is shown."""
        self.folded = folded(f"{self.first_name} {self.last_name} {self.organisation}")
        if update_fields is not None and NAMES & set(update_fields):
            update_fields = {*update_fields, "folded"}
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_live(self) -> bool:
        """Whether somebody still stands behind it."""
        return self.cancelled_at is None and self.erased_at is None

    @property
    def live_seats(self) -> list[Seat]:
        """What the person holds or waits for now; free of queries after ``with_seats``."""
        return [seat for seat in self.seats.all() if seat.status in Seat.LIVE]

    def confirmed_days(self) -> models.QuerySet[EventDay]:
        """The days this person holds a place for, in order."""
        return self._days(Seat.objects.confirmed())

    def waiting_days(self) -> models.QuerySet[EventDay]:
        """The days this person waits for, an open offer included, in order."""
        return self._days(Seat.objects.in_line())

    def days_on_badge(self) -> models.QuerySet[EventDay]:
        """The days this person holds a place for, and those on which they were let in without one, in order."""
        places = Seat.objects.confirmed().filter(registration=self).values("day_id")
        entries = CheckIn.objects.valid().filter(registration=self).values("day_id")
        return (
            EventDay.objects.filter(Q(pk__in=places) | Q(pk__in=entries)).select_related("venue").order_by("date", "pk")
        )

    def days_given_back(self) -> models.QuerySet[EventDay]:
        """The days this person once held a place for and no longer does, in order."""
        return self._days(Seat.objects.filter(status=Seat.Status.FREED)).exclude(
            pk__in=Seat.objects.confirmed().filter(registration=self).values("day_id")
        )

    def _days(self, seats: models.QuerySet[Seat]) -> models.QuerySet[EventDay]:
        mine = seats.filter(registration=self).values("day_id")
        return EventDay.objects.filter(pk__in=mine).select_related("venue").order_by("date", "pk")
