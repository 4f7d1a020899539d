"""The links by which claimants come back."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import tokens
from reimbursement.models.claim import Claim

LIFETIME = timedelta(days=400)


def end_of_life() -> datetime:
    """When a link made now stops working."""
    return timezone.now() + LIFETIME


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    """Links as the claimant's page asks for them."""

    def issue(self, *, claim: Claim) -> str:
        """Make a link and return its token, which exists nowhere else."""
        token = tokens.new_token()
        self.create(claim=claim, digest=tokens.digest(token))
        return token


class ClaimLink(models.Model):
    """A link by which the claimant comes back. Only the digest of its token is stored; each message carries its own."""

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="links",
        help_text=_("The claim it opens."),
    )
    digest = models.CharField(
        _("digest"), max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the token in the link.")
    )
    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False, help_text=_("When it was made, in real time.")
    )
    expires_at = models.DateTimeField(
        _("expires"), default=end_of_life, help_text=_("It opens nothing from then on, in real time.")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, help_text=_("When it was made useless."))

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a claim")
        verbose_name_plural = _("links of claims")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.created_at:%Y-%m-%d}"
