"""Figures for staff: the page with its charts, and the report for funders."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Language
from events import charts, clock
from events.dates import date_in_words
from events.models import Edition
from registration import figures, funder_report
from registration.figures import Comparison, DayFigures, Figures, Group
from registration.models import Registration

MONTH = 30


class ShowsFigures(ModelAdmin[Registration]):
    """The part of the office that counts."""

    def get_urls(self) -> list[URLPattern]:
        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(require_safe(view))

        return [
            path("figures/", guarded(self.figures), name="registration_figures"),
            path("figures/report/", guarded(self.report), name="registration_report"),
            path("figures/report.pdf", guarded(self.report_pdf), name="registration_report_pdf"),
            *super().get_urls(),
        ]

    def figures(self, request: HttpRequest) -> HttpResponse:
        """Counts and charts of one edition, beside the former one."""
        edition, editions = _edition(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Figures"),
            "editions": editions,
        }
        if edition is not None:
            counted, former = figures.figures(edition), figures.comparison(edition)
            context |= {
                "subtitle": edition.title,
                "edition": edition,
                "counted": counted,
                "former": former.former if former else None,
                "languages": Language.choices,
                "over_time": _over_time(counted, former),
                "time_rows": _time_rows(counted, former),
                "places": _places(counted.days),
                "groups": [
                    (_("By country"), "country", counted.countries, _bars(counted, counted.countries)),
                    (_("By kind of organisation"), "kind", counted.kinds, _bars(counted, counted.kinds)),
                    (_("First time or not"), "first", counted.first_timers, _bars(counted, counted.first_timers)),
                ],
            }
        return TemplateResponse(request, "registration/figures/figures.html", context)

    def report(self, request: HttpRequest) -> HttpResponse:
        """The report as a page to print, in the language asked for."""
        edition, language = _reported(request)
        with translation.override(language):
            made_on = figures.as_of(clock.now())
            context = funder_report.page(figures.figures(edition), made_on=made_on, language=language)
            return render(request, "registration/figures/report.html", context)

    def report_pdf(self, request: HttpRequest) -> HttpResponse:
        edition, language = _reported(request)
        with translation.override(language):
            content = funder_report.pdf(figures.figures(edition), made_on=figures.as_of(clock.now()), language=language)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="participation-{edition.slug}-{language}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


def _edition(request: HttpRequest) -> tuple[Edition | None, list[Edition]]:
    """The edition asked for, otherwise the current one, otherwise the latest."""
    if not request.user.has_perm("registration.view_figures"):
        raise PermissionDenied
    editions = list(Edition.objects.order_by("-starts_on"))
    asked = request.GET.get("edition")
    if asked:
        chosen = [edition for edition in editions if edition.slug == asked]
        if not chosen:
            raise Http404
        return chosen[0], editions
    current = [edition for edition in editions if edition.is_current]
    return next(iter(current or editions), None), editions


def _reported(request: HttpRequest) -> tuple[Edition, str]:
    edition, _editions = _edition(request)
    if edition is None:
        raise Http404
    asked = request.GET.get("language", "")
    return edition, asked if asked in Language.values else translation.get_language()[:2]


def _over_time(counted: Figures, former: Comparison | None) -> charts.LineChart | None:
    """Registrations against the days left, so that editions lie over each other."""
    if not counted.over_time:
        return None
    strands = [(former.former.edition.title, "former", _points(former.former))] if former else []
    strands.append((counted.edition.title, "current", _points(counted)))
    first = min(x for _name, _style, points in strands for x, _total in points)
    across = [(-days, _("%(days)d days before") % {"days": days}) for days in range(0, -first + 1, _apart(-first))]
    named = [(x, label if x else _("first day")) for x, label in across]
    return charts.lines(strands, named)


def _apart(days: int) -> int:
    """How far the named days are apart: a handful, whatever the length."""
    return next((step for step in (7, 14, MONTH, 2 * MONTH, 3 * MONTH) if days <= 5 * step), 6 * MONTH)


def _points(counted: Figures) -> list[tuple[int, int]]:
    return [(-point.before, point.total) for point in counted.over_time]


def _time_rows(counted: Figures, former: Comparison | None) -> list[tuple[str, int, int, int | None]]:
    """The table of the line chart: each day with its new and all registrations, and the former edition's as early."""
    return [
        (date_in_words(point.day), point.new, point.total, former.total_at(point.before) if former else None)
        for point in counted.over_time
    ]


def _places(days: list[DayFigures]) -> charts.BarChart:
    """One bar per day: who came and who did not, or who holds a place and who waits."""
    return charts.bars(
        [
            (
                day.day.label,
                [(day.confirmed, "solid"), (day.waiting, "dots")]
                if day.absent is None
                else [(day.confirmed - day.absent, "solid"), (day.absent, "hatch")],
            )
            for day in days
        ]
    )


def _bars(counted: Figures, groups: list[Group]) -> charts.BarChart:
    if not counted.door_was_open:
        return charts.bars([(one.label, [(one.people, "solid")]) for one in groups])
    return charts.bars([(one.label, [(one.came, "solid"), (one.absent, "hatch")]) for one in groups])
