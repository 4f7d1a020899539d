"""Presence that no scan shows: members of staff vouch for what stands on the paper list of a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import EventDay
from reimbursement.models.claim import Claim

# Money follows from it, so one person alone cannot say it.
WITNESSES_NEEDED = 2


class PaperPresence(models.Model):
    """One person read the paper list and found the organisation on it; it counts once two did, for the same day."""

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="paper_presences",
        help_text=_("Whose presence it is."),
    )
    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Of which day the list is."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who read the list."),
    )
    at = models.DateTimeField(_("when"), help_text=_("When it was said."))

    class Meta:
        verbose_name = _("presence on a paper list")
        verbose_name_plural = _("presences on paper lists")
        ordering = ("day", "at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "day", "by"),
                name="paperpresence_once_per_person",
                violation_error_message=_("You have vouched for this already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.day}"
