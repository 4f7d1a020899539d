"""The registration desk makes and revokes the links of volunteers, and looks at scans made without network."""

from typing import Any, cast

import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import clock
from events.models import EventDay
from registration import keepers
from registration.fields import NameField
from registration.models import DeviceScan, DoorLink

# The words of the door for its answers, and for what a telephone alone can say.
SAID = {
    "welcome": _("Welcome"),
    "already": _("Already in"),
    "not_today": _("Not today"),
    "waiting": _("Waiting list"),
    "cancelled": _("Cancelled"),
    "unknown": _("Unknown badge"),
    "other_event": _("Another event"),
    "noted": _("Noted"),
    "undone": _("Undone"),
}


class DoorLinkForm(forms.ModelForm[DoorLink]):
    """Which door, and for whom."""

    label = NameField(
        label=_("volunteer"),
        max_length=60,
        help_text=_("First name and lane: shown where it says who welcomed somebody."),
    )

    class Meta:
        model = DoorLink
        fields = ("day", "label")


class DoorLinkAdmin(admin.ModelAdmin[DoorLink]):
    """One volunteer, one day: made, shown once, revoked."""

    form = DoorLinkForm
    list_display = ["label", "day", "state", "used_at", "entered", "created_by", "created_at"]
    list_filter = ["day__edition", "day"]
    list_select_related = ["day__venue", "created_by"]
    search_fields = ["label"]
    actions = ["revoke"]
    readonly_fields = [
        "day", "label", "state", "opens_at", "expires_at", "used_at", "entered", "created_by", "created_at",
        "revoked_at", "revoked_by",
    ]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: DoorLink | None = None) -> list[Any]:
        return self.readonly_fields if obj else ["day", "label"]

    def get_readonly_fields(self, request: HttpRequest, obj: DoorLink | None = None) -> list[Any]:
        return self.readonly_fields if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The days of the current edition."""
        if db_field.name == "day":
            days = EventDay.objects.filter(edition__is_current=True).select_related("venue")
            kwargs["queryset"] = days.order_by("date", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Revoked, so that it stays known who had one."""
        return False

    def save_model(self, request: HttpRequest, obj: DoorLink, form: Any, change: bool) -> None:
        """Make the link; its token lives until the answer is shown."""
        link, token = keepers.make_link(day=obj.day, label=obj.label, now=clock.now(), by=_staff(request))
        obj.pk, obj.digest = link.pk, link.digest
        obj.token = token  # type: ignore[attr-defined]  # carried to the answer, stored nowhere

    def response_add(self, request: HttpRequest, obj: DoorLink, post_url_continue: str | None = None) -> HttpResponse:
        """Show the link this once, in words and as a code for the volunteer's telephone."""
        link = DoorLink.objects.select_related("day__venue").get(pk=obj.pk)
        token: str = obj.token  # type: ignore[attr-defined]  # see save_model
        address = settings.SITE_URL + reverse("door:enter", args=[token])
        page = {
            **self.admin_site.each_context(request),
            "title": _("Link for %(label)s") % {"label": link.label},
            "link": link,
            "address": address,
            "code": _code(address),
            "opts": self.opts,
        }
        response = render(request, "registration/admin/door_link.html", page)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @admin.display(description=_("state"))
    def state(self, link: DoorLink) -> SafeString:
        """In a word and a colour."""
        now = clock.now()
        if link.revoked_at:
            look, word = "full", gettext("revoked")
        elif link.expires_at <= now:
            look, word = "info", gettext("over")
        elif link.opens_at > now:
            look, word = "info", gettext("not yet")
        else:
            look, word = "ok", gettext("open")
        return format_html('<span class="tag" data-state="{}">{}</span>', look, word)

    @admin.action(description=_("Revoke: it opens nothing from now on"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[DoorLink]) -> None:
        now = clock.now()
        links = [link for link in queryset if keepers.revoke(link=link, now=now, by=_staff(request))]
        for link in links:
            self.log_change(request, link, gettext("Revoked."))
        words = ngettext("%(count)d link is revoked.", "%(count)d links are revoked.", len(links))
        self.message_user(request, words % {"count": len(links)}, messages.SUCCESS)


class DeviceScanAdmin(admin.ModelAdmin[DeviceScan]):
    """What telephones kept without network, and what became of it: read only."""

    list_display = ["at", "registration", "told_in_words", "answer_in_words", "lane", "by", "received_at"]
    list_filter = ["day"]
    list_select_related = ["day__venue", "registration", "by"]
    ordering = ["-received_at", "-pk"]

    @admin.display(description=_("told"), ordering="told")
    def told_in_words(self, scan: DeviceScan) -> str:
        return str(SAID.get(scan.told, scan.told or "–"))

    @admin.display(description=_("answer"), ordering="answer")
    def answer_in_words(self, scan: DeviceScan) -> str:
        return str(SAID.get(scan.answer, scan.answer))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _code(address: str) -> dict[str, Any]:
    """The address as a QR code: one path, and the side of its box with the white around it."""
    modules = segno.make_qr(address, error="m").matrix
    dots = (f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark)
    return {"path": "".join(dots), "side": len(modules) + 8}


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)
