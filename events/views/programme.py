"""The programme: the timetable with its filters, one session, calendar files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import calendar, clock, places, structured_data
from events.forms import ProgrammeFilter
from events.models import Edition, EventDay, Session, Speaker
from events.page_cache import briefly_kept
from events.programme import Choice, sessions_of, timetable


def current_or_404() -> Edition:
    edition = Edition.objects.current()
    if edition is None:
        raise Http404
    return edition


@require_safe
@briefly_kept
def programme(request: HttpRequest) -> HttpResponse:
    """All sessions, or those chosen by day, place, kind and language: each choice has its address."""
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "events/nothing_yet.html")
    form = ProgrammeFilter(request.GET, edition=edition)
    choice = form.choice()
    context = {
        "edition": edition,
        "form": form,
        "choice": choice,
        "days": edition.days_in_order,
        "timetable": timetable(sessions_of(edition, choice)),
    }
    return render(request, "events/programme.html", context)


@require_safe
@briefly_kept
def session(request: HttpRequest, day: str, slug: str) -> HttpResponse:
    """One session of a published edition."""
    found = _session_or_404(day, slug)
    data = structured_data.as_script(structured_data.of_session(found))
    context = {
        "session": found,
        "edition": found.day.edition,
        "structured_data": data,
        "left": places.left_in(found),
        "is_to_come": found.day.edition.is_current and clock.now() < found.begins,
    }
    return render(request, "events/session.html", context)


@require_safe
@briefly_kept
def speakers(request: HttpRequest) -> HttpResponse:
    """Everybody announced for the current edition."""
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "events/nothing_yet.html")
    people = edition.speakers.prefetch_related("sessions__day")
    return render(request, "events/speakers.html", {"edition": edition, "speakers": people})


@require_safe
@briefly_kept
def speaker(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """One person and the sessions of that edition."""
    published = Speaker.objects.select_related("edition").filter(edition__status=Edition.Status.PUBLISHED)
    found = get_object_or_404(published, edition__slug=edition, slug=slug)
    sessions = sessions_of(found.edition).filter(speakers=found)
    return render(
        request,
        "events/speaker.html",
        {"speaker": found, "edition": found.edition, "timetable": timetable(sessions)},
    )


@require_safe
def programme_calendar(request: HttpRequest) -> HttpResponse:
    """The days of the edition, for a calendar program."""
    edition = current_or_404()
    content = calendar.of_days(edition.days_in_order, name=edition.title, now=clock.now())
    return _file(content, edition.slug)


@require_safe
def sessions_calendar(request: HttpRequest) -> HttpResponse:
    """Every session of the edition, for a calendar program that follows the programme."""
    edition = current_or_404()
    content = calendar.of_sessions(sessions_of(edition), name=edition.title, now=clock.now())
    return _file(content, f"{edition.slug}-programme")


@require_safe
def day_calendar(request: HttpRequest, day: str) -> HttpResponse:
    """Every session of one day."""
    found = get_object_or_404(EventDay.objects.select_related("edition"), slug=day, edition__status="published")
    content = calendar.of_sessions(
        sessions_of(found.edition, Choice(day=found.slug)), name=found.edition.title, now=clock.now()
    )
    return _file(content, found.slug)


@require_safe
def chosen_calendar(request: HttpRequest) -> HttpResponse:
    """The sessions named in the address, ``?session=day/name``: a choice that is kept on the reader's device only."""
    edition = current_or_404()
    names = set(request.GET.getlist("session"))
    chosen = [each for each in sessions_of(edition) if f"{each.day.slug}/{each.slug}" in names]
    if not chosen:
        raise Http404
    return _file(
        calendar.of_sessions(chosen, name=edition.title, now=clock.now()), f"{edition.slug}-{_('my-programme')}"
    )


@require_safe
def session_calendar(request: HttpRequest, day: str, slug: str) -> HttpResponse:
    """One session."""
    found = _session_or_404(day, slug)
    content = calendar.of_sessions([found], name=found.day.edition.title, now=clock.now())
    return _file(content, f"{found.day.slug}-{found.slug}")


def _session_or_404(day: str, slug: str) -> Session:
    sessions = Session.objects.select_related("day__venue", "day__edition").prefetch_related("speakers")
    return get_object_or_404(sessions, day__slug=day, slug=slug, day__edition__status=Edition.Status.PUBLISHED)


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.ics"'
    return HttpResponse(content, content_type=calendar.MIMETYPE, headers={"Content-Disposition": disposition})
