"""An edition of the event, the places it happens in and the days people register for."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.base import ModelBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.dates import day_in_words
from events.models.bilingual import Bilingual
from events.models.pictures import Picture
from events.palettes import Palette


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        return self.filter(status=Edition.Status.PUBLISHED)

    def current(self) -> "Edition | None":
        """The edition the site is about, or None between two editions."""
        return self.published().filter(is_current=True).select_related("logo").first()


EditionManager = models.Manager.from_queryset(EditionQuerySet)


class Edition(Bilingual):  # type: ignore[django-manager-missing]  # modeltranslation replaces Article's manager
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    slug = models.SlugField(_("short name"), max_length=40, unique=True, help_text=_("Used in addresses: “2025”."))
    title = models.CharField(_("title"), max_length=120, help_text=_("“NEC ESS Europe 2025”."))
    theme = models.CharField(_("theme"), max_length=200, help_text=_("The question of the year, as on the poster."))
    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("One or two sentences: home page, search engines, share cards."),
    )
    description = models.TextField(_("description"), blank=True, help_text=_("What this edition is about. Markdown."))
    highlights = models.TextField(_("highlights"), blank=True, help_text=_("A short list of what to expect. Markdown."))
    record = models.TextField(
        _("record"),
        blank=True,
        help_text=_("What remains of it; shown once the edition is over. Markdown."),
    )
    starts_on = models.DateField(_("first day"), help_text=_("First day of the edition."))
    ends_on = models.DateField(_("last day"), help_text=_("Last day of the edition."))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("A draft is seen by staff only."),
    )
    is_current = models.BooleanField(
        _("current edition"),
        default=False,
        help_text=_("The edition the home page is about. One at most."),
    )
    programme_is_provisional = models.BooleanField(
        _("provisional programme"),
        default=True,
        help_text=_("Says on the programme that times and rooms may still change."),
    )
    registration_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        help_text=_("Paris time. Empty: registration is not announced yet."),
    )
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Paris time. Empty: open until each day ends."),
    )
    palette = models.CharField(
        _("colours"),
        max_length=10,
        choices=Palette,
        default=Palette.COMMONS,
        help_text=_("Accents of the site for this edition, readable on light and dark."),
    )
    logo = models.ForeignKey(
        Picture,
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A picture that stands for the mark of the house; empty: the mark."),
    )
    contact_email = models.EmailField(
        _("contact address"), help_text=_("Shown to the public for questions about the event.")
    )

    objects: ClassVar["EditionManager[Edition]"] = EditionManager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-starts_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_current",),
                condition=models.Q(is_current=True),
                name="edition_single_current",
                violation_error_message=_("Another edition is already the current one."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="edition_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(registration_closes_at__gt=models.F("registration_opens_at"))
                | models.Q(registration_closes_at=None)
                | models.Q(registration_opens_at=None),
                name="edition_registration_closes_after_it_opens",
                violation_error_message=_("Registration closes before it opens."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:edition", args=[self.slug])

    def is_public(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def facts_from(self) -> object:
        return self if self.pk else None

    @cached_property
    def venues_in_order(self) -> "list[Venue]":
        return list(self.venues.all())

    @cached_property
    def days_in_order(self) -> "list[EventDay]":
        """Days with their venues, read once for a page that names them many times."""
        return list(self.days.select_related("venue").order_by("date", "pk"))


class Venue(Bilingual):
    class Strand(models.TextChoices):
        """The colour of a place on pages and badges; always next to its name."""

        EMBER = "ember", _("red")
        SAFFRON = "saffron", _("yellow")
        COMMONS = "commons", _("green")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="venues",
        help_text=_("The edition that happens here."),
    )
    slug = models.SlugField(_("short name"), max_length=40, help_text=_("Used in addresses and filters: “paris”."))
    name = models.CharField(_("name"), max_length=120, help_text=_("“Musée Social”."))
    street = models.CharField(_("street"), max_length=120, blank=True, help_text=_("Number and street."))
    postal_code = models.CharField(_("postcode"), max_length=12, blank=True, help_text=_("As written on an envelope."))
    city = models.CharField(_("city"), max_length=80, help_text=_("In each language."))
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, such as FR."))],
        help_text=_("Two letters (ISO 3166): FR, BE …"),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("WGS84 degrees. The 20 km rule is measured from here."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("WGS84 degrees. The 20 km rule is measured from here."),
    )
    to_be_confirmed = models.BooleanField(
        _("to be confirmed"),
        default=False,
        help_text=_("Says so wherever the address is shown."),
    )
    strand = models.CharField(
        _("colour"),
        max_length=8,
        choices=Strand,
        default=Strand.COMMONS,
        help_text=_("Colour of this place on pages and badges."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What happens here, in one or two sentences."))
    getting_there = models.TextField(
        _("getting there"), blank=True, help_text=_("Train and public transport first. Markdown.")
    )
    accessibility = models.TextField(
        _("accessibility"),
        blank=True,
        help_text=_("Step-free ways, lifts, hearing loops, quiet room. Markdown."),
    )
    lodging = models.TextField(_("food and lodging"), blank=True, help_text=_("Where to eat and sleep. Markdown."))
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="venue_slug_unique_in_edition",
                violation_error_message=_("This edition already has a venue of that name."),
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_position_whole",
                violation_error_message=_("Give both latitude and longitude, in degrees."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.city}, {self.name}"

    @property
    def address(self) -> str:
        """“5 rue Las Cases, 75007 Paris”: what is known of it, on one line."""
        town = f"{self.postal_code} {self.city}".strip()
        return f"{self.street}, {town}" if self.street else town


class EventDay(Bilingual):
    """One day in one place: what people register for, and what the cap is counted on."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="days",
        help_text=_("The edition this day belongs to."),
    )
    venue = models.ForeignKey(
        Venue,
        verbose_name=_("venue"),
        on_delete=models.PROTECT,
        related_name="days",
        help_text=_("Where it happens; a venue of the same edition."),
    )
    slug = models.SlugField(
        _("short name"),
        max_length=60,
        unique=True,
        help_text=_("Used in addresses: “paris-2025-11-26”."),
    )
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("“European opening day”."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("What this day offers, in one or two sentences."))
    date = models.DateField(_("date"), help_text=_("Within the dates of the edition."))
    opens_at = models.TimeField(_("opens"), help_text=_("Doors open, Paris time."))
    closes_at = models.TimeField(_("closes"), help_text=_("End of the day, Paris time."))
    capacity = models.PositiveIntegerField(
        pgettext_lazy("day", "places"), help_text=_("No more people than this can hold a place.")
    )
    taken = models.PositiveIntegerField(
        _("places taken"),
        default=0,
        editable=False,
        help_text=_("Counted by registration, never typed."),
    )
    reserved = models.PositiveIntegerField(
        _("places kept"),
        default=0,
        editable=False,
        help_text=_("Kept in reserves and not used yet; counted by registration, never typed."),
    )
    overbooking = models.PositiveSmallIntegerField(
        _("overbooking"),
        default=0,
        help_text=_("Percent of the places promised beyond the cap, because some people never come."),
    )
    room_limit = models.PositiveIntegerField(
        _("room limit"), null=True, blank=True, help_text=_("How many people the room may hold; empty when unknown.")
    )

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ("date", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("venue", "date"),
                name="eventday_unique_in_venue",
                violation_error_message=_("This venue already has that day."),
            ),
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("capacity") - models.F("reserved")),
                name="eventday_taken_within_capacity",
                violation_error_message=_("More places are already taken or kept than this."),
            ),
            models.CheckConstraint(
                condition=models.Q(overbooking__lte=100),
                name="eventday_overbooked_twice_at_most",
                violation_error_message=_("Overbooking goes from 0 to 100 percent."),
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="eventday_closes_after_it_opens",
                violation_error_message=_("The day closes before it opens."),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if self.venue_id and self.edition_id and self.venue.edition_id != self.edition_id:
            raise ValidationError({"venue": _("This venue belongs to another edition.")})
        if self._is_outside_edition():
            raise ValidationError({"date": _("Outside the dates of the edition.")})
        held = models.F("taken") + models.F("reserved")
        mine = EventDay.objects.filter(pk=self.pk).annotate(held=held).filter(held__gt=self.capacity or 0)
        if counts := mine.values("taken", "reserved").first():
            message = _("%(taken)d people already hold a place and %(reserved)d are kept: the cap cannot be lower.")
            raise ValidationError({"capacity": message % counts})

    def _is_outside_edition(self) -> bool:
        """False for what a form left empty: its field says so already."""
        if not (self.edition_id and isinstance(self.date, date)):
            return False
        return not self.edition.starts_on <= self.date <= self.edition.ends_on

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Never writes the counters back: a form opened before ten registrations must not undo them."""
        if not self._state.adding:
            if update_fields is None:
                update_fields = [f.name for f in self._meta.concrete_fields if not f.primary_key]
            update_fields = set(update_fields) - {"taken", "reserved"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    @property
    def label(self) -> str:
        """“Bruxelles, mardi 25 novembre”, in the active language."""
        return f"{self.venue.city}, {day_in_words(self.date)}"

    @property
    def starts_at(self) -> datetime:
        return _paris(self.date, self.opens_at)

    @property
    def ends_at(self) -> datetime:
        return _paris(self.date, self.closes_at)

    @property
    def places_left(self) -> int:
        """What is neither taken nor kept for somebody."""
        return max(self.capacity - self.taken - self.reserved, 0)

    @property
    def cap(self) -> int:
        """The cap before overbooking: the one number that, overbooked, gives ``capacity``."""
        return -(-self.capacity * 100 // (100 + self.overbooking))


def _paris(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
