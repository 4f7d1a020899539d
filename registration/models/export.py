"""Who took a list out of the system."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models.saved_view import SavedView


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
    view = models.ForeignKey(
        SavedView,
        verbose_name=_("view of the list"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="exports",
        help_text=_("The saved view it was taken from, while that exists."),
    )
    view_name = models.CharField(
        _("name of the view"), max_length=60, blank=True, help_text=_("What the view was called then.")
    )
    columns = models.CharField(
        _("columns"), max_length=1000, blank=True, help_text=_("What was told of each person, in its order.")
    )

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.get_format_display()}"
