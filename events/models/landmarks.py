"""What leads to a venue: stations and other marks, with which the map of the practical information is drawn."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import Bilingual
from events.models.edition import Edition, Venue


class Landmark(Bilingual):
    class Kind(models.TextChoices):
        TRAIN = "train", _("railway station")
        METRO = "metro", _("metro")
        TRAM = "tram", _("tram")
        BUS = "bus", _("bus")
        BICYCLE = "bicycle", _("bicycle parking")
        PLACE = "place", _("landmark")

    venue = models.ForeignKey(
        Venue,
        verbose_name=_("venue"),
        on_delete=models.CASCADE,
        related_name="landmarks",
        help_text=_("The venue it leads to."),
    )
    slug = models.SlugField(_("short name"), max_length=60, help_text=_("Used in data files."))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, help_text=_("Gives its sign on the map."))
    name = models.CharField(_("name"), max_length=80, help_text=_("As written on the spot."))
    lines = models.CharField(
        _("lines"), max_length=60, blank=True, help_text=_("“12”, “8, 13 and RER C”: the lines that stop here.")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("WGS84 degrees."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("WGS84 degrees."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("landmark")
        verbose_name_plural = _("landmarks")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("venue", "slug"),
                name="landmark_slug_unique_at_venue",
                violation_error_message=_("This venue already has a landmark of that name."),
            ),
        )

    @property
    def edition(self) -> Edition:
        return self.venue.edition

    def __str__(self) -> str:
        return self.name
