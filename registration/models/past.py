"""Lists of people brought in from elsewhere, and who took part in editions before this site existed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from events.models import Edition


class ImportLog(models.Model):
    """One list brought in: who, when, how many, from which file.  The file itself is not kept."""

    class Kind(models.TextChoices):
        PAST = "past", _("past participants")
        INVITATIONS = "invitations", _("invitations")

    at = models.DateTimeField(_("when"), help_text=_("When the list was brought in."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who did it."),
    )
    kind = models.CharField(_("what"), max_length=11, choices=Kind, help_text=_("What the lines were."))
    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("For which edition."),
    )
    lines = models.PositiveIntegerField(_("lines"), help_text=_("Lines of the file, without its header."))
    added = models.PositiveIntegerField(_("added"), help_text=_("Lines that were new."))
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("SHA-256 of the file: tells whether two imports were of the same file.")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.get_kind_display()}"


class PastParticipant(models.Model):
    """Somebody of an edition held before this site: for figures of first-timers and the next invitation."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="past_participants",
        help_text=_("Where they took part; the row goes a set time after its last day."),
    )
    first_name = models.CharField(_("first name"), max_length=100, blank=True, help_text=_("As on the list."))
    last_name = models.CharField(_("last name"), max_length=100, help_text=_("As on the list."))
    email = models.EmailField(_("e-mail address"), help_text=_("Where they may be told about the next edition."))
    email_identity = models.CharField(
        _("identity of the address"),
        max_length=254,
        editable=False,
        db_index=True,
        help_text=_("Tells who comes again, whatever the case or label of the address."),
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, help_text=_("As on the list."))
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FRENCH, help_text=_("Language to write in.")
    )
    opted_out_at = models.DateTimeField(
        _("wants no invitation"), null=True, blank=True, help_text=_("Since then nothing is sent to this person.")
    )

    class Meta:
        verbose_name = _("past participant")
        verbose_name_plural = _("past participants")
        ordering = ("last_name", "first_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "email_identity"),
                name="pastparticipant_once_per_edition",
                violation_error_message=_("This person is already on the list of that edition."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
