"""The hours in which each day takes registrations: kept by form, personal page and domain; changed by staff."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events import clock
from events.models import Edition, EventDay
from registration import day_hours, lifecycle, reserves, waiting_list
from registration.day_hours import Hours
from registration.models import CapChange, Invitation, PersonalLink, Registration, Seat
from registration.opening import ClosedError, NotYetOpenError
from tests.registration.cast import NOW, paris, person, text, url
from tests.registration.staff import colleague

pytestmark = pytest.mark.django_db
LATER, EARLIER = paris(2025, 11, 3, 12, 0), paris(2025, 10, 10, 18, 30)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture
def later(paris_27):
    """A day that opens after the others."""
    EventDay.objects.filter(pk=paris_27.pk).update(registration_opens_at=LATER)
    return EventDay.objects.get(pk=paris_27.pk)


@pytest.fixture
def closed(brussels_25):
    """A day that closed before the others."""
    EventDay.objects.filter(pk=brussels_25.pk).update(registration_closes_at=EARLIER)
    return EventDay.objects.get(pk=brussels_25.pk)


@pytest.fixture
def desk(client, settings):
    settings.STAFF_MFA = False
    client.force_login(colleague("registration desk"))
    return client


def typed(*days, **changes):
    someone = {"first_name": "Marie", "last_name": "Curie", "email": "marie@example.org", "organisation": "Radium"}
    return {**someone, "days": [day.slug for day in days], "privacy": "on", **changes}


# What the domain refuses


def test_a_day_is_taken_from_its_opening_until_its_closing(paris_26):
    opens, closes = NOW, NOW + timedelta(days=2)
    EventDay.objects.update(registration_opens_at=opens, registration_closes_at=closes)
    day = EventDay.objects.get()

    def answer(at, name):
        try:
            lifecycle.register(edition=day.edition, person=person(name), days=[day], now=at)
        except (NotYetOpenError, ClosedError) as refusal:
            return type(refusal), *refusal.args, refusal.day
        return "in"

    assert [
        answer(opens - SECOND, "ann"),
        answer(opens, "bob"),
        answer(closes - SECOND, "cem"),
        answer(closes, "dan"),
    ] == [(NotYetOpenError, opens, day), "in", "in", (ClosedError, closes, day)]
    assert sorted(Registration.objects.values_list("first_name", flat=True)) == ["Bob", "Cem"]


def test_nobody_is_registered_when_one_of_the_days_is_outside_its_hours(paris_26, later):
    with pytest.raises(NotYetOpenError):
        lifecycle.register(edition=later.edition, person=person(), days=[paris_26, later], now=NOW)
    assert not Registration.objects.exists()


def test_waiting_list_of_a_closed_day_is_not_joined_and_still_served(paris_26, paris_27):
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)
    for name in ("ann", "bob"):
        lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW)
    ann = Registration.objects.get(first_name="Ann")
    cem = lifecycle.register(edition=paris_26.edition, person=person("cem"), days=[paris_27], now=NOW).registration
    EventDay.objects.filter(pk=paris_26.pk).update(registration_closes_at=EARLIER)
    day = EventDay.objects.get(pk=paris_26.pk)

    with pytest.raises(ClosedError):
        lifecycle.add_day(registration=cem, day=day, now=NOW)
    lifecycle.cancel(registration=ann, now=NOW)
    waiting_list.accept(seat=Seat.objects.offered().get(), now=NOW)

    held = Seat.objects.confirmed().filter(day=day).values_list("registration__first_name", flat=True)
    assert list(held) == ["Bob"]


def test_an_invitation_opens_a_day_before_its_hours(client, later):
    reserve = reserves.make(day=later, name="Fair", places=2, until=later.date, by=None, now=NOW)
    invitation = Invitation.objects.create(edition=later.edition, name="Fair", places=2, created_at=NOW)
    invitation.reserves.set([reserve])
    outcome = lifecycle.register_group(
        edition=later.edition,
        applications=[lifecycle.Application(person(), (later,))],
        now=NOW,
        invitation=invitation,
    )
    assert outcome[0].confirmed == (later,)


# What people see


@pytest.mark.pages
@pytest.mark.parametrize(
    ("language", "opens", "shut"),
    [
        ("en", "Opens on Monday 3 November at 12:00", "Closed since Friday 10 October at 18:30"),
        ("fr", "Ouvre le lundi 3 novembre à 12 h", "Fermé depuis le vendredi 10 octobre à 18 h 30"),
    ],
)
def test_form_says_the_instant_of_days_that_cannot_be_chosen(client, paris_26, later, closed, language, opens, shut):
    page = client.get(url(language=language))
    words = text(page).replace("\u00a0", " ").replace("\u202f", " ")
    assert (opens in words, shut in words) == (True, True)
    boxes = {
        day.slug: page.content.decode().partition(f'value="{day.slug}"')[2][:60] for day in (paris_26, later, closed)
    }
    assert {slug: " disabled" in box for slug, box in boxes.items()} == {
        paris_26.slug: False, later.slug: True, closed.slug: True
    }  # fmt: skip


@pytest.mark.pages
def test_a_day_closed_since_the_form_was_opened_is_refused_with_its_date_and_the_rest_is_kept(
    client, paris_26, paris_27
):
    assert client.get(url()).status_code == 200
    EventDay.objects.filter(pk=paris_27.pk).update(registration_closes_at=NOW - SECOND)

    page = client.post(url(), typed(paris_26, paris_27))

    words = text(page).replace("\u00a0", " ")
    assert page.status_code == 200
    assert "Paris, Thursday 27 November: registration for this day closed on Wednesday 15 October at 13:59" in words
    assert 'value="Radium"' in page.content.decode()
    assert f'value="{paris_26.slug}" id="id_days_0" checked' in page.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.pages
def test_form_waits_for_the_first_day_when_all_open_later(client, later):
    assert "opens on Monday 3 November at 12:00, Paris time" in text(client.get(url())).replace("\u00a0", " ")
    assert client.post(url(), typed(later)).status_code == 409
    with clock.at(LATER):
        assert "Which days" in text(client.get(url()))


@pytest.mark.pages
def test_form_is_closed_when_every_day_is(client, closed):
    page = client.get(url())
    assert "closed on Friday 10 October at 18:30, Paris time" in text(page).replace("\u00a0", " ")


@pytest.mark.pages
def test_personal_page_offers_no_day_outside_its_hours(client, paris_26, later, closed):
    marie = lifecycle.register(edition=later.edition, person=person(), days=[paris_26], now=NOW).registration
    token = PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)

    page = client.get(url("personal", token))
    assert "Opens on Monday 3 November" in text(page).replace("\u00a0", " ")
    assert "Add this day" not in text(page)

    said = []
    for day in (later, closed):
        answer = client.post(url("add_day", token, day.slug), follow=True)
        said += [str(message).replace("\u00a0", " ") for message in answer.context["messages"]]
    assert said == [
        "Registration for this day opens on Monday 3 November at 12:00, Paris time.",
        "Registration closed on Friday 10 October at 18:30, Paris time: this day can no longer be added.",
    ]
    assert Seat.objects.count() == 1


@pytest.mark.pages
def test_home_page_says_which_days_are_open(client, paris_26, later):
    page = text(client.get("/en/")).replace("\u00a0", " ")
    assert ("50 places" in page, "Opens on Monday 3 November at 12:00" in page) == (True, True)
    EventDay.objects.update(registration_opens_at=LATER)
    page = text(client.get("/en/", headers={"x-reader": "another"})).replace("\u00a0", " ")
    assert "Registration opens on Monday 3 November at 12:00, Paris time." in page


# What staff change


@pytest.mark.pages
def test_desk_changes_the_hours_of_a_day_with_a_reason_in_its_log(desk, paris_26):
    address = reverse("admin:registration_reserve_day", args=[paris_26.slug])
    page = desk.post(
        address,
        {
            "act": "hours",
            "opens_at": "2025-11-03T12:00:00",
            "closes_at": "2025-11-20T18:00:00",
            "reason": "Second wave",
        },
        follow=True,
    )
    assert [str(message) for message in page.context["messages"]] == ["The opening hours are changed."]
    day = EventDay.objects.get()
    assert (day.registration_opens_at, day.registration_closes_at) == (LATER, paris(2025, 11, 20, 18, 0))
    rows = CapChange.objects.order_by("pk").values_list(
        "kind", "instant_before", "instant_after", "by__email", "reason"
    )
    assert list(rows) == [
        ("opens", None, LATER, "registration-desk@example.org", "Second wave"),
        ("closes", None, paris(2025, 11, 20, 18, 0), "registration-desk@example.org", "Second wave"),
    ]
    shown = page.content.decode().replace("\u00a0", " ")
    assert "with the edition → Monday 3 November at 12:00" in shown
    assert "This day opens on Monday 3 November at 12:00." in shown


@pytest.mark.pages
@pytest.mark.parametrize(
    ("typed_hours", "words"),
    [
        ({"opens_at": "2025-11-03T12:00", "closes_at": "2025-11-01T12:00"}, "Registration closes before it opens."),
        ({"opens_at": "2025-12-01T12:00"}, "The day is over by then."),
        ({"opens_at": "yesterday"}, "Enter a valid date/time."),
        ({"opens_at": "2025-11-03T12:00", "reason": " "}, "This field is required."),
    ],
)
def test_hours_that_cannot_be_are_explained(desk, paris_26, typed_hours, words):
    address = reverse("admin:registration_reserve_day", args=[paris_26.slug])
    page = desk.post(address, {"act": "hours", "closes_at": "", "reason": "x", **typed_hours})
    assert words in page.content.decode()
    assert not CapChange.objects.exists()


@pytest.mark.pages
def test_hours_changed_by_a_colleague_meanwhile_are_not_undone(desk, paris_26):
    day_hours.change(
        day=paris_26, hours=Hours(LATER), seen=Hours(), reason="first", by=colleague("administrator"), now=NOW
    )
    address = reverse("admin:registration_reserve_day", args=[paris_26.slug])
    page = desk.post(address, {"act": "hours", "opens_at": "", "closes_at": "2025-11-20T18:00", "reason": "second"})
    assert "Somebody changed the hours meanwhile" in page.content.decode()
    assert EventDay.objects.get().registration_opens_at == LATER
    seen = {"seen_opens_at": "2025-11-03T12:00:00", "opens_at": "", "closes_at": "", "reason": "third"}
    assert desk.post(address, {"act": "hours", **seen}).status_code == 302
    assert EventDay.objects.get().registration_opens_at is None


@pytest.mark.pages
def test_preview_shows_the_hours_of_each_day_before_the_edition_opens(desk, paris_26, later):
    Edition.objects.update(registration_opens_at=NOW + timedelta(days=1))
    page = desk.get(reverse("admin:registration_reserve_preview")).content.decode().replace("\u00a0", " ")
    assert "Opens on Monday 3 November at 12:00" in page
    assert "50 places" in page
