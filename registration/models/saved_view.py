"""A list of people as somebody needs it again and again."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views by who may open them."""

    def visible_to(self, user: Any) -> "SavedViewQuerySet":
        """One's own, and those shared with the desk."""
        mine = Q(pk__in=[]) if isinstance(user, AnonymousUser) else Q(owner=user)
        return self.filter(mine | Q(is_shared=True))


class SavedView(models.Model):
    """Filters, columns and order of the list of registrations, under a name."""

    name = models.CharField(_("name"), max_length=60, help_text=_("As it stands above the list."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Who made it. A view that is not shared is seen by nobody else."),
    )
    is_shared = models.BooleanField(
        _("shared with the desk"),
        default=False,
        help_text=_("Everybody who sees the list may open it and change it."),
    )
    filters = models.CharField(
        _("filters"), max_length=1000, blank=True, help_text=_("As they stand in the address of the list.")
    )
    columns = models.JSONField(_("columns"), default=list, help_text=_("Keys of the columns, in their order."))
    order = models.CharField(
        _("order"), max_length=40, blank=True, help_text=_("Key of a column; with a minus sign from the end.")
    )
    changed_at = models.DateTimeField(_("last changed"), help_text=_("When it was saved last."))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Who saved it last."),
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view of the list")
        verbose_name_plural = _("views of the list")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "name"),
                name="savedview_one_name",
                violation_error_message=_("You already have a view of this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """What follows the question mark in the address of the list."""
        return f"{self.filters}&view={self.pk}" if self.filters else f"view={self.pk}"
