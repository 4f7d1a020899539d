"""Every message, stored before it is sent."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language


class Priority(models.IntegerChoices):
    """Smaller leaves first."""

    URGENT = 0, _("urgent (login codes)")
    NORMAL = 10, _("normal")
    BULK = 20, _("message to a group")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Reads and the two conditional writes of delivery."""

    def due(self, *, now: datetime) -> "OutgoingMailQuerySet":
        """Return what should leave at ``now``: queued and not to wait any longer, or in the hands of a dead worker."""
        queued = Q(status=OutgoingMail.Status.QUEUED, send_after__lte=now)
        abandoned = Q(status=OutgoingMail.Status.SENDING, lease_until__lt=now)
        return self.filter(queued | abandoned).order_by("priority", "send_after", "id")

    def claim(self, *, now: datetime, lease: timedelta) -> bool:
        """Take the one due mail of this set for ``lease``; False when another worker has it or it is not due.

        One conditional update, so that of two workers one wins on every database.
        """
        taken = (
            self.due(now=now)
            .order_by()
            .update(status=OutgoingMail.Status.SENDING, lease_until=now + lease, attempts=F("attempts") + 1)
        )
        return taken == 1

    def forgettable(self, *, before: datetime) -> "OutgoingMailQuerySet":
        """Return mails that nothing waits for and whose date has passed."""
        done = [OutgoingMail.Status.SENT, OutgoingMail.Status.FAILED, OutgoingMail.Status.STOPPED]
        return self.filter(status__in=done, created_at__lt=before)


class OutgoingMail(models.Model):
    """One message to one person."""

    class Status(models.TextChoices):
        """Where a message is."""

        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    message_id = models.CharField(
        _("message id"),
        max_length=120,
        unique=True,
        help_text=_("Fixed when stored: a second delivery after a crash is recognised by the receiver."),
    )
    key = models.CharField(
        _("key"),
        max_length=120,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Same key, same message: storing it twice makes one mail."),
    )
    template = models.CharField(_("template"), max_length=120, help_text=_("Which message this is."))
    to = models.EmailField(_("to"), help_text=_("The one receiver."))
    reply_to = models.EmailField(_("reply to"), blank=True, help_text=_("Where an answer goes."))
    language = models.CharField(
        _("language"), max_length=2, choices=Language, help_text=_("Language it is written in.")
    )
    subject = models.CharField(_("subject"), max_length=250, help_text=_("One line, without line breaks."))
    text = models.TextField(_("text"), help_text=_("Plain text part, links with tokens masked."))
    html = models.TextField(_("HTML"), blank=True, help_text=_("HTML part, links with tokens masked."))
    sealed = models.TextField(_("sealed"), blank=True, help_text=_("The masked values, encrypted."))
    headers = models.JSONField(
        _("headers"), default=dict, blank=True, help_text=_("Further headers, e.g. List-Unsubscribe.")
    )
    attachments = models.JSONField(
        _("attachments"),
        default=list,
        blank=True,
        help_text=_("Kind and identifier of what the worker makes and attaches."),
    )
    related = models.CharField(
        _("about"), max_length=120, blank=True, db_index=True, help_text=_("The record this is about, as app.model:id.")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, help_text=_("Which messages leave first.")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED, help_text=_("Where the message is.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, help_text=_("How often delivery was begun."))
    send_after = models.DateTimeField(_("send after"), default=timezone.now, help_text=_("Not before this instant."))
    lease_until = models.DateTimeField(
        _("lease until"), null=True, blank=True, help_text=_("Until when the worker that took it may work on it.")
    )
    last_error = models.CharField(
        _("last error"), max_length=500, blank=True, help_text=_("What the mail server said.")
    )
    created_at = models.DateTimeField(_("stored"), default=timezone.now, help_text=_("When the message was stored."))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, help_text=_("When the mail server took it."))

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["priority", "send_after"],
                name="outgoingmail_due",
                condition=Q(status__in=["queued", "sending"]),
            )
        ]
        permissions = [("resend_outgoingmail", _("Can send a mail again"))]

    def __str__(self) -> str:
        return self.subject
