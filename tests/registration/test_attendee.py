"""The pages of a personal link, through the browser's eyes."""

from datetime import timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from events import clock
from outbox.models import OutgoingMail
from registration import lifecycle
from registration.models import PersonalLink, Registration, Seat
from tests.registration.cast import CLOSES, NOW, OPENS, paris, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture
def marie(paris_26, paris_27):
    outcome = lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26, paris_27], now=NOW)
    return outcome.registration


@pytest.fixture
def token(marie):
    return PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)


# The personal page


def test_personal_shows_days_and_what_can_be_done(client, token, marie, brussels_25):
    page = client.get(url("personal", token))
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    words = text(page)
    expected = ["Marie Example", marie.reference, "Download my badge", "Wednesday 26", "Thursday 27", "Add this day"]
    assert [word for word in expected if word not in words.replace("\u00a0", " ")] == []


def test_personal_speaks_the_language_of_its_address(client, token):
    assert "Mon inscription" in text(client.get(url("personal", token, language="fr")))


@pytest.mark.parametrize("number_of_days", [1, 3])
def test_personal_asks_the_same_number_of_questions(
    client, django_assert_num_queries, brussels_25, paris_26, paris_27, number_of_days
):
    days = [brussels_25, paris_26, paris_27][:number_of_days]
    registration = lifecycle.register(edition=paris_26.edition, person=person(), days=days, now=NOW).registration
    link = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)
    with django_assert_num_queries(9):
        client.get(url("personal", link))


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.swapcase(), lambda t: "x" * 43, lambda t: "1"]
)
@pytest.mark.parametrize("name", ["personal", "badge", "calendar", "cancel", "details"])
def test_pages_of_a_wrong_token_are_not_found(client, token, name, change):
    assert client.get(url(name, change(token))).status_code == 404


@pytest.mark.parametrize("change", [{"revoked_at": NOW}, {"expires_at": NOW}, {"scope": PersonalLink.Scope.CALENDAR}])
def test_pages_of_a_dead_link_are_not_found(client, token, change):
    PersonalLink.objects.update(**change)
    assert client.get(url("personal", token)).status_code == 404


def test_token_is_stored_as_digest_only(token):
    assert token not in str(list(PersonalLink.objects.values()))


