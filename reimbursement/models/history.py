"""What happened to a claim: rows that are only ever added, each sealed by the hash of the one before."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reimbursement.models.claim import Claim
from reimbursement.models.status import Status


class Role(models.TextChoices):
    """In which quality somebody moved a claim."""

    CLAIMANT = "claimant", pgettext_lazy("role", "claimant")
    SYSTEM = "system", pgettext_lazy("role", "automatic")
    REVIEWER = "reviewer", pgettext_lazy("role", "reviewer")
    APPROVER = "approver", pgettext_lazy("role", "approver")
    TREASURER = "treasurer", pgettext_lazy("role", "treasurer")
    RELEASER = "releaser", pgettext_lazy("role", "release of payments")


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row of the history."""


class ReviewEventQuerySet(models.QuerySet["ReviewEvent"]):
    """Rows of the history; they cannot be changed in bulk either, but for words whose day has come."""

    def forget_notes(self) -> int:
        """Erase what was said in words; the seals hold without it."""
        return models.QuerySet.update(self.exclude(note=""), note="")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError


class ReviewEvent(models.Model):
    """One move of a claim: who, in which role, from where to where, why, and by which version of the rule."""

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.PROTECT,
        related_name="events",
        help_text=_("The claim that moved."),
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Counted from 1 within the claim."))
    at = models.DateTimeField(_("when"), help_text=_("Time of the move."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The member of staff; empty for the claimant and the system."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, help_text=_("In which quality."))
    move = models.CharField(_("move"), max_length=24, help_text=_("Name of the move in the table of transitions."))
    from_status = models.CharField(_("from"), max_length=20, choices=Status, help_text=_("Status before."))
    to_status = models.CharField(_("to"), max_length=20, choices=Status, help_text=_("Status after."))
    reason = models.CharField(
        _("reason"), max_length=40, blank=True, help_text=_("Code of the reason, if one was given.")
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("In words. Only its digest is sealed, so that it can be erased in time.")
    )
    note_digest = models.CharField(
        _("digest of the note"), max_length=64, blank=True, help_text=_("SHA-256 of the note.")
    )
    rule_version = models.PositiveSmallIntegerField(
        _("rule version"), help_text=_("Version of the rule at that moment.")
    )
    inputs_digest = models.CharField(
        _("digest of the inputs"),
        max_length=64,
        help_text=_("SHA-256 of what the claim said and what was found about it."),
    )
    previous_hash = models.CharField(
        _("previous hash"), max_length=64, blank=True, help_text=_("Hash of the row before.")
    )
    hash = models.CharField(
        _("hash"), max_length=64, help_text=_("SHA-256 over this row and the hash of the row before.")
    )

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("history row")
        verbose_name_plural = _("history of claims")
        ordering = ("claim", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "number"),
                name="reviewevent_number_unique",
                violation_error_message=_("This row exists already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.number} · {self.move}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to change one."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError
