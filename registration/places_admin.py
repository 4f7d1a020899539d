"""One screen per day for its places: the cap, the risk of a full room, reserves, and who changed what."""

from abc import ABC, abstractmethod
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from events import clock
from events.models import Edition, EventDay
from registration import (
    answers,
    caps,
    day_hours,
    no_show,
    opening,
    overbooking,
    places_board,
    reserves,
    seat_allocation,
)
from registration.contention import TooBusyError
from registration.forms import GroupForm
from registration.models import CapChange, Reserve
from registration.places_forms import CapForm, DayHoursForm, OpeningForm, RateForm, ReserveForm, ResizeForm

MOST_CHANGES = 50
CHANGE_PLACES = "registration.change_reserve"


class ReserveAdmin(admin.ModelAdmin[Reserve]):
    """The list of this admin is the board of all days; each leads to its own screen."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Reserves are made on the screen of their day."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Reserve | None = None) -> bool:
        """A reserve ends; what was kept stays known."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("", view(require_safe(self.board)), name="registration_reserve_changelist"),
            path("opening/", view(both(self.opening)), name="registration_reserve_opening"),
            path("preview/", view(require_safe(self.preview)), name="registration_reserve_preview"),
            path("<int:pk>/", view(require_safe(self.go_to_day)), name="registration_reserve_change"),
            path("<slug:slug>/", view(both(self.day)), name="registration_reserve_day"),
        ]

    def board(self, request: HttpRequest) -> HttpResponse:
        """Every day of the current edition, in numbers."""
        edition = self._edition(request)
        page = {"title": _("Places"), "edition": edition, "rows": places_board.rows(edition) if edition else []}
        return self._page(request, "registration/admin/places_board.html", page)

    def go_to_day(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The admin's own address of a reserve."""
        self._edition(request)
        return redirect("admin:registration_reserve_day", get_object_or_404(Reserve, pk=pk).day.slug)

    def day(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One day; its buttons come back here."""
        self._edition(request)
        day = get_object_or_404(EventDay.objects.select_related("venue", "edition"), slug=slug)
        forms = {"cap_form": CapForm.of(day), "keep_form": ReserveForm(), "hours_form": DayHoursForm(day=day)}
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            acts = {
                "cap": _Cap(self, request, day),
                "hours": _Hours(self, request, day),
                "keep": _Keep(self, request, day),
                "resize": _Resize(self, request, day),
            }
            act = acts.get(request.POST.get("act", ""), _Release(self, request, day))
            if act.done():
                return redirect("admin:registration_reserve_day", slug)
            if act.shown_as:
                forms[act.shown_as] = act.form
        page = {"title": day.label, **forms, **_picture(day, request.GET)}
        return self._page(request, "registration/admin/places_day.html", page)

    def opening(self, request: HttpRequest) -> HttpResponse:
        """When people may register."""
        edition = self._edition(request)
        if edition is None:
            return redirect("admin:registration_reserve_changelist")
        form = OpeningForm.of(edition, request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            if form.is_valid():
                said = opening.change(
                    edition=edition, opens_at=form.cleaned_data["opens_at"], closes_at=form.cleaned_data["closes_at"]
                )
                self.log_change(request, cast("Any", edition), f"{said}: {form.cleaned_data['reason']}")
                self.message_user(request, _("The opening hours are changed."), messages.SUCCESS)
                return redirect("admin:registration_reserve_opening")
        return self._page(
            request,
            "registration/admin/places_opening.html",
            {"title": _("Opening hours"), "edition": edition, "form": form},
        )

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The form as people will see it; it cannot be sent."""
        edition = self._edition(request)
        if edition is None:
            return redirect("admin:registration_reserve_changelist")
        now = max(clock.now(), edition.registration_opens_at or clock.now())
        offered = day_hours.offered(seat_allocation.availability(edition.days.all()), now=now)
        form = GroupForm(None, availability=offered, questions=answers.questions_of(edition))
        return render(request, "registration/admin/preview.html", {"edition": edition, "form": form})

    def _edition(self, request: HttpRequest) -> Edition | None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return Edition.objects.current()

    def _page(self, request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
        whole = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "may_act": self.has_change_permission(request),
        }
        return render(request, template, {**whole, **page})


class _Act(ABC):
    """One button of the screen of a day: its form, the one call it makes, and what can go wrong, in words."""

    form: Form
    shown_as = ""  # the name its form has on the screen

    def __init__(self, desk: ReserveAdmin, request: HttpRequest, day: EventDay) -> None:
        self.desk, self.request, self.day = desk, request, day
        self.by, self.now = cast("User", request.user), clock.now()

    def done(self) -> bool:
        """Act; False when the page has to show the form again."""
        try:
            return self.act()
        except TooBusyError:
            return self.refuse(_("Many people are registering at this moment. Please try again."))
        except reserves.EndedError:
            return self.refuse(_("This date has passed, or the reserve was given to everybody meanwhile."))
        except reserves.NotEnoughFreeError as short:
            free = ngettext("Only %(count)d place is free", "Only %(count)d places are free", short.free)
            waiting = _("or people already wait for this day: raise the cap first.")
            return self.refuse(f"{free % {'count': short.free}}, {waiting}")

    @abstractmethod
    def act(self) -> bool:
        """Make the call; False when the form was wrong."""

    def refuse(self, why: str) -> bool:
        self.desk.message_user(self.request, why, messages.ERROR)
        return False

    def say(self, what: str) -> bool:
        self.desk.message_user(self.request, what, messages.SUCCESS)
        return True


class _Cap(_Act):
    form: CapForm
    shown_as = "cap_form"

    def act(self) -> bool:
        self.form = CapForm.of(self.day, self.request.POST)
        if not self.form.is_valid():
            return False
        data = self.form.cleaned_data
        try:
            offered = caps.change(
                day=self.day,
                places=self.form.places(),
                seen=data["seen"],
                reason=data["reason"],
                knowing=data["knowing"],
                by=self.by,
                now=self.now,
            )
        except caps.BelowHeldError as held:
            why = _(
                "Places already held: %(taken)d; kept in reserves: %(reserved)d. No fewer can be promised than these."
            )
            self.form.add_error("cap", why % {"taken": held.taken, "reserved": held.reserved})
        except caps.BeyondRoomError as beyond:
            why = _("%(promised)d places would be promised, and the room holds %(room)d. Tick the box if you mean it.")
            self.form.add_error("knowing", why % {"promised": beyond.promised, "room": beyond.room_limit})
        except caps.ChangedMeanwhileError:
            why = _("Somebody changed the cap meanwhile. The numbers below are the new ones: please decide again.")
            self.form = CapForm.of(EventDay.objects.get(pk=self.day.pk))
            return self.refuse(why)
        else:
            said = ngettext(
                "Changed. %(count)d place was offered to the waiting list.",
                "Changed. %(count)d places were offered to the waiting list.",
                offered,
            )
            return self.say(said % {"count": offered})
        return False


class _Hours(_Act):
    form: DayHoursForm
    shown_as = "hours_form"

    def act(self) -> bool:
        self.form = DayHoursForm(self.request.POST, day=self.day)
        if not self.form.is_valid():
            return False
        hours, seen, reason = self.form.hours(), self.form.seen(), self.form.cleaned_data["reason"]
        try:
            day_hours.change(day=self.day, hours=hours, seen=seen, reason=reason, by=self.by, now=self.now)
        except day_hours.ChangedMeanwhileError:
            self.form = DayHoursForm(day=EventDay.objects.get(pk=self.day.pk))
            return self.refuse(_("Somebody changed the hours meanwhile: please look at them and decide again."))
        return self.say(_("The opening hours are changed."))


class _Keep(_Act):
    form: ReserveForm
    shown_as = "keep_form"

    def act(self) -> bool:
        self.form = ReserveForm(self.request.POST)
        if not self.form.is_valid():
            return False
        try:
            reserves.make(day=self.day, by=self.by, now=self.now, **self.form.cleaned_data)
        except reserves.NameTakenError:
            self.form.add_error("name", _("This day already has a reserve of that name."))
            return False
        return self.say(_("The places are kept. Invitations open them."))


class _Resize(_Act):
    def act(self) -> bool:
        form = ResizeForm(self.request.POST)
        if not form.is_valid():
            return self.refuse(_("Please give a number of places and a date."))
        try:
            reserves.resize(reserve=_reserve(self.request, self.day), by=self.by, now=self.now, **form.cleaned_data)
        except reserves.BelowUsedError as below:
            used = _("Invited people already hold %(used)d places of this reserve: it cannot be smaller.")
            return self.refuse(used % {"used": below.used})
        return self.say(_("The reserve is changed."))


class _Release(_Act):
    def act(self) -> bool:
        left = reserves.release(reserve=_reserve(self.request, self.day), by=self.by, now=self.now)
        said = ngettext(
            "%(count)d place goes to the waiting list, then to everybody.",
            "%(count)d places go to the waiting list, then to everybody.",
            left,
        )
        return self.say(said % {"count": left})


def _reserve(request: HttpRequest, day: EventDay) -> Reserve:
    key = request.POST.get("reserve", "")
    return get_object_or_404(day.reserves, pk=int(key) if key.isdecimal() and len(key) < 10 else 0)


def _picture(day: EventDay, asked: QueryDict) -> dict[str, Any]:
    """What the screen of a day shows beside its forms; the risk for the rate that was asked for, or the one known."""
    rate = no_show.last_known(before=day.edition)
    rate_form = RateForm(asked if "no_show" in asked else None, initial={"no_show": rate.percent})
    if rate_form.is_valid() and rate_form.cleaned_data["no_show"] is not None:
        rate = no_show.NoShow(rate_form.cleaned_data["no_show"], is_guess=True)
    room = day.room_limit or day.cap
    table = overbooking.forecasts(cap=day.cap, room=room, no_show=rate.percent)
    risk = overbooking.risk(people=day.capacity, room=room, no_show=rate.percent)
    changes = CapChange.objects.filter(day=day).select_related("by")[:MOST_CHANGES]
    return {
        "row": places_board.row(day),
        "rate": rate,
        "rate_form": rate_form,
        "room": room,
        "risk": risk,
        "expected": overbooking.expected(people=day.capacity, no_show=rate.percent),
        "bars": places_board.bars(table),
        "reserves": day.reserves.order_by("ended_at", "name", "pk"),
        "changes": changes,
    }
