"""Where members of staff placed an office, when nothing else could tell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reimbursement.models.claim import Claim


class OfficePlacement(models.Model):
    """One placing of an office by hand. The newest one counts, for the address it was made for and no other."""

    class Precision(models.TextChoices):
        """How well the point is known; the radii are those of ``reimbursement.distance``."""

        HOUSE = "house", pgettext_lazy("precision", "house number")
        BUILDING = "building", pgettext_lazy("precision", "building")
        INTERPOLATED = "interpolated", pgettext_lazy("precision", "interpolated along the street")
        STREET = "street", pgettext_lazy("precision", "street")
        LOCALITY = "locality", pgettext_lazy("precision", "locality")
        MUNICIPALITY = "municipality", pgettext_lazy("precision", "municipality")
        POSTCODE = "postcode", pgettext_lazy("precision", "postcode")

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="placements",
        help_text=_("Whose office it is."),
    )
    at = models.DateTimeField(_("when"), help_text=_("When it was placed."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The reviewer."),
    )
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, help_text=_("In WGS84 degrees."))
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, help_text=_("In WGS84 degrees."))
    precision = models.CharField(
        _("precision"), max_length=20, choices=Precision, help_text=_("What the point stands for.")
    )
    label = models.CharField(_("place"), max_length=300, help_text=_("The address or the point in words."))
    address = models.CharField(
        _("for the address"), max_length=400, help_text=_("What the claim said then; for another one it says nothing.")
    )
    reason = models.TextField(_("reason"), max_length=1000, help_text=_("How the reviewer knows."))

    class Meta:
        verbose_name = _("office placed by hand")
        verbose_name_plural = _("offices placed by hand")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="officeplacement_on_earth",
                violation_error_message=_("Latitudes go from -90 to 90, longitudes from -180 to 180."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.label}"