@pytest.mark.parametrize("name", ["personal", "badge", "calendar", "cancel", "free_day"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_following_links_changes_nothing(client, token, marie, paris_26, name, method):
    before = list(Seat.objects.values()), list(Registration.objects.values())
    arguments = [token, paris_26.slug] if name == "free_day" else [token]
    assert getattr(client, method)(url(name, *arguments)).status_code == 200
    assert (list(Seat.objects.values()), list(Registration.objects.values())) == before


@pytest.mark.parametrize("name", ["add_day", "accept_offer", "send_again"])
def test_actions_refuse_get(client, token, paris_26, name):
    arguments = [token] if name == "send_again" else [token, paris_26.slug]
    assert client.get(url(name, *arguments)).status_code == 405


def test_badge_is_a_pdf_of_one_page(client, token, marie):
    response = client.get(url("badge", token))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="badge-{marie.reference}.pdf"'
    assert len(PdfReader(BytesIO(response.content)).pages) == 1


def test_badge_of_somebody_who_only_waits_is_not_found(client, token):
    Seat.objects.update(status="waiting")
    assert client.get(url("badge", token)).status_code == 404


def test_calendar_has_one_event_per_confirmed_day(client, token, marie, paris_26, paris_27):
    Seat.objects.filter(day=paris_27).update(status="waiting")
    response = client.get(url("calendar", token))
    calendar = Calendar.from_ical(response.content)
    [event] = calendar.walk("VEVENT")
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (paris(2025, 11, 26, 9, 0), paris(2025, 11, 26, 18, 0))
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert event["LOCATION"] == "House of Paris, 5 rue Las Cases, 75007 Paris"


def test_free_day_asks_then_frees(client, token, marie, paris_26):
    address = url("free_day", token, paris_26.slug)
    assert "Give back this day?" in text(client.get(address))
    page = client.post(address, follow=True)
    assert "You no longer come on this day." in text(page)
    assert [day.slug for day in marie.confirmed_days()] == ["paris-2025-11-27"]
    assert "This day had already been given back." in text(client.post(address, follow=True))


def test_free_day_of_another_edition_is_not_found(client, token):
    assert client.post(url("free_day", token, "elsewhere")).status_code == 404


def test_cancel_asks_then_cancels(client, token, marie):
    assert "Cancel your registration?" in text(client.get(url("cancel", token)))
    page = client.post(url("cancel", token), follow=True)
    assert "This registration was cancelled on" in text(page)
    assert "had already been cancelled" in text(client.post(url("cancel", token), follow=True))
    assert "had already been cancelled" in text(client.post(url("send_again", token), follow=True))


def test_details_are_changed_with_a_trace_and_without_the_address(client, token, marie):
    address = url("details", token)
    assert 'value="Example"' in client.get(address).content.decode()
    data = {
        "first_name": "Marya",
        "last_name": "Curie",
        "organisation": "",
        "language": "en",
        "email": "x@y.org",
        "role": "speaker",
    }
    assert "Your details are changed." in text(client.post(address, data, follow=True))
    marie.refresh_from_db()
    assert (marie.full_name, marie.language, marie.email, marie.role) == (
        "Marya Curie",
        "en",
        "marie@example.org",
        "attendee",
    )
    assert marie.history.get(kind="amended").detail == "first_name, language, last_name"


def test_details_that_are_wrong_are_refused_and_kept(client, token, marie):
    page = client.post(url("details", token), {"first_name": "", "last_name": "X" * 101, "language": "zz"})
    assert (page.status_code, "error-summary" in page.content.decode()) == (200, True)
    assert Registration.objects.get().full_name == "Marie Example"


def test_details_stay_after_the_closing_and_after_cancelling(client, token, marie):
    data = {"first_name": "Marya", "last_name": "Curie", "language": "en"}
    until, was = "You can change your details until Monday 24", "Details could be changed until Monday 24"
    assert [until in text(client.get(url(name, token))) for name in ("personal", "details")] == [True, True]
    with clock.at(CLOSES):
        page = client.get(url("personal", token))
        assert (was in text(page), url("details", token) in page.content.decode()) == (True, False)
        assert was in text(client.post(url("details", token), data, follow=True))
    lifecycle.cancel(registration=marie, now=NOW)
    assert "had already been cancelled" in text(client.post(url("details", token), data, follow=True))
    assert Registration.objects.get().first_name == "Marie"


def test_details_of_somebody_invited_are_changed_before_the_opening(client, token, marie):
    data = {"first_name": "Marya", "last_name": "Curie", "language": "en"}
    with clock.at(OPENS - timedelta(days=3)):
        assert "Your details are changed." in text(client.post(url("details", token), data, follow=True))


@pytest.mark.parametrize("moment", [OPENS - timedelta(days=3), CLOSES])
def test_personal_page_offers_no_day_while_registration_is_not_open(client, token, brussels_25, moment):
    assert "Other days" in text(client.get(url("personal", token)))
    with clock.at(moment):
        assert "Other days" not in text(client.get(url("personal", token)))


def test_add_day_keeps_a_place_or_joins_the_line(client, token, brussels_25):
    page = client.post(url("add_day", token, brussels_25.slug), follow=True)
    assert "Your place is kept." in text(page)
    assert "already in your registration" in text(client.post(url("add_day", token, brussels_25.slug), follow=True))


def test_add_day_after_the_closing_is_refused(client, token, brussels_25):
    with clock.at(CLOSES):
        page = client.post(url("add_day", token, brussels_25.slug), follow=True)
    assert "this day can no longer be added." in text(page)


def test_accept_offer_confirms_once(client, token, marie, paris_26):
    Seat.objects.filter(day=paris_26).update(
        status="offered", offered_at=NOW, offer_expires_at=NOW + timedelta(hours=4)
    )
    assert "This place is kept for you until Wednesday 15" in text(client.get(url("personal", token)))
    assert "Your place is confirmed." in text(client.post(url("accept_offer", token, paris_26.slug), follow=True))
    assert "no longer kept for you" in text(client.post(url("accept_offer", token, paris_26.slug), follow=True))


def test_send_again_writes_to_the_address_of_the_registration(client, token):
    page = client.post(url("send_again", token), follow=True)
    assert "We have sent your badge and a new link" in text(page)
    assert OutgoingMail.objects.order_by("pk").last().to == "marie@example.org"
