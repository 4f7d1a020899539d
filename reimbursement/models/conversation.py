"""What claimant and staff write to each other within a claim."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reimbursement.models.claim import Claim


class ClaimMessageQuerySet(models.QuerySet["ClaimMessage"]):
    """Messages by who may read them."""

    def open_to_claimant(self) -> "ClaimMessageQuerySet":
        """Everything but the notes among staff."""
        return self.exclude(kind=ClaimMessage.Kind.NOTE)


class ClaimMessage(models.Model):
    """One message of a claim, or a note among staff that the claimant never sees."""

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("message", "question")
        ANSWER = "answer", pgettext_lazy("message", "answer")
        MESSAGE = "message", pgettext_lazy("message", "message")
        CONTESTATION = "contestation", pgettext_lazy("message", "contestation")
        NOTE = "note", pgettext_lazy("message", "note among staff")

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="messages",
        help_text=_("The claim it is about."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, help_text=_("What the text is for."))
    at = models.DateTimeField(_("when"), help_text=_("When it was written."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The member of staff; empty for the claimant."),
    )
    text = models.TextField(_("text"), max_length=5000, help_text=_("As it was written."))

    objects = ClaimMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a claim")
        verbose_name_plural = _("messages of claims")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "contestation"], by=None)
                | Q(kind__in=["question", "note"], by__isnull=False)
                | Q(kind="message"),
                name="claimmessage_kind_fits_author",
                violation_error_message=_("Claimants answer and contest, staff ask and take notes."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.get_kind_display()}"
