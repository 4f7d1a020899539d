"""How often pages are read: numbers, and nothing about readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageViews(models.Model):
    """One page on one day, in one language, reached from one site."""

    day = models.DateField(_("day"), help_text=_("In the time zone of the event."))
    path = models.CharField(_("page"), max_length=200, help_text=_("Its address, without what follows “?”."))
    language = models.CharField(_("language"), max_length=2, help_text=_("The language of the page."))
    referrer = models.CharField(
        _("coming from"),
        max_length=100,
        blank=True,
        help_text=_("The host of another site with a link; no page of it."),
    )
    views = models.PositiveIntegerField(_("views"), default=0, help_text=_("Written about once a minute."))

    class Meta:
        verbose_name = _("page views")
        verbose_name_plural = _("audience")
        ordering = ("-day", "path")
        constraints = (
            models.UniqueConstraint(
                fields=("day", "path", "language", "referrer"),
                name="pageviews_counted_once",
                violation_error_message=_("These views are counted already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} · {self.path}"
