"""Staff at the places of the days: what each role may open and do, what the screens say."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.roles import ROLES
from events import clock
from events.models import Edition, EventDay
from registration import lifecycle, reserves
from registration.models import CapChange, Invitation, Registration, Reserve, Seat
from tests.registration.cast import NOW, OPENS, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
MAY = {"registration desk", "administrator"}


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_MFA = False


def staff(role, language="en"):
    user = User.objects.create_user(f"{role.replace(' ', '')}@example.org", is_staff=True, preferred_language=language)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def desk(client):
    client.force_login(staff("registration desk"))
    return client


def at(name, *arguments):
    return reverse(f"admin:registration_{name}", args=arguments)


def cap(**changes):
    return {"act": "cap", "cap": 50, "overbooking": 0, "room_limit": "", "reason": "why", "seen": 50, **changes}


def messages(response):
    return [str(message) for message in response.context["messages"]]


def addresses(day):
    return [
        ("get", at("reserve_changelist")),
        ("get", at("reserve_day", day.slug)),
        ("post", at("reserve_day", day.slug)),
        ("get", at("reserve_opening")),
        ("get", at("reserve_preview")),
        ("get", at("invitation_changelist")),
        ("get", at("invitation_add")),
        ("post", at("invitation_release")),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_places_are_for_the_desk_and_administrators(client, paris_26, role):
    client.force_login(staff(role))
    for method, address in addresses(paris_26):
        status = getattr(client, method)(address, cap() if method == "post" else {}).status_code
        assert (status in {200, 302}) == (role in MAY), (role, method, address, status)


def test_places_are_not_for_strangers(client, paris_26):
    for method, address in addresses(paris_26):
        answer = getattr(client, method)(address)
        assert (answer.status_code, "/login" in answer.get("Location", "")) == (302, True)
    assert not CapChange.objects.exists()


def test_raise_offers_and_says_so(desk, paris_26):
    EventDay.objects.update(capacity=1)
    for name in ("ann", "bob"):
        lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW)

    page = desk.post(at("reserve_day", paris_26.slug), cap(cap=2, seen=1, reason="second room"), follow=True)

    assert messages(page) == ["Changed. 1 place was offered to the waiting list."]
    assert "second room" in page.content.decode()
    assert CapChange.objects.get().by.email == "registrationdesk@example.org"
    assert Seat.objects.offered().count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"cap": 0}, "cap", "Places already held: 1; kept in reserves: 5. No fewer can be promised than these."),
        ({"cap": ""}, "cap", "This field is required."),
        ({"cap": "١٢x"}, "cap", "Enter a whole number."),
        ({"cap": 10**30}, "cap", "Ensure this value is less than or equal to 10000."),
        ({"overbooking": 101}, "overbooking", "Ensure this value is less than or equal to 100."),
        ({"reason": "\u200b"}, "reason", "This field is required."),
        (
            {"overbooking": 20, "room_limit": 55},
            "knowing",
            "60 places would be promised, and the room holds 55. Tick the box if you mean it.",
        ),
    ],
)
def test_wrong_caps_are_explained_beside_the_field(desk, paris_26, typed, field, words):
    lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW)
    reserves.make(day=paris_26, name="Speakers", places=5, until=date(2025, 11, 1), by=None, now=NOW)

    page = desk.post(at("reserve_day", paris_26.slug), cap(**typed))

    assert list(page.context["cap_form"].errors) == [field]
    assert words in unescape(page.content.decode())
    assert EventDay.objects.get().capacity == 50


def test_cap_changed_by_a_colleague_meanwhile_is_not_undone(desk, paris_26):
    EventDay.objects.update(capacity=70)
    page = desk.post(at("reserve_day", paris_26.slug), cap(cap=60))
    assert "Somebody changed the cap meanwhile" in messages(page)[0]
    assert (EventDay.objects.get().capacity, page.context["cap_form"]["cap"].value()) == (70, 70)


def test_reserve_is_made_changed_and_given_to_everybody(desk, paris_26):
    address = at("reserve_day", paris_26.slug)
    desk.post(address, {"act": "keep", "name": "Speakers", "places": 10, "until": "2025-11-10"})
    reserve = Reserve.objects.get()
    desk.post(address, {"act": "resize", "reserve": reserve.pk, "places": 4, "until": "2025-11-12"})
    reserve.refresh_from_db()
    assert (reserve.places, reserve.until, EventDay.objects.get().reserved) == (4, date(2025, 11, 12), 4)

    page = desk.post(address, {"act": "release", "reserve": reserve.pk}, follow=True)

    assert messages(page)[-1:] == ["4 places go to the waiting list, then to everybody."]
    assert EventDay.objects.get().reserved == 0
    kinds = CapChange.objects.order_by("pk").values_list("kind", "before", "after")
    assert list(kinds) == [("reserve", 0, 10), ("reserve", 10, 4), ("fell_back", 4, 0)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"places": 51}, "Only 50 places are free, or people already wait for this day: raise the cap first."),
        ({"until": "2025-01-01"}, "This date has passed, or the reserve was given to everybody meanwhile."),
    ],
)
def test_reserves_that_cannot_be_are_explained(desk, paris_26, typed, words):
    keep = {"act": "keep", "name": "Speakers", "places": 10, "until": "2025-11-10", **typed}
    assert messages(desk.post(at("reserve_day", paris_26.slug), keep)) == [words]
    assert not Reserve.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "999999999", "9" * 40])
def test_unknown_reserve_is_not_found(desk, paris_26, key):
    answer = desk.post(at("reserve_day", paris_26.slug), {"act": "release", "reserve": key})
    assert answer.status_code == 404


def test_opening_hours_are_changed_with_a_reason_in_the_log(desk, edition):
    page = desk.post(
        at("reserve_opening"),
        {"opens_at": "2025-11-01T12:00:00", "closes_at": "", "reason": "Programme not ready"},
        follow=True,
    )
    assert messages(page) == ["The opening hours are changed."]
    assert Edition.objects.get().registration_opens_at.isoformat() == "2025-11-01T11:00:00+00:00"
    assert "Programme not ready" in LogEntry.objects.get().change_message


def test_closing_before_opening_is_refused(desk, edition):
    typed = {"opens_at": "2025-11-01T12:00", "closes_at": "2025-10-01T12:00", "reason": "x"}
    page = desk.post(at("reserve_opening"), typed)
    assert "Registration closes before it opens." in page.content.decode()


def test_preview_is_marked_and_cannot_be_sent(desk, paris_26):
    Edition.objects.update(registration_opens_at=None)
    page = desk.get(at("reserve_preview")).content.decode()
    assert 'class="watermark" disabled' in page
    assert paris_26.slug in page
    assert desk.post(at("reserve_preview"), {}).status_code == 405
    assert not Registration.objects.exists()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_screen_says_the_risk_in_the_language_of_staff(client, paris_26, language):
    EventDay.objects.update(capacity=60, overbooking=20, room_limit=50)
    client.force_login(staff("registration desk", language))
    client.cookies["django_language"] = language
    with translation.override(language):
        page = client.get(at("reserve_day", paris_26.slug), headers={"accept-language": language}).content.decode()
    assert {"fr": "Risque que plus de 50 viennent", "en": "The risk that more than 50 come"}[language] in page
    assert {"fr": "Hypothèse", "en": "Assumption: 30 %"}[language] in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("20", ["Reckoned as if 20 % of those", "With 60 places promised, about 48 people come.", "50 come is 21 %."]),
        ("0", ["Reckoned as if 0 % of those", "50 come is over 99.9 %."]),
        ("", ["Assumption: 30 %"]),
        ("101", ["Assumption: 30 %", "Ensure this value is less than or equal to 100."]),
        ("1e3'", ["Assumption: 30 %", "Enter a whole number."]),
    ],
)
def test_screen_reckons_with_the_rate_that_is_asked_for(desk, paris_26, asked, words):
    EventDay.objects.update(capacity=60, overbooking=20, room_limit=50)
    page = unescape(desk.get(at("reserve_day", paris_26.slug), {"no_show": asked}).content.decode())
    assert [one for one in words if one not in page.replace("\u00a0", " ")] == []
    assert EventDay.objects.filter(capacity=60, overbooking=20).exists()


def test_invitation_without_an_address_shows_its_link_once(desk, paris_26):
    reserve = reserves.make(day=paris_26, name="Fair", places=5, until=date(2025, 11, 1), by=None, now=NOW)
    typed = {"name": "Fair", "email": "", "language": "fr", "role": "partner", "places": 5, "reserves": [reserve.pk]}
    page = desk.post(at("invitation_add"), typed, follow=True)
    assert "/fr/inscription/invitation/" in messages(page)[0]
    invitation = Invitation.objects.get()
    assert (invitation.created_by.email, list(invitation.reserves.all())) == ("registrationdesk@example.org", [reserve])
    assert "/fr/inscription/invitation/" not in desk.get(at("invitation_changelist")).content.decode()
    assert desk.get(at("invitation_change", invitation.pk)).status_code == 200

    for action in ("withdraw", "send"):
        page = desk.post(
            at("invitation_changelist"), {"action": action, "_selected_action": invitation.pk}, follow=True
        )
    assert messages(page) == ["This link was withdrawn: prepare another one."]


def test_markup_in_names_is_inert(desk, paris_26):
    nasty = "<script>alert(1)</script>"
    reserves.make(day=paris_26, name=nasty, places=5, until=date(2025, 11, 1), by=None, now=NOW)
    page = desk.get(at("reserve_day", paris_26.slug)).content.decode()
    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_cap_of_a_day_is_not_typed_in_its_form(client, paris_26):
    client.force_login(staff("editor"))
    page = client.get(reverse("admin:events_eventday_change", args=[paris_26.pk])).content.decode()
    assert 'name="capacity"' not in page


@pytest.mark.parametrize("number", [1, 3])
def test_screens_ask_the_same_number_of_questions(desk, paris_26, paris_27, number):
    for day in (paris_26, paris_27):
        for index in range(number):
            reserves.make(day=day, name=f"R{index}", places=1, until=date(2025, 11, 1), by=None, now=NOW)
            lifecycle.register(edition=day.edition, person=person(f"p{index}{day.pk}"), days=[day], now=NOW)
    counts = []
    for address in (at("reserve_changelist"), at("reserve_day", paris_26.slug), at("invitation_changelist")):
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        counts.append(len(queries))
    assert counts == [6, 10, 9]


def test_the_second_of_opening_is_the_first_open_one(client, paris_26):
    with clock.at(OPENS - timedelta(seconds=1)):
        assert "not open yet" in text(client.get(url()))
        assert "That is in less than a minute." in text(client.get(url()))
        assert client.post(url(), {}).status_code == 409
    with clock.at(OPENS):
        assert "Which days" in text(client.get(url()))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "That is in 1 day, 2 hours."), ("fr", "dans 1 jour, 2 heures.")]
)
def test_page_says_how_long_until_the_opening(client, paris_26, language, words):
    with clock.at(OPENS - timedelta(hours=26)):
        assert words in text(client.get(url(language=language))).replace("\xa0", " ")
