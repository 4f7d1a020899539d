"""Who took a list out of the system."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportLog(models.Model):
    """One export: a list of people that left the system, and in whose hands."""

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel")
        PDF = "pdf", _("PDF")

    at = models.DateTimeField(_("when"), help_text=_("When the list was made."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who asked for it."),
    )
    format = models.CharField(_("format"), max_length=4, choices=Format, help_text=_("Kind of file."))
    rows = models.PositiveIntegerField(_("rows"), help_text=_("How many people are on the list."))
    selection = models.CharField(_("selection"), max_length=500, blank=True, help_text=_("The filters of the list."))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.get_format_display()}"
