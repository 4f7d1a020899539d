"""Who took papers or lists of the allowance out of the system."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Edition


class Taking(models.Model):
    """One file that left the system, and in whose hands."""

    class What(models.TextChoices):
        LEDGER = "ledger", pgettext_lazy("taking", "ledger")
        SUMMARY = "summary", pgettext_lazy("taking", "summary to sign")
        FOLDER = "folder", pgettext_lazy("taking", "folder of a claim")
        FOLDERS = "folders", pgettext_lazy("taking", "folders of an edition")

    at = models.DateTimeField(_("when"), help_text=_("When it was handed out."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who asked for it."),
    )
    what = models.CharField(_("what"), max_length=10, choices=What, help_text=_("What was taken."))
    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The edition it is about."),
    )
    number = models.CharField(
        _("number"), max_length=9, blank=True, help_text=_("Of the claim or batch, where it is about one.")
    )

    class Meta:
        verbose_name = _("file taken")
        verbose_name_plural = _("files taken")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.get_what_display()}"
