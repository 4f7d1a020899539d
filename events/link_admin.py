"""The links that lead nowhere, for those who can mend them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.db.transaction import on_commit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from events import link_check, tasks
from events.models import TextLink
from events.text_admin import colleague

State = TextLink.State
TROUBLE = [State.BROKEN, State.SILENT, State.UNCERTAIN, State.MOVED]
WORDS = {
    "404": _("not found (404)"),
    "410": _("taken away (410)"),
    "name": _("no site of that name"),
    "private": _("inside a private network"),
    "timeout": _("no answer in time"),
    "tls": _("its certificate is not valid"),
    "refused": _("it does not take our call"),
    "unreadable": _("an answer nobody can read"),
    "redirections": _("it leads round in circles"),
}


class ReasonForm(forms.Form):
    """Why a link is left as it is."""

    reason = forms.CharField(label=_("Why is it right as it is?"), max_length=200)


class LinkAdmin(admin.ModelAdmin[TextLink]):
    """A list to work through: each link leads to the field it stands in."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TextLink | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """The list, and what can be done with a line of it; there is no form of a link."""
        listed, ours = super().get_urls()[0], self.admin_site.admin_view
        return [
            listed,
            path("check/", ours(require_POST(self.follow)), name="events_textlink_check"),
            path("<int:key>/ignore/", ours(require_POST(self.ignore)), name="events_textlink_ignore"),
            path("<int:key>/heed/", ours(require_POST(self.heed)), name="events_textlink_heed"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What is broken first, then what is uncertain, then what was left as it is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._list(request, None, ReasonForm())

    def follow(self, request: HttpRequest) -> HttpResponse:
        """Follow every link again, in the background."""
        self._refuse_readers(request)
        on_commit(tasks.check_links.delay)
        messages.success(request, _("The links are being followed. Look again in a few minutes."))
        return _back()

    def ignore(self, request: HttpRequest, key: int) -> HttpResponse:
        """Leave a link as it is, with the reason."""
        self._refuse_readers(request)
        link, form = get_object_or_404(TextLink, pk=key), ReasonForm(request.POST)
        if not form.is_valid():
            return self._list(request, link, form)
        reason = form.cleaned_data["reason"]
        link_check.ignore(link=link, reason=reason, by=colleague(request), now=timezone.now())
        messages.success(request, _("Left as it is, for a year."))
        return _back()

    def heed(self, request: HttpRequest, key: int) -> HttpResponse:
        """List a link again."""
        self._refuse_readers(request)
        link_check.heed(link=get_object_or_404(TextLink, pk=key))
        messages.success(request, _("Listed again."))
        return _back()

    def _list(self, request: HttpRequest, refused: TextLink | None, form: ReasonForm) -> HttpResponse:
        links = TextLink.objects.filter(Q(state__in=TROUBLE) | ~Q(ignored_because="")).select_related("ignored_by")
        by_state = sorted(links, key=lambda link: TROUBLE.index(State(link.state)) if link.state in TROUBLE else 9)
        lines = [(link, _form_of(link), _said(link)) for link in by_state]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Links that lead nowhere"),
            "lines": [line for line in lines if not line[0].ignored_because],
            "ignored": [line for line in lines if line[0].ignored_because],
            "number": TextLink.objects.count(),
            "last": TextLink.objects.aggregate(last=Max("checked_at"))["last"],
            "asks_others": settings.LINK_CHECK,
            "may_change": self.has_change_permission(request),
            "refused": refused,
            "form": form,
        }
        return TemplateResponse(request, "admin/events/links.html", context)

    def _refuse_readers(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied


def _form_of(link: TextLink) -> str:
    """The field the link stands in."""
    return f"{reverse(f'admin:events_{link.kind}_change', args=[link.row])}#id_{link.field}"


def _said(link: TextLink) -> str:
    if link.detail.startswith("#"):
        return str(_("the page has no part “%(name)s”")) % {"name": link.detail[1:]}
    return str(WORDS.get(link.detail, link.detail))


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:events_textlink_changelist"))
