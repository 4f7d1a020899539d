"""The screens of the door."""

import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from events import clock
from registration import lifecycle, presence
from registration.codes import new_reference
from registration.models import CheckIn, HistoryEntry, Registration, Seat
from tests.registration.cast import NOW, paris, person

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
MORNING = paris(2025, 11, 26, 9, 12)


@pytest.fixture(autouse=True)
def morning(settings):
    settings.STAFF_MFA = False
    with clock.at(MORNING):
        yield


@pytest.fixture
def keeper(client):
    user = User.objects.create_user("vera@example.org", full_name="Vera", preferred_language="en")
    user.groups.add(Group.objects.get(name="door"))
    client.force_login(user)
    return client


@pytest.fixture
def marie(paris_26):
    return lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW).registration


def text(response):
    main = response.content.decode().partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("\u00a0", " ")


def scan(client, day, code, identifier=None):
    data = {"code": code, "scan": str(identifier or uuid4())}
    return client.post(reverse("door:scan", args=[day.slug]), data)


def test_door_opens_on_the_day_that_is_today(keeper, paris_26, paris_27):
    assert keeper.get("/door/").headers["Location"] == "/door/on/paris-2025-11-26/"
    assert "Thursday 27" in text(keeper.get("/door/?all"))


def test_door_asks_for_the_day_when_none_is_today(keeper, paris_26):
    with clock.at(NOW):
        assert "Which day do you welcome people for?" in text(keeper.get("/door/"))


def test_day_counts_people(keeper, marie, paris_26):
    assert "Expected 1 Came in 0 Still to come 1" in text(keeper.get("/door/on/paris-2025-11-26/"))
    assert "Expected 1 Came in 1 Still to come 0" in text(scan(keeper, paris_26, marie.badge_code))


def test_scan_welcomes_then_says_when_and_by_whom(keeper, marie, paris_26):
    assert "Welcome Marie Example" in text(scan(keeper, paris_26, marie.badge_code))
    assert "Already in at 9:12 Marie Example Welcomed by Vera." in text(scan(keeper, paris_26, marie.badge_code))


def test_scan_sent_twice_is_welcomed_twice_and_counted_once(keeper, marie, paris_26):
    identifier = uuid4()
    pages = [text(scan(keeper, paris_26, marie.badge_code, identifier)) for _ in range(2)]
    assert ["Welcome Marie" in page for page in pages] == [True, True]
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        lambda r: f"http://127.0.0.1:8000/door/{r.badge_code}/",
        lambda r: f"https://elsewhere.example/door/{r.badge_code}",
        lambda r: r.reference.lower(),
        lambda r: r.reference.replace("-", " "),
    ],
)
def test_scan_understands_addresses_and_references(keeper, marie, paris_26, typed):
    assert "Welcome Marie" in text(scan(keeper, paris_26, typed(marie)))


@pytest.mark.parametrize(
    "code", ["x", "x" * 5000, "", "https://example.org/", "\x00", "\u202e", "'; DROP TABLE", "/" * 300]
)
def test_scan_of_nonsense_is_unknown(keeper, paris_26, code):
    response = scan(keeper, paris_26, code)
    assert (response.status_code, "Unknown badge" in text(response)) == (200, True)


def test_scan_on_another_day_names_the_right_one(keeper, marie, paris_27):
    assert "Not today Marie Example Registered for: Paris, Wednesday 26 November." in text(
        scan(keeper, paris_27, marie.badge_code)
    )


def test_badge_opened_by_a_phone_asks_before_it_lets_in(keeper, marie, paris_26):
    address = f"/door/{marie.badge_code}/"
    page = keeper.get(address)
    assert ("Expected Marie Example" in text(page), CheckIn.objects.count()) == (True, 0)
    scan(keeper, paris_26, marie.badge_code)
    assert "Already in at 9:12" in text(keeper.get(address))


def test_badge_of_somebody_without_a_place_opened_by_a_phone_offers_what_helps(keeper, marie, paris_26, paris_27):
    def offered():
        shown = text(keeper.get(f"/door/{marie.badge_code}/"))
        return [words for words in ("Let in", "if there is room", "Register at the door") if words in shown]

    assert offered() == ["Let in"]
    Seat.objects.filter(registration=marie).update(day=paris_27)
    assert offered() == ["Let in", "if there is room"]
    Seat.objects.filter(registration=marie).update(day=paris_26, status="waiting")
    assert offered() == ["Let in", "if there is room"]
    lifecycle.cancel(registration=marie, now=NOW)
    assert offered() == ["Register at the door"]


