"""Views of the list of registrations: kept, shared, opened, changed without a script."""

import csv
import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events import clock
from registration import saved_views
from registration.models import CheckIn, ExportLog, Registration, SavedView
from registration.saved_views import NameTakenError, NotYoursError, Wishes
from tests.registration.cast import NOW
from tests.registration.staff import colleague
from tests.registration.test_exports import add

pytestmark = pytest.mark.django_db
LIST = reverse("admin:registration_registration_changelist")
NEW = reverse("admin:registration_savedview_add")
DAY = "paris-2025-11-26"
BRIEF = ["last_name", f"place-{DAY}", f"came-{DAY}"]


@pytest.fixture(autouse=True)
def office(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


@pytest.fixture
def ada(db) -> User:
    return colleague("registration desk", "ada")


@pytest.fixture
def bea(db) -> User:
    return colleague("registration desk", "bea")


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def people(edition, paris_26):
    marie = add(edition, 1, last_name="Martin", language="en", seats=[(paris_26, "confirmed")])
    add(edition, 2, last_name="Durand", language="en", seats=[(paris_26, "waiting")])
    add(edition, 3, last_name="Zola", language="fr", seats=[(paris_26, "confirmed")])
    at = NOW.replace(day=26, month=11, hour=9)
    CheckIn.objects.create(registration=marie, day=paris_26, half="am", at=at)


def wishes(name="Paris", **given) -> Wishes:
    shown = {"is_shared": False, "filters": "language__exact=en", "columns": BRIEF, "order": "last_name"}
    return Wishes(name, **shown | given)


def made(by, **given) -> SavedView:
    return saved_views.make(wishes=wishes(**given), by=by, now=NOW)


def rows(response) -> list[list[str]]:
    """The cells of the list, as one reads them."""
    table = response.content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    lines = [re.findall(r"<t[dh] class=\"field[^>]*>(.*?)</t[dh]>", line, re.DOTALL) for line in table.split("<tr")]
    return [[re.sub("<[^>]+>", "", cell).strip() for cell in line] for line in lines if line]


def page(view: SavedView, name: str = "change") -> str:
    return reverse(f"admin:registration_savedview_{name}", args=[view.pk])


# Kept and shared


def test_view_keeps_what_was_asked(ada):
    view = made(ada, columns=["email", "last_name", "email"])
    assert (view.name, view.owner, view.is_shared, view.filters, view.columns, view.order) == (
        "Paris", ada, False, "language__exact=en", ["email", "last_name"], "last_name",
    )  # fmt: skip
    assert (view.changed_by, view.changed_at) == (ada, NOW)


def test_view_of_the_same_name_is_refused_for_one_owner(ada, bea):
    made(ada)
    with pytest.raises(NameTakenError):
        made(ada)
    assert made(bea).pk


def test_view_not_shared_is_changed_by_its_owner_only(ada, bea):
    view = made(ada)
    with pytest.raises(NotYoursError):
        saved_views.change(view=view, wishes=wishes(name="Mine now"), by=bea, now=NOW)
    saved_views.change(view=view, wishes=wishes(name="Renamed"), by=ada, now=NOW)
    assert SavedView.objects.get().name == "Renamed"


def test_view_shared_is_changed_by_the_desk_but_stays_shared(ada, bea):
    view = made(ada, is_shared=True)
    saved_views.change(view=view, wishes=wishes(name="Ours", is_shared=True), by=bea, now=NOW)
    assert (SavedView.objects.get().name, SavedView.objects.get().changed_by) == ("Ours", bea)
    with pytest.raises(NotYoursError):
        saved_views.change(view=view, wishes=wishes(is_shared=False), by=bea, now=NOW)


def test_view_is_removed_by_its_owner_and_the_log_stays(ada, bea):
    view = made(ada, is_shared=True)
    ExportLog.objects.create(at=NOW, by=ada, format="csv", rows=1, view=view, view_name="Paris")
    with pytest.raises(NotYoursError):
        saved_views.remove(view=view, by=bea)
    saved_views.remove(view=view, by=ada)
    assert [(log.view, log.view_name) for log in ExportLog.objects.all()] == [(None, "Paris")]


# Opened


@pytest.mark.pages
def test_list_shows_the_columns_of_the_view_in_its_order(desk, ada, people):
    view = made(ada)
    response = desk.get(page(view, "open"), follow=True)
    assert rows(response) == [["Durand", "Waiting list", "–"], ["Martin", "Confirmed", "2025-11-26 09:00"]]
    assert f'href="{page(view, "open")}" aria-current="page"' in response.content.decode()


@pytest.mark.pages
def test_list_of_a_view_is_ordered_and_filtered_further(desk, ada, people):
    view = made(ada, order="-last_name", filters="")
    assert [row[0] for row in rows(desk.get(f"{LIST}?view={view.pk}"))] == ["Zola", "Martin", "Durand"]
    assert [row[0] for row in rows(desk.get(f"{LIST}?view={view.pk}&o=1"))] == ["Durand", "Martin", "Zola"]
    assert [row[0] for row in rows(desk.get(f"{LIST}?view={view.pk}&q=zola"))] == ["Zola"]


@pytest.mark.pages
@pytest.mark.parametrize("view", ["0", "x", "999999", "99999999999999999999", "'", ""])
def test_list_with_a_view_that_is_none_is_the_usual_list(desk, people, view):
    assert len(rows(desk.get(f"{LIST}?view={view}", follow=True))) == 3


@pytest.mark.pages
def test_view_of_somebody_else_is_not_known(desk, bea, people):
    view = made(bea)
    assert [desk.get(page(view, name)).status_code for name in ("open", "change", "export")] == [404, 404, 404]
    assert desk.post(page(view, "delete")).status_code == 404
    assert b">Paris</a>" not in desk.get(f"{LIST}?view={view.pk}").content


@pytest.mark.pages
def test_view_with_a_day_that_is_gone_shows_the_others(desk, ada, people):
    view = made(ada, columns=["last_name", "place-nowhere", "nonsense"])
    assert rows(desk.get(f"{LIST}?view={view.pk}&q=zola")) == [["Zola"]]


@pytest.mark.pages
def test_addresses_are_for_those_who_may_see_them(client, ada, people):
    view = made(ada, is_shared=True, columns=["last_name", "email"], filters="")
    reader = User.objects.create_user("reader@example.org", is_staff=True, preferred_language="en")
    names = ["view_registration", "export_registration"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    person = reverse("admin:registration_registration_change", args=[Registration.objects.first().pk])
    for address in (LIST, f"{LIST}?view={view.pk}", person, page(view)):
        assert b"person1@example.org" not in client.get(address).content
    export = reverse("admin:registration_registration_export", args=["csv"])
    for address in (export, f"{export}?view={view.pk}"):
        assert b"@example.org" not in b"".join(client.post(address).streaming_content)


# Exported


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("fr", ";")])
def test_export_of_a_view_has_exactly_its_columns_and_order(client, people, language, separator):
    user = colleague("registration desk", language=language)
    view = made(user, order="-last_name", name="Arrivées")
    client.force_login(user)
    response = client.post(f"{reverse('admin:registration_registration_export', args=['csv'])}?{view.query}")
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    [headers, *lines] = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
    assert len(headers) == 3
    assert [line[0] for line in lines] == ["Martin", "Durand"]
    log = ExportLog.objects.get()
    assert (log.by, log.view, log.view_name, log.rows, log.format, log.columns) == (
        user, view, "Arrivées", 2, "csv", ", ".join(BRIEF),
    )  # fmt: skip


