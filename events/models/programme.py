"""The programme: what happens on each day, and who speaks."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import Bilingual
from events.models.day import EventDay
from events.models.edition import Edition


class Speaker(Bilingual):
    """A person announced for one edition, with the position held at that time."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="speakers",
        help_text=_("The edition this person speaks at."),
    )
    slug = models.SlugField(_("short name"), max_length=80, help_text=_("Used in addresses."))
    name = models.CharField(_("name"), max_length=120, help_text=_("As the person writes it."))
    organisation = models.CharField(
        _("organisation"), max_length=120, blank=True, help_text=_("At the time of the edition.")
    )
    position_held = models.CharField(_("position held"), max_length=120, blank=True, help_text=_("In each language."))
    biography = models.TextField(_("biography"), blank=True, help_text=_("A few sentences. Markdown."))
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="speaker_slug_unique_in_edition",
                violation_error_message=_("This edition already has a speaker of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:speaker", args=[self.edition.slug, self.slug])


class Session(Bilingual):
    class Kind(models.TextChoices):
        PLENARY = "plenary", _("plenary")
        TALK = "talk", _("talk")
        ROUND_TABLE = "round_table", _("round table")
        WORKSHOP = "workshop", _("workshop")
        FORUM = "forum", _("solutions forum")
        MEETING = "meeting", _("time to meet")

    class Language(models.TextChoices):
        FRENCH = "fr", _("in French")
        ENGLISH = "en", _("in English")
        BOTH = "both", _("in French and English")

    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text=_("Day and place."),
    )
    slug = models.SlugField(_("short name"), max_length=80, help_text=_("Used in addresses."))
    title = models.CharField(_("title"), max_length=160, help_text=_("In each language."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, help_text=_("The programme can be filtered by it."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences, shown in the programme."))
    description = models.TextField(_("description"), blank=True, help_text=_("What participants will do. Markdown."))
    starts_at = models.TimeField(_("starts"), help_text=_("Paris time."))
    ends_at = models.TimeField(_("ends"), help_text=_("Paris time."))
    room = models.CharField(_("room"), max_length=80, blank=True, help_text=_("As signposted at the venue."))
    language = models.CharField(
        _("language"),
        max_length=4,
        choices=Language,
        default=Language.FRENCH,
        help_text=_("The language spoken."),
    )
    is_interpreted = models.BooleanField(
        _("interpreted"),
        default=False,
        help_text=_("Simultaneous interpretation into the other language."),
    )
    access = models.TextField(
        _("access"),
        blank=True,
        help_text=_("Of this session and its room: steps, seats, captions, sign language, hearing loop. Markdown."),
    )
    is_provisional = models.BooleanField(
        _("provisional"),
        default=False,
        help_text=_("Says next to the session that it may still change."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("places on sign-up"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "For a workshop with few places: people registered for the day sign up for it. Empty: everybody may come. "
            "A smaller number sends nobody away."
        ),
    )
    speakers = models.ManyToManyField(
        Speaker,
        verbose_name=_("speakers"),
        blank=True,
        related_name="sessions",
        help_text=_("People who have confirmed this session."),
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("day__date", "starts_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("day", "slug"),
                name="session_slug_unique_in_day",
                violation_error_message=_("This day already has a session of that name."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("The session ends before it starts."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:session", args=[self.day.slug, self.slug])

    def is_public(self) -> bool:
        return not self.day_id or self.day.edition.is_public()

    def facts_from(self) -> object:
        return self.day.edition if self.day_id else None

    def clean(self) -> None:
        super().clean()
        if not self.day_id or None in (self.starts_at, self.ends_at):
            return  # a field that a form left empty says so itself
        if self.starts_at < self.day.opens_at or self.ends_at > self.day.closes_at:
            raise ValidationError({"starts_at": _("Outside the opening hours of the day.")})

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.day.date, self.starts_at, tzinfo=timezone.get_default_timezone())

    @property
    def finishes(self) -> datetime:
        return datetime.combine(self.day.date, self.ends_at, tzinfo=timezone.get_default_timezone())
