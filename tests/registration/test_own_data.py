"""Everything held about somebody: seen, taken away, the same in both writings."""

import json
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from accounts.models import User
from events import clock
from registration import check_in, lifecycle, own_data, upkeep
from registration.models import HistoryEntry, PersonalLink, Registration
from registration.own_data import Item
from tests.registration.cast import NOW, paris, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture
def marie(paris_26, paris_27):
    who = person(organisation="Les Amis", language="en")
    return lifecycle.register(edition=paris_26.edition, person=who, days=[paris_26, paris_27], now=NOW).registration


@pytest.fixture
def token(marie):
    return PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)


def archive(response) -> dict[str, str]:
    with ZipFile(BytesIO(response.content)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def test_page_shows_every_part_and_the_day_it_goes(client, token, marie, paris_26):
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris_26.starts_at)
    User.objects.create_user("marie@example.org", full_name="Marie the volunteer")
    words = text(client.get(url("own_data", token))).replace("\u00a0", " ")
    expected = [
        "Your registration", "Marie", "Les Amis", marie.reference, marie.badge_code, "15 October 2025, 14:00",
        "Gone on 28 November 2026", "Your days", "Paris, Wednesday 26 November", "Your entries at the door",
        "What happened", "Messages we sent you", "Your place at NEC ESS Europe 2025", "Links we gave you",
        "Gone on 28 December 2025", "Your account", "Marie the volunteer",
    ]  # fmt: skip
    assert [word for word in expected if word not in words] == []


def test_archive_holds_a_document_and_json_in_the_language_of_the_person(client, token, marie):
    response = client.post(url("own_data_file", token, language="fr"))
    files = archive(response)
    assert response.headers["Content-Disposition"] == f'attachment; filename="2025-{marie.reference}.zip"'
    assert set(files) == {"data.json", "data.html"}
    assert '<html lang="en">' in files["data.html"]
    data = json.loads(files["data.json"])
    assert (data["edition"], data["reference"], data["made_at"]) == ("2025", marie.reference, NOW.isoformat())
    assert data["data"]["registration"]["kept_until"] == "2026-11-28"
    [row] = data["data"]["registration"]["rows"]
    assert (row["email"], row["organisation"], row["cancelled_at"]) == ("marie@example.org", "Les Amis", None)
    assert [day["day"] for day in data["data"]["days"]["rows"]] == [
        "Paris, Wednesday 26\u00a0November",
        "Paris, Thursday 27\u00a0November",
    ]


def test_taking_data_away_leaves_a_trace_and_looking_does_not(client, token, marie):
    client.get(url("own_data", token))
    assert not marie.history.filter(kind=HistoryEntry.Kind.EXPORTED).exists()
    assert client.get(url("own_data_file", token)).status_code == 405
    client.post(url("own_data_file", token))
    assert marie.history.filter(kind=HistoryEntry.Kind.EXPORTED).count() == 1


def test_no_token_is_in_what_is_handed_out(client, token, marie):
    upkeep.send_again(registration=marie, now=NOW)
    files = archive(client.post(url("own_data_file", token)))
    digests = set(PersonalLink.objects.values_list("digest", flat=True))
    assert [found for found in (token, *digests) if any(found in content for content in files.values())] == []


def test_markup_in_names_is_text_in_the_document(client, token, marie):
    Registration.objects.filter(pk=marie.pk).update(first_name="<script>alert(1)</script>")
    document = archive(client.post(url("own_data_file", token)))["data.html"]
    assert ("<script>" in document, "&lt;script&gt;" in document) == (False, True)


@pytest.mark.parametrize("others", [1, 3])
def test_the_same_number_of_questions_however_much_there_is(marie, others, django_assert_num_queries):
    for _number in range(others):
        upkeep.send_again(registration=marie, now=NOW)
    registration = Registration.objects.select_related("edition").get(pk=marie.pk)
    with django_assert_num_queries(17):
        own_data.held_about(registration)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "–"),
        ("", "–"),
        (948, "948"),
        (date(2025, 11, 25), "25\u00a0November 2025"),
        (paris(2025, 11, 25, 9, 5), "25\u00a0November 2025, 9:05"),
    ],
)
def test_values_are_said_in_words(client, value, words):
    from django.utils import translation

    with translation.override("en"):
        assert Item("x", "X", value).in_words == words