def test_badge_printed_at_the_door_is_noted_and_a_look_at_the_file_is_not(keeper, marie, paris_26):
    scan(keeper, paris_26, marie.badge_code)
    file = reverse("door:badge_file", args=[CheckIn.objects.get().scan])
    for _time in range(2):
        assert keeper.post(file, follow=True).content.startswith(b"%PDF")
    assert keeper.get(file).headers["Content-Type"] == "application/pdf"
    printed = HistoryEntry.objects.filter(kind="printed").values_list("registration", "day", "by__email", "at")
    assert list(printed) == [(marie.pk, paris_26.pk, "vera@example.org", MORNING)] * 2


def test_badge_of_nobody_is_unknown(keeper, paris_26):
    assert "Unknown badge" in text(keeper.get("/door/abcdefgh/"))


def test_undo_takes_the_entry_back(keeper, marie, paris_26):
    scan(keeper, paris_26, marie.badge_code)
    address = reverse("door:undo", args=[CheckIn.objects.get().scan])
    assert "The entry of Marie Example is undone." in text(keeper.post(address, follow=True))
    assert "This entry had already been undone." in text(keeper.post(address, follow=True))
    assert "Welcome Marie" in text(scan(keeper, paris_26, marie.badge_code))


def test_search_finds_by_name_organisation_and_reference_but_not_by_address(keeper, marie, paris_26):
    marie.organisation = "Label Emmaüs"
    marie.save()
    address = reverse("door:day", args=[paris_26.slug])
    typed = [
        "marie",
        "exam mar",
        "emmaüs",
        "EMMAUS",
        marie.reference,
        marie.reference[:4],
        "marie@example.org",
        "nobody",
    ]
    answers = ["Marie Example" in text(keeper.get(address, {"q": words})) for words in typed]
    assert answers == [True, True, True, True, True, True, False, False]


def test_search_is_no_query_per_person(paris_26, django_assert_num_queries):
    for name in ("anna", "annabel", "joanna"):
        lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW)
    with django_assert_num_queries(1):
        assert len(presence.find(day=paris_26, words="anna")) == 3


def test_day_asks_the_same_number_of_questions_for_any_number_of_people(
    keeper, marie, paris_26, django_assert_num_queries
):
    address = reverse("door:day", args=[paris_26.slug])
    scan(keeper, paris_26, marie.badge_code)
    keeper.get(address)
    with django_assert_num_queries(9):
        keeper.get(address)
    for name in ("anna", "zoe"):
        other = lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW).registration
        scan(keeper, paris_26, other.badge_code)
    with django_assert_num_queries(9):
        keeper.get(address)


@pytest.mark.parametrize("address", ["/door/", "/door/on/paris-2025-11-26/", "/door/abcdefgh/"])
def test_door_is_for_people_who_may_let_in(client, paris_26, address):
    assert client.get(address).headers["Location"].startswith("/accounts/login/")
    client.force_login(User.objects.create_user("nobody@example.org"))
    assert client.get(address).status_code == 403


def test_scan_and_undo_are_for_people_who_may_let_in(client, marie, paris_26):
    assert scan(client, paris_26, marie.badge_code).status_code == 302
    client.force_login(User.objects.create_user("nobody@example.org"))
    assert scan(client, paris_26, marie.badge_code).status_code == 403
    assert client.post(reverse("door:undo", args=[uuid4()])).status_code == 403
    assert CheckIn.objects.count() == 0


def test_door_speaks_french(client, paris_26, marie):
    user = User.objects.create_user("remi@example.org", preferred_language="fr")
    user.groups.add(Group.objects.get(name="door"))
    client.force_login(user)
    assert "Bienvenue Marie" in text(scan(client, paris_26, marie.badge_code))


def crowd(edition, day, number):
    """So many people with a place, written at once."""
    letters = [new_reference() for _ in range(number)]
    people = Registration.objects.bulk_create(
        Registration(
            edition=edition, reference=reference, last_name=f"Crowd {reference}", folded=f"crowd {reference}",
            email=f"{reference}@example.org", email_identity=f"{reference}@example.org", registered_at=NOW,
            changed_at=NOW,
        )
        for reference in letters
    )  # fmt: skip
    Seat.objects.bulk_create(Seat(registration=one, day=day, status="confirmed", joined_at=NOW) for one in people)
    return people[0]


@pytest.mark.parametrize("number", [100, 10_000])
def test_door_asks_the_same_number_of_questions_at_100_and_at_10_000(
    keeper, paris_26, number, django_assert_num_queries
):
    one = crowd(paris_26.edition, paris_26, number)
    asked = {"code": one.badge_code, "scan": str(uuid4())}
    keeper.get(reverse("door:day", args=[paris_26.slug]))
    for address, data, queries in [("day", None, 9), ("counts", None, 7), ("people", None, 8), ("scan", asked, 10)]:
        where = reverse(f"door:{address}", args=[paris_26.slug])
        with django_assert_num_queries(queries):
            headers = {"accept": "application/json"}
            keeper.post(where, data, headers=headers) if data else keeper.get(where, headers=headers)
