"""The links that published texts contain, and what became of each when it was last followed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TextLink(models.Model):
    """One address in one field, in one language. The text is named, not linked: any bilingual model has links."""

    class State(models.TextChoices):
        UNASKED = "unasked", _("not asked yet")
        FINE = "fine", _("leads somewhere")
        MOVED = "moved", _("has moved for good")
        UNCERTAIN = "uncertain", _("does not let us look")
        SILENT = "silent", _("no answer")
        BROKEN = "broken", _("leads nowhere")

    kind = models.CharField(_("kind of text"), max_length=40, help_text=_("What it stands in: “question”, “page” …"))
    row = models.BigIntegerField(_("row"), help_text=_("The key of what it stands in."))
    field = models.CharField(_("field"), max_length=40, help_text=_("The field of the form, with its language."))
    language = models.CharField(_("language"), max_length=2, blank=True, help_text=_("Empty: the same in all of them."))
    where = models.CharField(_("text"), max_length=200, help_text=_("What the text was called when it was read."))
    address = models.CharField(_("address"), max_length=1000, help_text=_("Where it leads."))
    is_ours = models.BooleanField(_("our own page"), help_text=_("Found without leaving the site."))
    state = models.CharField(
        _("result"), max_length=10, choices=State, default=State.UNASKED, help_text=_("What was found there.")
    )
    detail = models.CharField(_("detail"), max_length=300, blank=True, help_text=_("The answer, or the new address."))
    checked_at = models.DateTimeField(_("last asked"), null=True, help_text=_("Empty: never."))
    failing_since = models.DateTimeField(_("failing since"), null=True, help_text=_("Empty: it does not fail."))
    ignored_because = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Why it is left as it is."))
    ignored_at = models.DateTimeField(_("left as it is since"), null=True, help_text=_("It is listed again later."))
    ignored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Who left it as it is."),
    )

    class Meta:
        verbose_name = _("link in a text")
        verbose_name_plural = _("links in texts")
        ordering = ("kind", "row", "field", "pk")
        constraints = (
            models.UniqueConstraint(fields=("kind", "row", "field", "address"), name="textlink_once_in_a_field"),
        )

    def __str__(self) -> str:
        return self.address
