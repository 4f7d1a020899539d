"""What staff read about the audience: one chart, and tables."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import charts
from events.dates import date_in_words
from events.models import PageViews

PERIODS = (30, 90, 365)
MOST = 30  # rows of a table


class AudienceAdmin(admin.ModelAdmin[PageViews]):
    """Numbers to look at; nobody changes them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PageViews | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PageViews | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The last days, by day, page, language and site of origin."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("days", "")
        period = int(asked) if asked in map(str, PERIODS) else PERIODS[0]
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        views = PageViews.objects.order_by().filter(day__gt=today - timedelta(days=period))
        days = dict(views.values_list("day").annotate(Sum("views")))
        tables = [
            (_("Pages"), "pages", _by(views, "path")),
            (_("Languages of pages"), "languages", _by(views, "language")),
            (_("Sites with a link here"), "referrers", _by(views.exclude(referrer=""), "referrer")),
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Audience"),
            "periods": PERIODS,
            "period": period,
            "total": sum(days.values()),
            "chart": _over_time(days, today, period) if days else None,
            "days": [(date_in_words(day), days[day]) for day in sorted(days, reverse=True)],
            "tables": tables,
        }
        return TemplateResponse(request, "admin/events/audience.html", context)


def _by(views: QuerySet[PageViews], name: str) -> list[tuple[str, int]]:
    return list(views.values_list(name).annotate(number=Sum("views")).order_by("-number", name)[:MOST])


def _over_time(days: dict[date, int], today: date, period: int) -> charts.LineChart:
    points = [(-before, days.get(today - timedelta(days=before), 0)) for before in range(period - 1, -1, -1)]
    named = [(-before, date_in_words(today - timedelta(days=before))) for before in (period - 1, period // 2, 0)]
    return charts.lines([(_("Views"), "current", points)], named)
