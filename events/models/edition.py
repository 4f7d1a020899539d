"""An edition of the event and the places it happens in."""

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import Bilingual
from events.models.pictures import Picture
from events.palettes import Palette, name_of

if TYPE_CHECKING:
    from events.models.day import EventDay


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        return self.filter(status=Edition.Status.PUBLISHED)

    def current(self) -> "Edition | None":
        """The edition the site is about, or None between two editions."""
        try:
            return self.select_related("logo").get(is_current=True, status=Edition.Status.PUBLISHED)
        except Edition.DoesNotExist:
            return None


EditionManager = models.Manager.from_queryset(EditionQuerySet)


class Edition(Bilingual):  # type: ignore[django-manager-missing]  # modeltranslation replaces Article's manager
    Status = Status

    slug = models.SlugField(_("short name"), max_length=40, unique=True, help_text=_("Used in addresses: “2025”."))
    title = models.CharField(_("title"), max_length=120, help_text=_("“NEC ESS Europe 2025”."))
    brand = models.CharField(
        _("name of the event"),
        max_length=60,
        blank=True,
        help_text=_("Without the year: at the head of pages and mails. Empty: the name of this site."),
    )
    tagline = models.CharField(
        _("in one line"),
        max_length=160,
        blank=True,
        help_text=_("What the event is and by whom, at the foot of pages. Empty: the line of this site."),
    )
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
    publishes_at = models.DateTimeField(
        _("published by itself"),
        null=True,
        blank=True,
        help_text=_("Paris time. A draft that is complete in both languages becomes public then."),
    )
    takes_home_page = models.BooleanField(
        _("takes the home page"),
        default=False,
        help_text=_("When it is published by itself, the home page turns to it."),
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
        help_text=_("Accents of pages, mails and badges for this edition, readable on light and dark."),
    )
    own_colour = models.CharField(
        _("your own colour"),
        max_length=7,
        default="#0a5c45",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour such as #c1272d."))],
        help_text=_("If you chose it above. The site makes it darker or lighter until it can be read everywhere."),
    )
    logo = models.ForeignKey(
        Picture,
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A picture that stands for the mark of the house, on pages and badges; empty: the mark."),
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

    @property
    def accents(self) -> str:
        """The name of its accent colours; empty for those of the house (see ``events.palettes``)."""
        return name_of(self.palette, self.own_colour)

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
        COMMONS = "commons", _("the accent of the edition")

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
