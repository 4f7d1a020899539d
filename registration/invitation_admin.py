"""Invitations in the admin: prepared, sent or handed over, withdrawn."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.row_choices import RowChoices
from events import clock
from events.models import Edition
from registration import invitations
from registration.fields import AddressField, NameField
from registration.models import Invitation, Reserve


class InvitationForm(forms.ModelForm[Invitation]):
    """For whom, into which reserves, for how many."""

    name = NameField(label=_("For whom"), max_length=100)
    email = AddressField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The link is sent there; leave it empty to pass the link on yourself."),
    )
    send_now = forms.BooleanField(
        label=_("Send it now"),
        required=False,
        initial=True,
        help_text=_("Otherwise it waits until you send it from the list."),
    )

    class Meta:
        model = Invitation
        fields = ("name", "email", "language", "role", "places", "reserves")
        field_classes = {"reserves": RowChoices}
        widgets = {"reserves": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reserves = cast("forms.ModelMultipleChoiceField[Reserve]", self.fields["reserves"])
        still_open = Reserve.objects.open().filter(day__edition__is_current=True)
        reserves.queryset = still_open.select_related("day__venue").order_by("day__date", "name")

    def guest(self) -> invitations.Guest:
        data = self.cleaned_data
        return invitations.Guest(**{name: data[name] for name in ("name", "email", "language", "role", "places")})


class StateFilter(admin.SimpleListFilter):
    """Where an invitation is."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("held", _("not sent yet")), ("sent", _("sent")), ("used", _("used")), ("withdrawn", _("withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        states = {
            "held": Q(sent_at=None, revoked_at=None),
            "sent": Q(sent_at__isnull=False, revoked_at=None),
            "used": Q(used__gt=0),
            "withdrawn": Q(revoked_at__isnull=False),
        }
        return queryset.filter(states.get(self.value() or "", Q()))


class InvitationAdmin(admin.ModelAdmin[Invitation]):
    """Invitations are sent and withdrawn, never rewritten: who needs another one gets another one."""

    list_display = ["name", "email", "language", "role", "registered", "state", "opens"]
    list_filter = [StateFilter, "edition", "role", "language"]
    search_fields = ["name", "email"]
    list_per_page = 50
    actions = ["send", "withdraw"]
    change_list_template = "registration/admin/invitations.html"
    fields = [
        "edition", "name", "email", "language", "role", "places", "used", "opens", "created_at", "created_by",
        "sent_at", "revoked_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).select_related("edition").prefetch_related("reserves__day__venue")

    def get_form(
        self, request: HttpRequest, obj: Invitation | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Invitation]]:
        return InvitationForm if obj is None else super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        return self.fields if obj else ["name", "email", "language", "role", "places", "reserves", "send_now"]

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        return self.fields if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Withdrawn, not deleted: who invited whom stays known until it is forgotten."""
        return False

    def get_urls(self) -> list[URLPattern]:
        release = self.admin_site.admin_view(require_POST(self.release_held))
        return [path("release/", release, name="registration_invitation_release"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say how many wait to be sent."""
        held = Invitation.objects.held().filter(edition__is_current=True).count()
        may_act = self.has_change_permission(request)
        return super().changelist_view(request, {"held": held, "may_act": may_act, **(extra_context or {})})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Invitation:
        """Prepare through the domain, which knows the edition and who invites."""
        if change:
            return cast("Invitation", form.instance)
        reserves = list(form.cleaned_data["reserves"])
        edition = reserves[0].day.edition
        by, now = cast("User", request.user), clock.now()
        return invitations.prepare(edition=edition, guest=form.guest(), reserves=reserves, by=by, now=now)

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        """Send it, or show its link once."""
        if not change and (form.cleaned_data["send_now"] or not obj.email):
            self._send(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The reserves were stored with the invitation."""

    @admin.display(description=_("registered"))
    def registered(self, invitation: Invitation) -> str:
        return f"{invitation.used} / {invitation.places}"

    @admin.display(description=_("opens"))
    def opens(self, invitation: Invitation) -> str:
        return ", ".join(str(reserve) for reserve in invitation.reserves.all()) or "–"

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> SafeString:
        """In a word."""
        if invitation.revoked_at:
            words, look = _("withdrawn"), "full"
        elif invitation.used:
            words, look = _("used"), "ok"
        else:
            words, look = (_("sent"), "info") if invitation.sent_at else (_("not sent yet"), "warn")
        return format_html('<span class="tag" data-state="{}">{}</span>', look, words)

    @admin.action(description=_("Send the link (again)"), permissions=["change"])
    def send(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """A new link for each; earlier ones stop working."""
        for invitation in queryset.order_by("pk"):
            self._send(request, invitation)

    @admin.action(description=_("Withdraw the link"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Who registered by it stays registered."""
        for invitation in queryset:
            invitations.revoke(invitation=invitation, now=clock.now())
            self.log_change(request, invitation, gettext("Withdrawn."))
        self.message_user(request, gettext("These links open nothing any more."), messages.SUCCESS)

    def release_held(self, request: HttpRequest) -> HttpResponse:
        """Let every prepared message leave."""
        edition = Edition.objects.current()
        if edition is None or not self.has_change_permission(request):
            raise PermissionDenied
        sent = invitations.release_held(edition=edition, now=clock.now())
        for invitation in sent:
            self.log_change(request, invitation, gettext("Sent."))
        said = ngettext("%(count)d invitation will be sent.", "%(count)d invitations will be sent.", len(sent))
        self.message_user(request, said % {"count": len(sent)}, messages.SUCCESS)
        return redirect("admin:registration_invitation_changelist")

    def _send(self, request: HttpRequest, invitation: Invitation) -> None:
        try:
            token = invitations.send(invitation=invitation, now=clock.now())
        except invitations.WithdrawnError:
            self.message_user(request, gettext("This link was withdrawn: prepare another one."), messages.WARNING)
            return
        except invitations.RefusedError:
            said = gettext(
                "%(name)s asked not to be written to: nothing was sent. If they want to come after all, prepare an "
                "invitation without an address and pass the link on."
            )
            self.message_user(request, said % {"name": invitation.name}, messages.WARNING)
            return
        self.log_change(request, invitation, gettext("Sent.") if invitation.email else gettext("Link shown."))
        if invitation.email:
            sent = gettext("The invitation for %(name)s will be sent.") % {"name": invitation.name}
            self.message_user(request, sent, messages.SUCCESS)
            return
        with translation.override(invitation.language):
            link = settings.SITE_URL + reverse("registration:invited", args=[token])
        shown = gettext("Copy this link now, it is not shown again: {}")
        self.message_user(request, format_html(shown, format_html("<code>{}</code>", link)), messages.WARNING)
