"""What a text said before: one row per saved change, in both languages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TextVersion(models.Model):
    """All texts of one row as somebody left them. The row is named, not linked: any bilingual model has versions."""

    kind = models.CharField(
        _("kind of text"), max_length=40, help_text=_("What the text belongs to: “question”, “page” …")
    )
    row = models.BigIntegerField(_("row"), help_text=_("The key of what the text belongs to."))
    texts = models.JSONField(_("texts"), help_text=_("Every text of the row, by field and language."))
    at = models.DateTimeField(_("saved"), help_text=_("When it was saved."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Who saved it; empty for what stood there before the first change."),
    )
    restores = models.ForeignKey(
        "self",
        verbose_name=_("restores"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("The earlier version that was put back."),
    )
    other_holds = models.BooleanField(
        _("the other language holds"),
        default=False,
        help_text=_("Said by whoever saved it: what was changed in one language changes nothing in the other."),
    )

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("kind", "row"), name="textversion_of_row"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
