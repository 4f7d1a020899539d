"""The public form and its answer, through the browser's eyes."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle
from registration.models import PersonalLink, Registration, Seat
from tests.registration.cast import CLOSES, NOW, OPENS, paris, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


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


@pytest.fixture
def marie(paris_26, paris_27):
    outcome = lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26, paris_27], now=NOW)
    return outcome.registration


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
    with django_assert_num_queries(5):
        client.get(url())
    EventDay.objects.exclude(pk=paris_26.pk).delete()
    with django_assert_num_queries(5):
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
    client.cookies["registration_answer"] = client.cookies["registration_answer"].value[:-2] + "xx"
    assert "marie@example.org" not in text(client.get(url("done")))


def test_done_belongs_to_one_browser(client, paris_26):
    from django.test import Client

    location = send(client, paris_26).headers["Location"]
    cookie = client.cookies["registration_answer"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        url("done"),
        3600,
    )
    assert "marie" not in location
    assert "marie@example.org" not in text(Client().get(location))


def test_sending_the_form_is_eleven_statements(client, paris_26, django_assert_num_queries):
    with django_assert_num_queries(11 + 2):  # and the two ends of the save point that is a transaction in tests
        assert send(client, paris_26).status_code == 302
