"""Figures of an edition and the report for funders."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from events import charts, clock
from events.models import Edition
from registration import figures, funder_report
from registration.figures import Group
from registration.models import CheckIn, Registration
from tests.registration.cast import NOW, paris
from tests.registration.staff import colleague
from tests.registration.test_exports import add

pytestmark = pytest.mark.django_db
AFTER = paris(2025, 12, 1, 10, 0)


@pytest.fixture(autouse=True)
def office(settings):
    settings.STAFF_MFA = False
    with clock.at(AFTER):
        yield


@pytest.fixture
def former(db) -> Edition:
    return Edition.objects.create(
        slug="2024", title_fr="NEC 2024", title_en="NEC 2024", starts_on=date(2024, 11, 27), ends_on=date(2024, 11, 28),
        contact_email="contact@example.org",
    )  # fmt: skip


def came(person, day, *, half="am", undone=None) -> None:
    CheckIn.objects.create(registration=person, day=day, half=half, at=paris(2025, 11, 26, 9, 0), undone_at=undone)


@pytest.fixture
def event(edition, paris_26, paris_27, former):
    """Twelve people hold a place on the 26th, five of Belgium; eight came, one of them only in the afternoon."""
    for number in range(12):
        kind, country = ("cooperative", "BE") if number < 5 else ("association", "FR")
        person = add(
            edition, number, country=country, organisation_kind=kind, seats=[(paris_26, "confirmed")],
            registered_at=NOW + timedelta(days=number // 6),
        )  # fmt: skip
        if number < 8:
            came(person, paris_26, half="pm" if number == 7 else "am")
    add(edition, 20, seats=[(paris_26, "waiting"), (paris_27, "confirmed")])
    add(edition, 21, seats=[(paris_26, "freed")], cancelled_at=NOW)
    came(add(edition, 22), paris_26)  # walked in without a place
    came(Registration.objects.get(email="person9@example.org"), paris_26, undone=NOW)
    return edition


def test_figures_count_people_places_and_presence(event):
    counted = figures.figures(event)
    assert (counted.people, counted.with_place, counted.cancelled, counted.came) == (14, 13, 1, 8)
    assert [(one.confirmed, one.waiting, one.freed, one.came, one.absent, one.uninvited) for one in counted.days] == [
        (12, 1, 1, 9, 4, 1), (1, 0, 0, None, None, 0),
    ]  # fmt: skip
    assert counted.days[0].absent_percent == 33
    assert counted.days[1].absent_percent is None


def test_figures_by_country_and_kind(event):
    counted = figures.figures(event)
    assert counted.countries == [Group("France", 7, 3), Group("Belgique", 5, 5), Group("Non précisé", 1, 0)]
    assert counted.kinds == [Group("Association", 7, 3), Group("Coopérative", 5, 5), Group("Non précisé", 1, 0)]


def test_figures_over_time_count_from_the_first_day(event):
    points = figures.figures(event).over_time
    assert [(point.day, point.before, point.new, point.total) for point in points] == [
        (date(2025, 10, 15), 41, 9, 9), (date(2025, 10, 16), 40, 6, 15),
    ]  # fmt: skip


def test_registration_late_in_the_evening_counts_on_the_day_of_paris(edition, paris_26):
    add(edition, 1, registered_at=paris(2025, 10, 15, 0, 30))
    assert [point.day for point in figures.figures(edition).over_time] == [date(2025, 10, 15)]


def test_first_timers_are_told_only_while_somebody_is_remembered(event, former):
    assert figures.figures(event).first_timers == []
    add(former, 3, reference="9KQ4-0003")
    add(former, 4, reference="9KQ4-0004", cancelled_at=NOW)
    assert figures.figures(event).first_timers == [Group("Première fois", 12, 7), Group("Déjà venue ou inscrite", 1, 1)]
    Registration.objects.filter(edition=former).update(erased_at=NOW)
    assert figures.figures(event).first_timers == []


def test_comparison_is_with_the_latest_edition_somebody_registered_for(event, former):
    assert figures.comparison(event) is None
    add(former, 90, registered_at=paris(2024, 10, 1, 9, 0))
    compared = figures.comparison(event)
    assert compared.former.edition == former
    assert [compared.total_at(before) for before in (60, 57, 0)] == [0, 1, 1]


@pytest.mark.parametrize("number", [0, 1, 4, 7, 99, 137, 1000, 99_999])
def test_steps_reach_what_they_measure(number):
    marks = charts.steps(number)
    assert (marks[0], marks[-1] >= number, 2 <= len(marks) <= 7) == (0, True, True)


def test_charts_keep_inside_their_box():
    drawn = charts.lines([("this", "current", [(-40, 3), (0, 900)])], [(-30, "30"), (0, "first day")])
    [path] = [line.path for line in drawn.lines]
    numbers = [float(number) for number in re.findall(r"[\d.]+", path)]
    assert all(0 <= x <= drawn.width for x in numbers[::2])
    assert all(0 <= y <= drawn.height for y in numbers[1::2])
    laid = charts.bars([("a", [(3, "solid"), (4, "hatch")]), ("b", None), ("c", [(0, "solid")])])
    assert all(part.x + part.width <= laid.width for bar in laid.bars for part in bar.parts)
    assert [bar.number for bar in laid.bars] == ["7", "", "0"]


# The report


def crowd(edition, day, *, people: int, present: int, countries: str) -> None:
    """People with a place, the first of them present; a letter of ``countries`` each, B or F or L."""
    names = {"B": "BE", "F": "FR", "L": "LU"}
    for number in range(people):
        country = names[countries[number % len(countries)]]
        person = add(edition, number, country=country, seats=[(day, "confirmed")])
        if number < present:
            came(person, day)


def test_report_hides_small_numbers_and_those_that_would_tell(edition, paris_26):
    crowd(edition, paris_26, people=40, present=28, countries="FFFFBBBBFL")
    made = funder_report.report(figures.figures(edition))
    [by_day, by_country] = made.tables
    assert (made.people, made.came) == (40, 28)
    assert by_day.rows == [(paris_26.label, (28, 12, 40))]
    assert by_country.rows == [
        ("France", (None, None, 20)), ("Belgique", (None, None, None)), ("Luxembourg", (None, None, None)),
    ]  # fmt: skip
    assert by_country.totals == (28, 12, 40)


def test_report_before_the_event_has_one_column(edition, paris_26):
    crowd(edition, paris_26, people=20, present=0, countries="FFFFFFFBBL")
    made = funder_report.report(figures.figures(edition))
    assert made.came is None
    assert made.tables[1].rows == [("France", (14,)), ("Belgique", (None,)), ("Luxembourg", (None,))]


def test_report_where_few_stayed_away_does_not_split(edition, paris_26):
    crowd(edition, paris_26, people=20, present=18, countries="FB")
    made = funder_report.report(figures.figures(edition))
    assert made.came is None
    assert made.tables[0].rows == [(paris_26.label, (None, None, 20))]
    assert made.tables[1].rows == [("Belgique", (10,)), ("France", (10,))]


def test_report_of_four_people_tells_nothing(edition, paris_26):
    crowd(edition, paris_26, people=4, present=2, countries="FB")
    made = funder_report.report(figures.figures(edition))
    assert (made.people, made.came, made.tables) == (None, None, [])


@pytest.mark.press
@pytest.mark.parametrize(("language", "words"), [("fr", "Participation : NEC"), ("en", "Participation: NEC")])
def test_report_as_pdf_is_tagged_and_in_its_language(edition, paris_26, language, words):
    crowd(edition, paris_26, people=40, present=28, countries="FFFFBBBBFL")
    content = funder_report.pdf(figures.figures(edition), made_on=AFTER.date(), language=language)
    reader = PdfReader(BytesIO(content))
    text = re.sub(r"[\u00a0\u202f\s]+", " ", "".join(page.extract_text() for page in reader.pages))
    assert (reader.trailer["/Root"]["/Lang"], bool(reader.trailer["/Root"]["/StructTreeRoot"])) == (language, True)
    assert words in text
    assert "28" in text


# Pages

FIGURES, REPORT, REPORT_PDF = (reverse(f"admin:registration_{name}") for name in ("figures", "report", "report_pdf"))


@pytest.mark.pages
def test_page_has_a_chart_and_a_table_for_each_figure(client, event, former):
    add(former, 90, registered_at=paris(2024, 10, 1, 9, 0))
    add(former, 3, reference="9KQ4-0003", registered_at=paris(2024, 10, 1, 9, 0))
    client.force_login(colleague("registration desk"))
    shown = client.get(FIGURES).content.decode()
    charts_drawn = re.findall(r'<svg class="chart"[^>]*role="img" aria-labelledby="([\w-]+) ([\w-]+)"', shown)
    assert len(charts_drawn) == 5
    assert all(f'id="{name}"' in shown for pair in charts_drawn for name in pair)
    assert shown.count("<table") - shown.count("<table aria-label") >= 5
    assert "2 for NEC 2024" in shown
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


@pytest.mark.pages
@pytest.mark.parametrize("address", [FIGURES, REPORT])
@pytest.mark.parametrize("query", ["edition=nothing", "edition='", "edition=2025%27--"])
def test_pages_of_an_unknown_edition_are_not_found(client, event, address, query):
    client.force_login(colleague("registration desk"))
    assert client.get(f"{address}?{query}").status_code == 404


@pytest.mark.pages
def test_pages_of_an_empty_edition_say_so(client, edition):
    client.force_login(colleague("registration desk"))
    assert b"Nobody has registered yet." in client.get(FIGURES).content
    assert b"Fewer than 5 people" in client.get(REPORT, {"language": "en"}).content


@pytest.mark.pages
@pytest.mark.parametrize(("asked", "language"), [("fr", "fr"), ("en", "en"), ("zz", "en"), ("", "en")])
def test_report_is_in_the_language_asked_for(client, event, asked, language):
    client.force_login(colleague("registration desk"))
    shown = client.get(REPORT, {"language": asked}).content.decode()
    assert f'<html lang="{language}">' in shown
    assert ("Par journée" in shown) == (language == "fr")


@pytest.mark.pages
def test_figures_ask_the_same_number_of_questions_for_any_length(client, event, paris_27):
    client.force_login(colleague("registration desk"))
    client.get(FIGURES)
    with CaptureQueriesContext(connection) as few:
        client.get(FIGURES)
    for number in range(100, 110):
        came(add(event, number, country="ES", seats=[(paris_27, "confirmed")]), paris_27)
    with CaptureQueriesContext(connection) as many:
        client.get(FIGURES)
    assert len(many) == len(few)
