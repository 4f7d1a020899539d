"""The papers that we make about a claim: letters, statements, the attestation that was signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Language
from reimbursement.models.claim import Claim


class IssuedPaper(models.Model):
    """One paper: everything it says is fixed when it is issued, so that it reads the same ten years later."""

    class Kind(models.TextChoices):
        ATTESTATION = "attestation", pgettext_lazy("paper", "attestation of the organisation")
        APPROVAL = "approval", pgettext_lazy("paper", "letter of approval")
        REFUSAL = "refusal", pgettext_lazy("paper", "letter of refusal")
        WAITING = "waiting", pgettext_lazy("paper", "letter: waiting for budget")
        LAPSE = "lapse", pgettext_lazy("paper", "letter: end of the approval")
        PAYMENT = "payment", pgettext_lazy("paper", "payment statement")

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="issued_papers",
        help_text=_("The claim it is about."),
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Counted from 1 within the claim."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, help_text=_("What the paper says."))
    language = models.CharField(_("language"), max_length=2, choices=Language, help_text=_("Of the whole paper."))
    issued_at = models.DateTimeField(_("issued"), help_text=_("When what it says was fixed."))
    content = models.JSONField(_("content"), default=dict, help_text=_("Every word and figure that varies."))
    digest = models.CharField(
        _("digest of the content"), max_length=64, help_text=_("SHA-256, printed at the foot of the paper.")
    )
    file = models.FileField(
        _("file"), max_length=100, blank=True, help_text=_("Laid out once and kept; stored under a made-up name.")
    )
    file_digest = models.CharField(
        _("digest of the file"), max_length=64, blank=True, help_text=_("SHA-256 of the PDF that is kept.")
    )

    class Meta:
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
        ordering = ("claim", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "number"),
                name="issuedpaper_number_unique",
                violation_error_message=_("This paper exists already."),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """“D-7KQ4M2-3”: the number on the paper, and the name of its file."""
        return f"{self.claim.reference}-{self.number}"
