"""The registration desk: the list, one person with their history, and what the desk does for people."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from events import clock, countries
from registration import caps, lifecycle, upkeep, waiting_list
from registration.answers import answers_visible_to
from registration.badge_admin import PRINT_ACTIONS, PrintedBadgeInline, PrintedFilter, PrintsBadges
from registration.badge_design_admin import BadgeDesignAdmin
from registration.columns import SEE_ADDRESSES
from registration.door_admin import DeviceScanAdmin, DoorLinkAdmin
from registration.erasure_admin import ERASE, ErasesPeople
from registration.export_admin import Exportable
from registration.fields import NameField
from registration.figures_admin import ShowsFigures
from registration.group_admin import GroupMessageAdmin, ReceivedInline
from registration.history_admin import HistoryAdmin, detail_in_words
from registration.import_admin import ImportLogAdmin, PastParticipantAdmin
from registration.invitation_admin import InvitationAdmin
from registration.list_filters import DayFilter, PlaceFilter, PresenceFilter, StateFilter, WorkshopFilter
from registration.models import (
    Answer,
    BadgeDesign,
    CheckIn,
    DeviceScan,
    DoorLink,
    ExportLog,
    GroupMessage,
    HistoryEntry,
    ImportLog,
    Invitation,
    PastParticipant,
    Registration,
    Reserve,
    Seat,
)
from registration.names import tidy
from registration.people_list import ViewFilter
from registration.places_admin import CHANGE_PLACES, ReserveAdmin
from registration.role_admin import SetsRoles
from registration.schedule_admin import SchedulesExports
from registration.templatetags.seats import day_in_short, seat_state

admin.site.register(DeviceScan, DeviceScanAdmin)
admin.site.register(DoorLink, DoorLinkAdmin)
admin.site.register(ImportLog, ImportLogAdmin)
admin.site.register(Invitation, InvitationAdmin)
admin.site.register(PastParticipant, PastParticipantAdmin)
admin.site.register(Reserve, ReserveAdmin)
admin.site.register(BadgeDesign, BadgeDesignAdmin)
admin.site.register(GroupMessage, GroupMessageAdmin)
admin.site.register(HistoryEntry, HistoryAdmin)

Inline = admin.TabularInline[Any, Registration]


class ReadOnlyInline(Inline):
    """Rows made by what happens, never typed."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        """Whoever sees the person sees what happened to them."""
        return request.user.has_perm("registration.view_registration")


class SeatInline(ReadOnlyInline):
    model = Seat
    fields = ["day", "status", "joined_at", "offered_at", "offer_expires_at", "ended_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("day__venue")


class CheckInInline(ReadOnlyInline):
    model = CheckIn
    fields = ["day", "half", "at", "by", "lane", "undone_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("day__venue", "by")


class AnswerInline(ReadOnlyInline):
    """Answers to the optional questions, only those this member of staff may read."""

    model = Answer
    fields = ["question", "words"]
    readonly_fields = ["words"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return answers_visible_to(_staff(request))

    @admin.display(description=_("answer"))
    def words(self, answer: Answer) -> str:
        return answer.in_words


class HistoryInline(ReadOnlyInline):
    model = HistoryEntry
    fields = ["at", "kind", "day", "by", "words"]
    readonly_fields = ["words"]

    @admin.display(description=_("detail"))
    def words(self, entry: HistoryEntry) -> str:
        return detail_in_words(entry)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("day__venue", "by")


class DetailsForm(forms.ModelForm[Registration]):
    """What the desk may correct; the same rules as in the public form."""

    first_name = NameField(label=_("first name"), max_length=100, required=False)
    last_name = NameField(label=_("last name"), max_length=100)
    organisation = NameField(label=_("organisation"), max_length=200, required=False)

    country = forms.ChoiceField(label=_("country"), choices=countries.choices, required=False)

    class Meta:
        model = Registration
        fields = ("first_name", "last_name", "organisation", "language", "role", "country", "organisation_kind")


@admin.register(Registration)
class RegistrationAdmin(Exportable, ErasesPeople, SchedulesExports, ShowsFigures, PrintsBadges, SetsRoles):
    """People of an edition: found in seconds, exported, corrected; every change leaves its trace."""

    form = DetailsForm
    list_display = ["full_name", "organisation", "email", "days", "language", "role", "registered_at", "reference"]
    list_display_links = ["full_name"]
    list_filter = [
        ViewFilter, StateFilter, "edition", DayFilter, PlaceFilter, PresenceFilter, WorkshopFilter, "language",
        "role", "origin", PrintedFilter,
    ]  # fmt: skip
    search_fields = ["folded", "email", "reference"]
    search_help_text = _("Name, organisation, e-mail address or reference")
    date_hierarchy = "registered_at"
    ordering = ["-registered_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["send_again", "set_role", *PRINT_ACTIONS]
    change_form_template = "registration/admin/registration.html"
    inlines = [SeatInline, AnswerInline, CheckInInline, PrintedBadgeInline, ReceivedInline, HistoryInline]
    fieldsets = (
        (None, {"fields": ["edition", "reference", ("first_name", "last_name"), "organisation", "email"]}),
        (
            None,
            {
                "fields": [
                    "language",
                    "role",
                    "country",
                    "organisation_kind",
                    "origin",
                    "leader",
                    "registered_at",
                    "changed_at",
                    "cancelled_at",
                ]
            },
        ),
    )
    readonly_fields = [
        "edition", "reference", "email", "origin", "leader", "registered_at", "changed_at", "cancelled_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).select_related("edition").prefetch_related("seats__day__venue")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Registration], search_term: str
    ) -> tuple[QuerySet[Registration], bool]:
        """By name and organisation however they are typed, by address or by reference."""
        term = search_term.strip()
        if not term:
            return queryset, False
        people = Registration.objects.all()
        found = people.named_like(term) | people.referenced(term)
        if request.user.has_perm(SEE_ADDRESSES):
            found |= people.filter(email__icontains=term)
        return queryset.filter(pk__in=found.values("pk")), False

    def get_fieldsets(self, request: HttpRequest, obj: Registration | None = None) -> Any:
        """Addresses are for those who may see them."""
        if request.user.has_perm(SEE_ADDRESSES):
            return self.fieldsets
        (name, shown), *others = self.fieldsets
        return ((name, {"fields": [field for field in shown["fields"] if field != "email"]}), *others)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The public form and the door register people, under the cap of the day."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        """People are cancelled or erased, so that the counters stay true."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The buttons of one person."""
        return [
            path("<int:pk>/cancel/", self._button(self.cancel), name="registration_registration_cancel"),
            path("<int:pk>/again/", self._button(self.again), name="registration_registration_again"),
            path("<int:pk>/promote/<int:seat>/", self._button(self.promote), name="registration_registration_promote"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Hand the template the waiting seats, each with its button."""
        waiting = Seat.objects.waiting().with_position().select_related("day__venue")
        context = {
            "waiting_seats": waiting.filter(registration_id=object_id) if object_id.isdecimal() else [],
            "may_act": self.has_change_permission(request),
            "may_add_places": request.user.has_perm(CHANGE_PLACES),
            "may_print": self.has_print_badges_permission(request),
            "may_erase": request.user.has_perm(ERASE),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Registration, form: Any, change: bool) -> None:
        """Save through the lifecycle, which keeps the trace."""
        upkeep.amend(
            registration=obj,
            details={name: form.cleaned_data[name] for name in form.changed_data},
            now=clock.now(),
            by=_staff(request),
        )

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, registration: Registration) -> str:
        return registration.full_name

    @admin.display(description=_("days"))
    def days(self, registration: Registration) -> SafeString:
        """One tag per day, in words."""
        seats = sorted(registration.live_seats, key=lambda seat: (seat.day.date, seat.day_id))
        if not seats:
            return format_html("{}", "–")
        return format_html_join(
            " ",
            '<span class="tag" data-state="{}">{} · {}</span>',
            ((seat_state(seat), day_in_short(seat.day), seat.get_status_display()) for seat in seats),
        )

    @admin.action(description=_("Send badge and link again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        """To everybody chosen who has not cancelled."""
        now, people = clock.now(), list(queryset.filter(cancelled_at=None))
        for registration in people:
            upkeep.send_again(registration=registration, now=now, by=_staff(request))
        sent = ngettext("%(count)d message will be sent.", "%(count)d messages will be sent.", len(people))
        self.message_user(request, sent % {"count": len(people)}, messages.SUCCESS)

    def cancel(self, request: HttpRequest, registration: Registration) -> None:
        try:
            lifecycle.cancel(registration=registration, now=clock.now(), by=_staff(request))
        except lifecycle.CancelledError:
            self.message_user(request, gettext("This registration had already been cancelled."), messages.WARNING)
        else:
            self.message_user(request, gettext("The registration is cancelled; the person is told."), messages.SUCCESS)

    def again(self, request: HttpRequest, registration: Registration) -> None:
        try:
            upkeep.send_again(registration=registration, now=clock.now(), by=_staff(request))
        except lifecycle.CancelledError:
            self.message_user(request, gettext("This registration had already been cancelled."), messages.WARNING)
        else:
            self.message_user(request, gettext("Badge and link will be sent again."), messages.SUCCESS)

    def promote(self, request: HttpRequest, registration: Registration, seat: int) -> None:
        waiting = get_object_or_404(registration.seats.select_related("registration__edition", "day__venue"), pk=seat)
        reason = tidy(request.POST.get("reason", "")[:200])
        if not reason:
            self.message_user(request, gettext("Please give the reason: it stays in the history."), messages.ERROR)
            return
        may_add = "one_more" in request.POST and request.user.has_perm(CHANGE_PLACES)
        give = caps.make_room_for if may_add else waiting_list.promote
        try:
            give(seat=waiting, by=_staff(request), reason=reason, now=clock.now())
        except waiting_list.NotWaitingError:
            self.message_user(request, gettext("This person was served meanwhile."), messages.WARNING)
        except waiting_list.DayFullError:
            full = gettext("The day is full: tick that one place is added for this person.")
            self.message_user(request, full, messages.ERROR)
        except caps.BeyondRoomError as beyond:
            full = gettext("The room holds %(room)d people and as many places are given: none can be added.")
            self.message_user(request, full % {"room": beyond.room_limit}, messages.ERROR)
        else:
            self.message_user(request, gettext("The place is given; the person is told."), messages.SUCCESS)

    def _button(self, act: Callable[..., None]) -> Callable[..., HttpResponse]:
        """A POST on one person by somebody who may change them; back to the person afterwards."""

        def pressed(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            registration = get_object_or_404(Registration.objects.select_related("edition"), pk=pk)
            if not self.has_change_permission(request, registration):
                raise PermissionDenied
            act(request, registration, **kwargs)
            return redirect("admin:registration_registration_change", pk)

        view: Callable[..., HttpResponse] = self.admin_site.admin_view(require_POST(pressed))
        return view


@admin.register(ExportLog)
class ExportLogAdmin(admin.ModelAdmin[ExportLog]):
    """Who took which list out of the system: read only."""

    list_display = ["at", "by", "view_name", "format", "rows", "selection"]
    list_filter = ["format", ("by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["view_name", "selection", "by__full_name", "by__email"]
    list_select_related = ["by"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)
