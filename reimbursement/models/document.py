"""The papers that come with a claim."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reimbursement.models.claim import Claim


class SupportingDocument(models.Model):
    """One file, as it was made harmless; what the sender called it is kept as text only."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", pgettext_lazy("document", "extract of the register or receipt of declaration")
        STATUTES = "statutes", pgettext_lazy("document", "statutes")
        BANK = "bank", pgettext_lazy("document", "bank document in the name of the organisation")
        ATTESTATION = "attestation", pgettext_lazy("document", "signed attestation")
        OTHER = "other", pgettext_lazy("document", "other")

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="documents",
        help_text=_("The claim it comes with."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, help_text=_("What the file shows."))
    file = models.FileField(_("file"), max_length=100, help_text=_("Stored under a made-up name, out of the web."))
    original_name = models.CharField(
        _("name given"), max_length=120, help_text=_("What the sender called it; shown, never used as a path.")
    )
    content_type = models.CharField(_("type"), max_length=40, help_text=_("Known by the content, not by the name."))
    size = models.PositiveIntegerField(
        _("size"), validators=[MinValueValidator(1)], help_text=_("In bytes, of what is kept.")
    )
    pages = models.PositiveSmallIntegerField(_("pages"), help_text=_("Number of pages; a picture is one."))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of what is kept."))
    added_at = models.DateTimeField(_("added"), help_text=_("When it was sent."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The member of staff; empty for the claimant."),
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("added_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "digest"),
                name="supportingdocument_once_per_claim",
                violation_error_message=_("This file is there already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.original_name}"

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.content_type.startswith("image/")
