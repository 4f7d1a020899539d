"""How the desk narrows the list of people down."""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import EventDay, Session
from registration.models import CheckIn, Registration, Seat

DAY, PLACE = "day", "place"
Admin = ModelAdmin[Registration]
Choices = list[tuple[str, Any]]


class StateFilter(SimpleListFilter):
    """People who come; those who cancelled only when asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:
        return [("cancelled", _("cancelled")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        """Name the default for what it is."""
        default, *others = super().choices(changelist)
        yield {**default, "display": _("registered")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() == "all":
            return queryset
        return queryset.filter(cancelled_at__isnull=self.value() != "cancelled")


class DayFilter(SimpleListFilter):
    """People of one day; together with the filter of places, people with that place on that day."""

    title = _("day")
    parameter_name = DAY

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:
        days = EventDay.objects.select_related("venue").order_by("-edition__starts_on", "date", "pk")
        return [(day.slug, day.label) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() is None:
            return queryset
        seats = _with_place(Seat.objects.filter(day__slug=self.value()), request.GET.get(PLACE))
        return queryset.filter(pk__in=seats.values("registration_id"))


class PlaceFilter(SimpleListFilter):
    """People by what they have: a place, an offer, a place in the line."""

    title = _("place")
    parameter_name = PLACE

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:
        return list(Seat.Status.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() is None or request.GET.get(DAY):
            return queryset  # the filter of days looks at both
        return queryset.filter(pk__in=_with_place(Seat.objects.all(), self.value()).values("registration_id"))


class WorkshopFilter(SimpleListFilter):
    """People of one workshop: the list its animator takes along."""

    title = _("workshop")
    parameter_name = "workshop"

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:
        workshops = Session.objects.filter(capacity__isnull=False).select_related("day__venue")
        return [(str(each.pk), f"{each.day.label} · {each.title}") for each in workshops.order_by("-day__date", "pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        number = self.value() or ""
        if not number.isdecimal() or len(number) > 9:
            return queryset
        return queryset.filter(workshop_places__session=int(number))


class PresenceFilter(SimpleListFilter):
    """People who came, on the chosen day or on any."""

    title = _("presence")
    parameter_name = "presence"

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:
        return [("yes", _("came in")), ("no", _("did not come in"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() is None:
            return queryset
        entries = CheckIn.objects.valid()
        if day := request.GET.get(DAY):
            entries = entries.filter(day__slug=day)
        came = entries.values("registration_id")
        return queryset.filter(pk__in=came) if self.value() == "yes" else queryset.exclude(pk__in=came)


def _with_place(seats: QuerySet[Seat], place: str | None) -> QuerySet[Seat]:
    return seats.filter(status=place) if place in Seat.Status.values else seats.filter(status__in=Seat.LIVE)
