"""The public form and the pages of a personal link, through the browser's eyes: answers, cookies, headers, queries."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar
from pypdf import PdfReader

from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle
from registration.models import PersonalLink, Registration, Seat
from tests.registration.cast import CLOSES, NOW, OPENS, paris, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def url(name="register", *arguments, language="en"):
    with translation.override(language):
        return reverse(f"registration:{name}", args=arguments)


def answers(*days, **changes):
    return {
        "days": [day.slug for day in days],
        "first_name": "Marie",
        "last_name": "Curie",
        "email": "marie@example.org",
        "organisation": "Radium Institute",
        "privacy": "on",
        **changes,
    }


def send(client, *days, language="en", **changes):
    return client.post(url(language=language), answers(*days, **changes))


def text(response):
    """The words of the main part of a page."""
    main = response.content.decode().partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def marie(paris_26, paris_27):
    outcome = lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26, paris_27], now=NOW)
    return outcome.registration


@pytest.fixture
def token(marie):
    return PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)


# The form


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Brussels, Tuesday 25", "50 places", "Last 3 places", "Full: waiting list"]),
        ("fr", ["Bruxelles, mardi 25", "50 places", "3 dernières places", "Complet : liste d’attente"]),
    ],
)
def test_register_shows_days_with_their_places(client, brussels_25, paris_26, paris_27, language, words):
    EventDay.objects.filter(pk=paris_26.pk).update(taken=47)
    EventDay.objects.filter(pk=paris_27.pk).update(taken=50)
    page = text(client.get(url(language=language))).replace("\u00a0", " ").replace("\u202f", " ")
    assert [word for word in words if word not in page] == []


def test_register_asks_the_same_number_of_questions_to_the_database_for_any_number_of_days(
    client, django_assert_num_queries, brussels_25, paris_26, paris_27
):
    with django_assert_num_queries(2):
        client.get(url())
    EventDay.objects.exclude(pk=paris_26.pk).delete()
    with django_assert_num_queries(2):
        client.get(url())


def test_register_needs_three_requests_and_answers_by_redirect(client, paris_26):
    assert client.get(url()).status_code == 200
    response = send(client, paris_26)
    assert (response.status_code, response.headers["Location"]) == (302, url("done"))
    page = client.get(response.headers["Location"])
    assert "A place is kept for you on this day: Wednesday 26 November Paris" in text(page)
    assert "marie@example.org" in text(page)


def test_register_writes_what_was_typed(client, paris_26):
    send(client, paris_26, first_name="  Jose\u0301 ", last_name="O'Brien-D’Arcy", email=" Marie+nec@Example.org ")
    registration = Registration.objects.get()
    assert (registration.first_name, registration.last_name) == ("José", "O'Brien-D’Arcy")
    assert (registration.email, registration.email_identity) == ("Marie+nec@example.org", "marie@example.org")
    assert (registration.language, registration.privacy_accepted_at, registration.origin) == ("en", NOW, "form")


def test_register_takes_a_dash_for_people_with_one_name(client, paris_26):
    send(client, paris_26, first_name="-", last_name="Sukarno")
    assert Registration.objects.get().full_name == "Sukarno"


@pytest.mark.parametrize(
    "name", ["O'Brien-D’Arcy", "Sukarno", "Nguyễn Thị Ánh", "Null", "X", "{{7*7}} {% debug %} %(x)s", "👨‍👩‍👧‍👦" * 3]
)
def test_register_accepts_names_as_people_have_them(client, paris_26, name):
    send(client, paris_26, last_name=name)
    assert Registration.objects.get().last_name == name


@pytest.mark.parametrize("field", ["first_name", "last_name", "email", "days", "privacy"])
@pytest.mark.parametrize("blank", ["", "   ", "\u00a0", "\u200b"])
def test_register_without_a_required_field_names_it_and_keeps_the_rest(client, paris_26, field, blank):
    response = send(client, paris_26, **{field: blank if field not in {"days", "privacy"} else []})
    page = response.content.decode()
    assert (response.status_code, Registration.objects.count()) == (200, 0)
    assert f'<a href="#id_{field}' in page
    assert field == "organisation" or 'value="Radium Institute"' in page


@pytest.mark.parametrize(
    "address",
    [
        "a@x.org\r\nBcc: b@y.net",
        "a@x.org,b@y.org",
        '"Jean" <a@x.org>',
        "Jean <a@x.org>",
        "a@x.org;b@y.org",
        "a@localhost",
        "a@[127.0.0.1]",
        '"a b"@x.org',
        "jürgen@example.org",
        "a\u2028@x.org",
        "a",
        "@",
        "a@",
        "@x.org",
        "a@x..org",
        "a@straße.example",
        "a\x00@x.org",
    ],
)
def test_register_refuses_what_is_not_one_address(client, paris_26, address):
    response = send(client, paris_26, email=address)
    assert (response.status_code, Registration.objects.count(), OutgoingMail.objects.count()) == (200, 0, 0)
    assert '<a href="#id_email"' in response.content.decode()


@pytest.mark.parametrize("field", ["first_name", "last_name", "organisation"])
@pytest.mark.parametrize(
    "value", ["a\r\nBcc: b@y.net", "a\x00b", "Z" + "\u0301" * 300, "x" * 201, "x" * 10_000, "x" * 1_000_000]
)
def test_register_refuses_unwritable_and_endless_names(client, paris_26, field, value):
    response = send(client, paris_26, **{field: value})
    assert (response.status_code, Registration.objects.count()) == (200, 0)
    assert f'<a href="#id_{field}"' in response.content.decode()


@pytest.mark.parametrize("field", ["first_name", "last_name", "organisation"])
@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title>", "a%0aBcc: b@y.net"]
)
def test_register_shows_markup_as_text(client, paris_26, field, value):
    send(client, paris_26, **{field: value})
    registration = Registration.objects.get()
    link = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)
    page = client.get(url("personal", link)).content.decode()
    mail = OutgoingMail.objects.get()
    assert getattr(registration, field) == value
    assert [part for part in (page, mail.html) if "<script>alert" in part or "<img src=x" in part] == []
    assert (mail.to, "\n" in mail.subject) == ("marie@example.org", False)


@pytest.mark.parametrize(
    "days", [["elsewhere"], ["9223372036854775808"], ["-1"], ["paris-2025-11-26' OR 1=1"], ["\x00"]]
)
def test_register_refuses_days_outside_the_list(client, paris_26, days):
    response = send(client, days=days)
    assert (response.status_code, Registration.objects.count()) == (200, 0)


def test_register_ignores_fields_that_are_not_asked(client, paris_26):
    send(
        client,
        paris_26,
        status="confirmed",
        role="organiser",
        is_staff="1",
        origin="staff",
        cancelled_at="2025-01-01",
        amount="99999",
    )
    registration = Registration.objects.get()
    assert (registration.role, registration.origin, registration.cancelled_at) == ("attendee", "form", None)


def test_register_takes_a_day_sent_twice_as_one(client, paris_26):
    send(client, paris_26, paris_26)
    assert Seat.objects.count() == 1


def test_register_with_too_many_fields_is_a_bad_request(client, paris_26):
    assert client.post(url(), {f"x{number}": "1" for number in range(1500)}).status_code == 400


def test_register_without_csrf_token_is_refused(paris_26):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(url(), answers(paris_26))
    assert (response.status_code, Registration.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Please choose at least one day."), ("fr", "Choisissez au moins une journée.")]
)
def test_register_refuses_in_the_language_of_the_page(client, paris_26, language, words):
    assert words in text(send(client, language=language))


def test_register_shows_a_day_that_filled_meanwhile_as_waiting_list(client, paris_26):
    EventDay.objects.update(taken=50)
    response = client.get(send(client, paris_26).headers["Location"])
    assert "This day is full, you are on its waiting list: Paris" in text(response)


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (OPENS - timedelta(seconds=1), "en", "opens on Monday 1 September at 12:00"),
        (CLOSES, "en", "closed on Monday 24 November at 18:00"),
        (OPENS - timedelta(seconds=1), "fr", "ouvrent le lundi 1er septembre à 12 h"),
        (CLOSES, "fr", "se sont terminées le lundi 24 novembre à 18 h"),
    ],
)
def test_register_outside_its_hours_says_the_date(client, paris_26, moment, language, words):
    with clock.at(moment):
        page, posted = client.get(url(language=language)), send(client, paris_26, language=language)
    assert (page.status_code, posted.status_code, Registration.objects.count()) == (200, 409, 0)
    assert [words in text(response).replace("\u00a0", " ") for response in (page, posted)] == [True, True]


def test_register_between_two_editions_has_a_page(client):
    assert client.get(url()).status_code == 200


def test_register_leaves_out_days_that_are_over(client, paris_26, paris_27):
    paris_26.edition.registration_closes_at = None
    paris_26.edition.save()
    with clock.at(paris(2025, 11, 26, 18, 0)):
        page = text(client.get(url()))
        refused = send(client, paris_26)
    assert ("Wednesday 26" in page, "Thursday" in page) == (False, True)
    assert (refused.status_code, Registration.objects.count()) == (200, 0)


def test_register_twice_with_the_same_form_is_one_registration_and_one_mail(client, paris_26):
    _first, second = (send(client, paris_26, form_key="abc") for _ in range(2))
    page = text(client.get(second.headers["Location"]))
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert "You had already sent this form: it was counted once." in page


def test_register_somebody_registered_before_is_answered_like_a_new_person(client, paris_26, marie):
    known = client.get(send(client, paris_26).headers["Location"])
    unknown = client.get(send(client, paris_26, email="nadia@example.org").headers["Location"])
    assert text(known).replace("marie@", "…@") == text(unknown).replace("nadia@", "…@")
    assert OutgoingMail.objects.filter(template="registration/emails/already_registered").count() == 1


def test_register_too_often_from_one_address_is_slowed_down(client, paris_26, settings):
    settings.RATE_LIMITS = True
    cache.clear()
    statuses = [client.post(url(), {}, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(25)]
    assert (statuses[:20], statuses[20:]) == ([200] * 20, [429] * 5)
    cache.clear()


# Colleagues in the same form


def colleague(number, *days, **changes):
    about = {
        "first_name": "Paul",
        "last_name": "Example",
        "email": f"paul{number}@example.org",
        "language": "fr",
        **changes,
    }
    return {f"colleague-{number}-{name}": value for name, value in about.items()} | {
        f"colleague-{number}-days": [day.slug for day in days]
    }


def test_add_a_colleague_keeps_what_was_typed_and_judges_nothing(client, paris_26, paris_27):
    page = send(client, paris_26, email="not yet", add="1").content.decode()
    assert ("error-summary" in page, Registration.objects.count()) == (False, 0)
    assert ('value="not yet"' in page, 'name="colleague-0-first_name"' in page) == (True, True)
    assert 'name="colleague-0-days" value="paris-2025-11-26" id="id_colleague-0-days_0" checked' in page


def test_remove_a_colleague_keeps_the_others(client, paris_26):
    typed = colleague(0, paris_26, first_name="Anna") | colleague(1, paris_26, first_name="Zoe")
    page = send(client, paris_26, colleagues="2", remove="0", **typed).content.decode()
    assert ('value="Zoe"' in page, 'value="Anna"' in page, 'value="Radium Institute"' in page) == (True, False, True)
    assert ('name="colleague-0-email"' in page, 'name="colleague-1-email"' in page) == (True, False)


@pytest.mark.parametrize("number", ["", "x", "-1", "999999999999999999999", "\u0663", "100"])
def test_colleagues_of_no_number_are_none_or_the_most(client, paris_26, number):
    assert send(client, paris_26, colleagues=number).status_code in {200, 302}


def test_register_a_group_gives_everybody_their_own_place_and_message(client, paris_26, paris_27):
    EventDay.objects.filter(pk=paris_27.pk).update(taken=50)
    response = send(client, paris_26, colleagues="1", **colleague(0, paris_26, paris_27))
    leader, paul = Registration.objects.order_by("pk")
    assert (leader.leader, paul.leader, paul.origin, paul.language) == (None, leader, "colleague", "fr")
    assert [day.slug for day in paul.confirmed_days()] == ["paris-2025-11-26"]
    assert list(OutgoingMail.objects.order_by("pk").values_list("to", "language", "template")) == [
        ("marie@example.org", "en", "registration/emails/confirmed"),
        ("paul0@example.org", "fr", "registration/emails/partly_confirmed"),
    ]
    assert "Marie Curie" in OutgoingMail.objects.get(to="paul0@example.org").text
    page = text(client.get(response.headers["Location"]))
    assert [words in page for words in ("Marie Curie", "Paul Example", "We have written to each of you")] == [True] * 3


def test_register_a_group_is_all_or_nothing_when_somebody_is_incomplete(client, paris_26):
    response = send(client, paris_26, colleagues="1", **colleague(0, paris_26, email="x"))
    assert (response.status_code, Registration.objects.count()) == (200, 0)
    assert '<a href="#id_colleague-0-email">' in response.content.decode()


def test_register_one_address_twice_in_a_group_is_refused(client, paris_26):
    response = send(client, paris_26, colleagues="1", **colleague(0, paris_26, email="Marie+x@example.org"))
    assert Registration.objects.count() == 0
    assert "each person needs their own" in text(response)


def test_register_a_group_with_somebody_known_is_answered_like_one_with_a_stranger(client, paris_26, marie):
    known = send(
        client, paris_26, email="boss@example.org", colleagues="1", **colleague(0, paris_26, email="marie@example.org")
    )
    known_page = text(client.get(known.headers["Location"]))
    other = send(client, paris_26, email="boss2@example.org", colleagues="1", **colleague(0, paris_26))
    assert text(client.get(other.headers["Location"])) == known_page
    marie.refresh_from_db()
    assert marie.leader is None


def test_leader_sees_the_group(client, paris_26):
    send(client, paris_26, colleagues="1", **colleague(0, paris_26))
    leader = Registration.objects.get(leader=None)
    link = PersonalLink.objects.issue(registration_id=leader.pk, scope=PersonalLink.Scope.MANAGE)
    assert "Paul Example Paris 26/11 · confirmed" in text(client.get(url("personal", link)))


# The answer


def test_done_without_an_answer_says_little(client, edition):
    assert "We have written to you." in text(client.get(url("done")))


def test_done_with_a_forged_answer_says_little(client, paris_26):
    send(client, paris_26)
    client.cookies["registered"] = client.cookies["registered"].value[:-2] + "xx"
    assert "marie@example.org" not in text(client.get(url("done")))


def test_done_belongs_to_one_browser(client, paris_26):
    from django.test import Client

    location = send(client, paris_26).headers["Location"]
    cookie = client.cookies["registered"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        url("done"),
        3600,
    )
    assert "marie" not in location
    assert "marie@example.org" not in text(Client().get(location))


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
    with django_assert_num_queries(5):
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
    with clock.at(CLOSES):
        assert "Registration is closed" in text(client.post(url("details", token), data, follow=True))
    lifecycle.cancel(registration=marie, now=NOW)
    assert "had already been cancelled" in text(client.post(url("details", token), data, follow=True))
    assert Registration.objects.get().first_name == "Marie"


def test_add_day_keeps_a_place_or_joins_the_line(client, token, brussels_25):
    page = client.post(url("add_day", token, brussels_25.slug), follow=True)
    assert "Your place is kept." in text(page)
    assert "already in your registration" in text(client.post(url("add_day", token, brussels_25.slug), follow=True))


def test_add_day_after_the_closing_is_refused(client, token, brussels_25):
    with clock.at(CLOSES):
        page = client.post(url("add_day", token, brussels_25.slug), follow=True)
    assert "Registration is closed: days can no longer be added." in text(page)


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