@pytest.mark.pages
def test_export_page_takes_nothing_by_itself(desk, ada, people):
    view = made(ada)
    ExportLog.objects.create(at=NOW, by=ada, format="xlsx", rows=17, view=view, view_name="Paris")
    shown = desk.get(page(view, "export")).content.decode()
    assert re.search(r"<td>ada@example.org</td><td>Excel</td><td>17</td>", shown)
    assert (
        f'action="{reverse("admin:registration_registration_export", args=["csv"])}?{view.query.replace("&", "&amp;")}"'
        in shown
    )
    assert ExportLog.objects.count() == 1


# Edited without a script


def typed(**given) -> dict:
    return {"name": "Paris", "columns": ["last_name", "email"], **given}


@pytest.mark.pages
def test_new_view_begins_with_what_the_list_shows(desk, people):
    shown = desk.get(f"{NEW}?language__exact=en&q=mar").content.decode()
    assert '<option value="language__exact=en" selected>' in shown
    assert 'name="q" value="mar"' in shown
    assert re.findall(r'name="columns" value="([^"]+)"', shown)[:3] == ["reference", "first_name", "last_name"]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("press", "columns"),
    [
        ({"move": "up:email"}, ["email", "last_name"]),
        ({"move": "down:last_name"}, ["email", "last_name"]),
        ({"move": "up:last_name"}, ["last_name", "email"]),
        ({"move": "drop:email"}, ["last_name"]),
        ({"move": "drop:nothing"}, ["last_name", "email"]),
        ({"add": "1", "new": "organisation"}, ["last_name", "email", "organisation"]),
        ({"add": "1", "new": "email"}, ["last_name", "email"]),
        ({"add": "1", "new": "password"}, ["last_name", "email"]),
    ],
)
def test_columns_are_moved_by_buttons_and_nothing_typed_is_lost(desk, people, press, columns):
    shown = desk.post(NEW, typed(name="Half typed", **press)).content.decode()
    assert re.findall(r'name="columns" value="([^"]+)"', shown) == columns
    assert 'value="Half typed"' in shown
    assert not SavedView.objects.exists()


