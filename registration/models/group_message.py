"""What the team writes to a group of people: the text in both languages, who it went to, who wants no news."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.models import Edition
from outbox.models import OutgoingMail


class GroupMessage(models.Model):
    """One message to many: a draft until it is sent, then a record of who sent what."""

    class Kind(models.TextChoices):
        PRACTICAL = "practical", _("practical: what people need to come; nobody can refuse it")
        NEWS = "news", _("news: with a link to refuse it")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        STOPPED = "stopped", _("stopped")
        SENT = "sent", _("sent")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="group_messages",
        help_text=_("People of this edition are written to."),
    )
    kind = models.CharField(
        pgettext_lazy("message", "kind"),
        max_length=10,
        choices=Kind,
        default=Kind.PRACTICAL,
        help_text=_("Whether people may refuse it."),
    )
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True, help_text=_("One line."))
    body_fr = models.TextField(
        _("text in French"), max_length=10000, blank=True, help_text=_("Markdown. “Bonjour …” is written above it.")
    )
    subject_en = models.CharField(_("subject in English"), max_length=150, blank=True, help_text=_("One line."))
    body_en = models.TextField(
        _("text in English"), max_length=10000, blank=True, help_text=_("Markdown. “Hello …” is written above it.")
    )
    group = models.JSONField(_("group"), default=dict, blank=True, help_text=_("Who is written to, as chosen."))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False, help_text=_("How far it is.")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text=_("Who changed the draft last."),
    )
    written_at = models.DateTimeField(_("written"), editable=False, help_text=_("When the draft was last changed."))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Who sent it."),
    )
    sent_at = models.DateTimeField(
        _("sent on"), null=True, blank=True, editable=False, help_text=_("When the group was fixed and sending began.")
    )
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("stopped by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Who stopped it last."),
    )
    stopped_at = models.DateTimeField(
        _("stopped on"), null=True, blank=True, editable=False, help_text=_("When it was stopped last.")
    )
    total = models.PositiveIntegerField(
        _("people"), default=0, editable=False, help_text=_("How many people were in the group when it was sent.")
    )
    next_at = models.DateTimeField(
        _("next one"), null=True, blank=True, editable=False, help_text=_("When the next of its mails may leave.")
    )
    reached = models.PositiveIntegerField(
        _("reached"), null=True, blank=True, editable=False, help_text=_("How many mails had left when it was over.")
    )

    class Meta:
        verbose_name = _("message to a group")
        verbose_name_plural = _("messages to groups")
        ordering = ("-written_at", "-pk")
        permissions = (("send_groupmessage", "Can send messages to groups"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="draft") ^ Q(sent_at__isnull=False, sent_by__isnull=False),
                name="groupmessage_sent_by_somebody",
                violation_error_message=_("A message that left needs to say who sent it and when; a draft does not."),
            ),
        )

    def __str__(self) -> str:
        first, second = ("en", "fr") if get_language() == "en" else ("fr", "en")
        return self.subject(first) or self.subject(second) or "–"

    def subject(self, language: str) -> str:
        return self.subject_en if language == "en" else self.subject_fr

    def body(self, language: str) -> str:
        return self.body_en if language == "en" else self.body_fr

    def is_written_in(self, language: str) -> bool:
        return bool(self.subject(language).strip() and self.body(language).strip())

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_news(self) -> bool:
        return self.kind == self.Kind.NEWS


class GroupRecipient(models.Model):
    """One person of a group, as it was fixed when the message was sent."""

    class LeftOut(models.TextChoices):
        CANCELLED = "cancelled", _("cancelled meanwhile")
        REFUSED = "refused", _("refused news meanwhile")

    message = models.ForeignKey(
        GroupMessage,
        verbose_name=_("message"),
        on_delete=models.CASCADE,
        related_name="recipients",
        help_text=_("What is sent."),
    )
    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="group_messages",
        help_text=_("To whom."),
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("In which order, from 0."))
    mail = models.ForeignKey(
        OutgoingMail,
        verbose_name=_("mail"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The mail, once it is in the outbox; empty when that forgot it."),
    )
    handed_at = models.DateTimeField(
        _("handed over"), null=True, blank=True, help_text=_("When the mail was stored, or the person left out.")
    )
    left_out = models.CharField(
        _("left out"), max_length=10, choices=LeftOut, blank=True, help_text=_("Why nothing was sent.")
    )

    class Meta:
        verbose_name = _("person of a group")
        verbose_name_plural = _("people of groups")
        ordering = ("message", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("message", "registration"),
                name="grouprecipient_once",
                violation_error_message=_("Nobody receives the same message twice."),
            ),
        )
        indexes = (
            models.Index(fields=("message", "position"), name="grouprecipient_to_do", condition=Q(handed_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.message_id}/{self.position}"


class NewsRefusal(models.Model):
    """Somebody who wants neither news nor invitations.

    Only the digest of the address is kept, so that it outlives registration, invitation and list.
    """

    digest = models.CharField(
        _("digest"), max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the identity of the address.")
    )
    at = models.DateTimeField(_("when"), help_text=_("When the person refused."))

    class Meta:
        verbose_name = _("refusal of news")
        verbose_name_plural = _("refusals of news")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
