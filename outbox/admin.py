"""The outbox in the admin: everything is seen, nothing edited, one button sends again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from outbox import queue
from outbox.models import OutgoingMail
from outbox.preview import framed


@admin.register(OutgoingMail)
class OutgoingMailAdmin(admin.ModelAdmin[OutgoingMail]):
    """What was sent, to whom, when, and what the mail server said."""

    list_display = ["subject", "to", "template", "language", "status", "attempts", "created_at", "sent_at"]
    list_filter = ["status", "template", "language", "priority"]
    search_fields = ["to", "subject", "related"]
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "outbox/admin_mail.html"
    fields = [
        "subject", "to", "reply_to", "language", "template", "related", "status", "attempts", "send_after", "sent_at",
        "last_error", "message_id", "created_at",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mails are made by what happens, never by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """Read only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """The retention calendar deletes."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of the HTML part and the button."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/html/", view(require_safe(self.html_part)), name="outbox_outgoingmail_html"),
            path("<int:pk>/again/", view(require_POST(self.again)), name="outbox_outgoingmail_again"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell the template whether the button may be shown."""
        context = {"may_send_again": request.user.has_perm("outbox.resend_outgoingmail"), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def html_part(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the HTML part as the receiver sees it, links masked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mail = get_object_or_404(OutgoingMail, pk=pk)
        return framed(request, mail.html)

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue the message once more."""
        if not request.user.has_perm("outbox.resend_outgoingmail"):
            raise PermissionDenied
        mail = get_object_or_404(OutgoingMail, pk=pk)
        queue.send_again(mail=mail, now=timezone.now())
        self.message_user(request, gettext("The message will be sent again."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:outbox_outgoingmail_change", args=[pk]))
