"""The list of attendees as files, opened by the programs people open them with."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts.models import User
from registration import exports
from registration.admin import RegistrationAdmin
from registration.columns import Column
from registration.models import CheckIn, ExportLog, Registration, Seat
from tests.registration import cast

CSV, XLSX = ExportLog.Format.CSV, ExportLog.Format.XLSX


@pytest.fixture
def days(brussels_25, paris_26):
    return [brussels_25, paris_26]


def add(edition, number: int = 0, *, seats=(), **fields) -> Registration:
    """One row as it stands in the database, whatever the form would say."""
    written = {
        "edition": edition,
        "reference": f"7KQ4-{number:04}",
        "first_name": "Élodie",
        "last_name": "Dupont",
        "email": f"person{number}@example.org",
        "email_identity": f"person{number}@example.org",
        "organisation": "Coopérative « L’Été »",
        "registered_at": cast.NOW + timedelta(minutes=number),
        "changed_at": cast.NOW,
    }
    registration = Registration.objects.create(**written | fields)
    for day, status in seats:
        ended = None if status in Seat.LIVE else cast.NOW
        Seat.objects.create(registration=registration, day=day, status=status, joined_at=cast.NOW, ended_at=ended)
    return registration


def table() -> list[list[str]]:
    listed = exports.attendee_list(Registration.objects.all())
    return [listed.headers, *map(list, listed.rows)]


def csv_bytes() -> bytes:
    return b"".join(exports.csv_file(exports.attendee_list(Registration.objects.all())))


def xlsx_rows(tmp_path) -> list[tuple[openpyxl.cell.Cell, ...]]:
    exports.write_xlsx(exports.attendee_list(Registration.objects.all()), tmp_path / "list.xlsx")
    return list(openpyxl.load_workbook(tmp_path / "list.xlsx").active.iter_rows())


def test_attendee_list_has_a_column_per_day(edition, days):
    brussels, paris = days
    add(edition, seats=[(brussels, "confirmed"), (paris, "freed"), (paris, "waiting")])
    with translation.override("en"):
        assert table() == [
            [
                "Reference",
                "First name",
                "Last name",
                "E-mail address",
                "Organisation",
                "Role",
                "Language",
                "Registered at",
                "Cancelled at",
                "Brussels, Tuesday 25\N{NO-BREAK SPACE}November",
                "Paris, Wednesday 26\N{NO-BREAK SPACE}November",
            ],
            [
                "7KQ4-0000",
                "Élodie",
                "Dupont",
                "person0@example.org",
                "Coopérative « L’Été »",
                "Participant",
                "French",
                "2025-10-15 14:00",
                "",
                "Confirmed",
                "Waiting list",
            ],
        ]


def test_attendee_list_says_when_people_first_came(edition, days):
    brussels, paris = days
    person = add(edition, seats=[(brussels, "confirmed"), (paris, "confirmed")])
    for half, hour, undone in (("am", 9, cast.paris(2025, 11, 25, 9, 6)), ("am", 10, None), ("pm", 14, None)):
        at = cast.paris(2025, 11, 25, hour, 5)
        CheckIn.objects.create(registration=person, day=brussels, half=half, at=at, undone_at=undone)
    with translation.override("en"):
        headers, row = table()
    assert headers[9:] == [
        "Brussels, Tuesday 25\N{NO-BREAK SPACE}November",
        "Brussels, Tuesday 25\N{NO-BREAK SPACE}November: came in",
        "Paris, Wednesday 26\N{NO-BREAK SPACE}November",
    ]
    assert row[9:] == ["Confirmed", "2025-11-25 10:05", "Confirmed"]


def test_attendee_list_of_nobody(db):
    assert len(table()) == 1


def test_attendee_list_takes_the_same_queries_for_any_length(edition, days, django_assert_num_queries):
    add(edition, 1, seats=[(days[0], "confirmed")])
    queries = 5 if connection.vendor == "postgresql" else 2  # the days, one cursor; there its savepoint and plan
    with django_assert_num_queries(queries):
        assert len(table()) == 2
    for number in (2, 3):
        add(edition, number, seats=[(day, "confirmed") for day in days])
    with django_assert_num_queries(queries):
        assert len(table()) == 4


def test_attendee_list_shows_one_instant_while_people_register(edition, days, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("here a cursor sees what its own connection writes; others write through another one")
    monkeypatch.setattr(exports, "ROWS_AT_A_TIME", 1)
    for number in range(3):
        add(edition, number, seats=[(days[0], "confirmed")])
    rows = exports.attendee_list(Registration.objects.order_by("pk")).rows
    first = next(rows)
    add(edition, 3)
    Registration.objects.update(last_name="Changed")
    assert [row[2] for row in [first, *rows]] == ["Dupont"] * 3


@pytest.mark.parametrize(("language", "separator"), [("fr", ";"), ("en", ",")])
def test_csv_opens_in_the_excel_of_the_language(edition, language, separator):
    add(edition, organisation=f'Un{separator} "deux"\ntrois 😀')
    with translation.override(language):
        content = csv_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    _headers, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)
    assert row[:5] == ["7KQ4-0000", "Élodie", "Dupont", "person0@example.org", f'Un{separator} "deux"\ntrois 😀']


FORMULAS = ["=1+1", "=HYPERLINK(1)", "+1", "-1", "@SUM", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_holds_no_formula(edition, formula):
    add(edition, organisation=formula)
    [_headers, row] = csv.reader(io.StringIO(csv_bytes().decode("utf-8-sig"), newline=""), delimiter=";")
    assert row[4] == f"'{formula}"


def test_csv_begins_before_the_first_row_is_read(edition, django_assert_num_queries):
    add(edition)
    with translation.override("en"):
        lines = exports.csv_file(exports.attendee_list(Registration.objects.all()))
    with django_assert_num_queries(0):
        assert next(lines).decode("utf-8-sig").startswith("Reference,")


@pytest.mark.parametrize("text", [*FORMULAS[:5], "＝1", "0123", "1234567890123456", "2025-11-25", "1e5", "true"])
def test_xlsx_cells_are_texts(edition, tmp_path, text):
    add(edition, organisation=text)
    _headers, row = xlsx_rows(tmp_path)
    assert (row[4].value, row[4].data_type) == (text, "s")


def test_xlsx_leaves_out_what_xml_cannot_hold(edition, tmp_path):
    add(edition, organisation="a\x08b\x0bc\ufffed\ufffff é 😀")
    _headers, row = xlsx_rows(tmp_path)
    assert row[4].value == "abcdf é 😀"


def test_xlsx_cuts_what_a_cell_cannot_hold(tmp_path):
    text = Column("text", "Text", "organisation", is_typed=True)
    long = exports.AttendeeList([text], iter([[["x" * 40_000, "y"]]]))
    exports.write_xlsx(long, tmp_path / "long.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "long.xlsx").active["A"]
    assert [len(cell.value) for cell in cells] == [4, 32_767, 1]


def test_xlsx_of_nobody_still_has_its_headers(db, tmp_path):
    with translation.override("en"):
        headers, *_nobody = xlsx_rows(tmp_path)
    assert headers[0].value == "Reference"


@pytest.fixture
def staff(db) -> User:
    user = User.objects.create_user("desk@example.org", is_staff=True)
    names = ["view_registration", "export_registration", "see_addresses"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def ask(user: User, file_format: str, query: str = "", method: str = "post"):
    request = getattr(RequestFactory(), method)(f"/admin/registration/registration/export/{file_format}/?{query}")
    request.user = user
    return RegistrationAdmin(Registration, admin.site).export_view(request, file_format)


def test_export_takes_what_is_filtered_and_is_logged(edition, staff, monkeypatch):
    add(edition, 1, language="en", last_name="Martin")
    add(edition, 2, language="fr", last_name="Martin")
    add(edition, 3, language="en", last_name="Durand")
    response = ask(staff, "csv", "language__exact=en&q=martin")
    assert b"7KQ4-0001" in (content := b"".join(response.streaming_content))
    assert content.count(b"7KQ4-") == 1
    assert response["Cache-Control"] == "private, no-store"
    log = ExportLog.objects.get()
    assert (log.by, log.format, log.rows, log.selection) == (staff, CSV, 1, "language__exact=en&q=martin")


def test_export_is_offered_to_those_who_may(client, staff, settings):
    settings.STAFF_MFA = False
    client.force_login(staff)
    page = client.get("/admin/registration/registration/?q=martin").content.decode()
    assert 'action="/admin/registration/registration/export/csv/?q=martin"' in page
    staff.user_permissions.remove(Permission.objects.get(codename="export_registration"))
    assert "/export/" not in client.get("/admin/registration/registration/").content.decode()


def test_export_again_and_again_is_slowed_down(client, staff, settings):
    settings.STAFF_MFA, settings.RATE_LIMITS = False, True
    client.force_login(staff)
    with time_machine.travel(timezone.now(), tick=False):  # the limit counts by the minute
        asked = [client.post("/admin/registration/registration/export/csv/") for _time in range(21)]
    assert [answer.status_code for answer in asked] == [200] * 20 + [429]
    assert asked[-1].headers["Retry-After"] == "60"
    assert ExportLog.objects.count() == 20


def test_export_by_get_is_refused(client, staff, settings):
    settings.STAFF_MFA = False
    client.force_login(staff)
    assert client.get("/admin/registration/registration/export/csv/").status_code == 405
    assert not ExportLog.objects.exists()


def test_export_as_workbook(edition, staff):
    add(edition)
    response = ask(staff, "xlsx")
    content = io.BytesIO(b"".join(response.streaming_content))
    response.file_to_stream.close()
    assert openpyxl.load_workbook(content).active["A2"].value == "7KQ4-0000"
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert ExportLog.objects.get().format == XLSX


def test_export_without_the_permission_is_refused_and_not_logged(edition, staff):
    staff.user_permissions.remove(Permission.objects.get(codename="export_registration"))
    staff = User.objects.get(pk=staff.pk)
    with pytest.raises(PermissionDenied):
        ask(staff, "csv")
    assert not ExportLog.objects.exists()


def test_export_in_an_unknown_format_is_refused(staff):
    with pytest.raises(PermissionDenied):
        ask(staff, "pdf")


@pytest.mark.parametrize(
    "query", ["id__in=x", "o=zz", "q='", "language__exact=zz", "registered_at__gte=x", "nothing=1"]
)
def test_export_with_a_filter_that_means_nothing_is_no_server_error(edition, staff, query):
    try:
        b"".join(ask(staff, "csv", query).streaming_content)
    except BadRequest:
        assert not ExportLog.objects.exists()