@pytest.mark.pages
def test_view_is_kept_with_filters_search_and_order(desk, ada, people):
    shown = desk.get(NEW).content.decode()
    number = re.search(r'name="(filter-\d+)"(?:(?!</select>).)*language__exact=en', shown, re.DOTALL)[1]
    sent = typed(
        **{number: "language__exact=en"}, q="martin", order="last_name", descending="on", save="1", is_shared="on"
    )
    assert desk.post(NEW, sent).status_code == 302
    view = SavedView.objects.get()
    assert (view.owner, view.is_shared, view.filters, view.columns, view.order) == (
        ada, True, "language__exact=en&q=martin", ["last_name", "email"], "-last_name",
    )  # fmt: skip


@pytest.mark.pages
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "a\nb"}, "on one line"),
        ({"name": "Taken"}, "already have a view of this name"),
        ({"columns": []}, "at least one column"),
        ({"columns": ["password"]}, "at least one column"),
        ({"order": "password"}, "not one of the available choices"),
        ({"filter-0": "state=x"}, "not one of the available choices"),
    ],
)
def test_view_that_cannot_be_kept_says_why(desk, ada, people, wrong, words):
    made(ada, name="Taken")
    response = desk.post(NEW, typed(save="1") | wrong)
    assert (response.status_code, SavedView.objects.count()) == (200, 1)
    assert words in response.content.decode()


@pytest.mark.pages
def test_name_with_markup_is_shown_as_text(desk, ada, people):
    view = made(ada, name="<script>alert(1)</script>{{7*7}}", is_shared=True)
    for address in (LIST, page(view), page(view, "export"), reverse("admin:registration_exportlog_changelist")):
        assert b"<script>alert" not in desk.get(address).content


@pytest.mark.pages
def test_list_of_a_view_reads_places_and_entries_in_one_query(desk, ada, people, django_assert_num_queries):
    view = made(ada, columns=["last_name"], filters="")
    desk.get(f"{LIST}?view={view.pk}")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"{LIST}?view={view.pk}")
    saved_views.change(view=view, wishes=wishes(filters=""), by=ada, now=NOW)
    with django_assert_num_queries(len(few) + 1):  # the days that its columns name
        desk.get(f"{LIST}?view={view.pk}")
