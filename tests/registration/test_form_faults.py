"""Bad inputs and faults at the form and at personal links, each with its safe outcome."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import erasure, lifecycle, upkeep
from registration.models import PersonalLink, Registration, Seat
from tests.registration.cast import NOW, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
PAGES = ["personal", "own_data", "erase", "subscribe", "still_coming", "details", "cancel", "badge", "calendar"]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def answers(day, **changes):
    return {
        "days": [day.slug],
        "first_name": "Marie",
        "last_name": "Curie",
        "email": "marie@example.org",
        "privacy": "on",
        **changes,
    }


def send(client, day, language="en", **changes):
    return client.post(url(language=language), answers(day, **changes))


def register(day, name="marie", **about):
    return lifecycle.register(edition=day.edition, person=person(name, **about), days=[day], now=NOW).registration


def link(registration):
    return PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)


# The form


@pytest.mark.parametrize(
    "again",
    [
        "MARIE@EXAMPLE.ORG",
        "marie+again@example.org",
        " marie@example.org ",
        "marie@example.org.",
        "marie.@example.org",
        "\u200bmarie@example.org\ufeff",
        "\uff4darie@example.org",
        "Marie+1+2@Example.Org",
    ],
)
def test_duplicate_of_an_address_is_one_person_and_the_page_does_not_tell(client, paris_26, again):
    register(paris_26)
    known = client.get(send(client, paris_26, email=again).headers.get("Location", url("done")))
    stranger = client.get(send(client, paris_26, email="nadia@example.org").headers["Location"])
    assert Registration.objects.filter(email_identity="marie@example.org").count() == 1
    assert text(known).replace(again.strip(), "…")[-300:] == text(stranger)[-300:]


@pytest.mark.parametrize(("first", "second"), [("a@bücher.example", "A@xn--bcher-kva.example"), ("a@x.org", "A@X.ORG")])
def test_duplicate_of_an_international_address_is_one_person(client, paris_26, first, second):
    send(client, paris_26, email=first)
    send(client, paris_26, email=second)
    assert Registration.objects.count() == 1
    assert OutgoingMail.objects.filter(template="registration/emails/already_registered").count() == 1


def test_form_opened_two_hours_ago_is_accepted_without_cookies(client, paris_26):
    early = (timezone.now() - timedelta(hours=2)).timestamp()
    opened = signing.dumps(early, salt="antirobot")
    assert send(Client(), paris_26, opened=opened).status_code == 302
    assert Registration.objects.count() == 1


def test_abandoned_form_holds_no_place(client, paris_26):
    client.get(url())
    send(client, paris_26, add="1")
    send(client, paris_26, email="")
    assert (EventDay.objects.get(pk=paris_26.pk).taken, Seat.objects.count()) == (0, 0)


def test_adding_a_colleague_leads_to_their_fields_and_removing_one_to_the_button(client, paris_26):
    page = send(client, paris_26, add="1").content.decode()
    assert f'action="{url()}" class="form"' in page
    assert f'name="add" value="1" formaction="{url()}#colleague-2"' in page
    assert f'name="remove" value="0" formaction="{url()}#add"' in page
    assert ('id="colleague-1"' in page, 'id="add"' in page) == (True, True)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nobody is registered yet"), ("fr", "Personne n’est encore inscrit")]
)
def test_wrong_form_of_a_group_says_that_nobody_is_registered(client, paris_26, language, words):
    refused = [text(send(client, paris_26, language, email="", colleagues=number)) for number in ("0", "1")]
    assert [words in page for page in refused] == [False, True]


def test_double_click_and_reload_make_one_registration(client, paris_26):
    places = {send(client, paris_26, form_key="abc").headers["Location"] for _ in range(2)}
    for _ in range(2):
        client.get(*places)
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert EventDay.objects.get(pk=paris_26.pk).taken == 1


@pytest.mark.parametrize(
    "extra", [{"email[]": "x@y.org"}, {"first_name": ["Marie", "Anna"]}, {"colleagues": ["1", "0"]}]
)
def test_doubled_and_bracketed_fields_are_harmless(client, paris_26, extra):
    assert send(client, paris_26, **extra).status_code in {200, 302}
    assert Registration.objects.count() <= 1


def test_forty_files_are_refused(client, paris_26):
    files = {f"file{number}": SimpleUploadedFile("x.pdf", b"%PDF") for number in range(40)}
    assert client.post(url(), answers(paris_26) | files).status_code == 400


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"first_name=%ff%fe&last_name=\xff", "application/x-www-form-urlencoded"),
        (b'{"first_name": "Marie"}', "application/json"),
        (b"<x/>", "application/xml"),
        (b"--broken\r\nnothing", "multipart/form-data; boundary=other"),
        (b"", "multipart/form-data"),
    ],
)
def test_bodies_that_are_no_form_are_refused(client, paris_26, body, content_type):
    assert client.post(url(), body, content_type=content_type).status_code in {200, 400}
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(("language", "title"), [("fr", 'lang="fr"'), ("en", 'lang="en"')])
def test_without_cookies_the_refusal_speaks_the_language_of_the_page(paris_26, language, title):
    response = Client(enforce_csrf_checks=True).post(url(language=language), answers(paris_26))
    assert (response.status_code, title in response.content.decode()) == (403, True)


# Personal links


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_wrong_link_is_the_same_not_found(client, paris_26, name):
    token = link(register(paris_26))
    changed = [token[:-1], token.swapcase(), ("A" if token[0] != "A" else "B") + token[1:], "x" * 43]
    pages = [client.get(url(name, each)) for each in changed]
    assert [page.status_code for page in pages] == [404] * 4
    assert [each for each in (token, "Marie") if any(each in page.content.decode() for page in pages)] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_changes_nothing(client, paris_26, name, method):
    marie = register(paris_26)
    token = link(marie)

    def everything():
        tables = (Registration, Seat, PersonalLink, OutgoingMail, marie.history.model)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = everything()
    assert getattr(client, method)(url(name, token)).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("name", ["personal", "own_data", "erase", "subscribe", "still_coming", "details", "cancel"])
def test_switching_the_language_keeps_the_link(client, paris_26, name):
    token = link(register(paris_26))
    page = client.get(url(name, token)).content.decode()
    assert f'href="{url(name, token, language="fr")}"' in page


@pytest.mark.parametrize("name", ["own_data_file", "send_again"])
def test_acting_needs_a_button(client, paris_26, name):
    assert client.get(url(name, link(register(paris_26)))).status_code == 405


# The leader and the group


@pytest.fixture
def group(client, paris_26):
    """A leader's link, and the colleague."""
    lead(client, paris_26)
    return link(Registration.objects.get(leader=None)), Registration.objects.get(email="paul@example.org")


def lead(client, day, *, leader="marie", colleagues=("paul",)):
    """Send the form for a group."""
    typed = {}
    for number, name in enumerate(colleagues):
        about = {"first_name": name.capitalize(), "last_name": "Example", "email": f"{name}@example.org"}
        typed |= {f"colleague-{number}-{key}": value for key, value in {**about, "language": "fr"}.items()}
        typed[f"colleague-{number}-days"] = [day.slug]
    send(client, day, email=f"{leader}@example.org", colleagues=str(len(colleagues)), **typed)


def test_leader_has_everything_sent_again_to_the_colleague_alone(client, group):
    token, _paul = group
    page = client.post(url("colleague", token, 1), follow=True)
    assert "We have written to Paul Example again." in text(page)
    assert "paul@example.org" not in text(page)
    assert OutgoingMail.objects.order_by("pk").last().to == "paul@example.org"


def test_leader_sees_that_a_colleague_cancelled_and_sends_nothing(client, group):
    token, paul = group
    lifecycle.cancel(registration=paul, now=NOW)
    assert "Paul Example no day any more" in text(client.get(url("personal", token)))
    before = OutgoingMail.objects.count()
    assert "no longer registered" in text(client.post(url("colleague", token, 1), follow=True))
    assert OutgoingMail.objects.count() == before


def test_leader_learns_nothing_of_who_was_registered_before(client, paris_26):
    paul = register(paris_26, "paul", language="en")
    lead(client, paris_26)
    lead(client, paris_26, leader="boss", colleagues=("nadia",))
    known, new = (
        text(client.get(url("personal", link(Registration.objects.get(email=f"{name}@example.org")))))
        for name in ("marie", "boss")
    )
    shown = known[known.index("Colleagues I registered") : known.index("Each of them")]
    assert shown.replace("Paul", "X") == new[new.index("Colleagues I") : new.index("Each of them")].replace(
        "Nadia", "X"
    )
    assert paul.reference not in known
    # Sending again looks the same, and reaches the owner.
    token = link(Registration.objects.get(email="marie@example.org"))
    assert "We have written to Paul Example again." in text(client.post(url("colleague", token, 1), follow=True))
    lifecycle.cancel(registration=paul, now=NOW)
    assert "Paul Example Paris 26/11 · confirmed" in text(client.get(url("personal", token)))


def test_colleague_reads_the_name_their_leader_typed_and_not_the_one_we_know(client, paris_26):
    register(paris_26)  # Marie Example
    send(client, paris_26, first_name="Eve", last_name="Stranger", colleagues="1", **{
        "colleague-0-first_name": "Paul", "colleague-0-last_name": "P", "colleague-0-email": "paul@example.org",
        "colleague-0-language": "en", "colleague-0-days": [paris_26.slug],
    })  # fmt: skip
    mail = OutgoingMail.objects.get(to="paul@example.org")
    paul = Registration.objects.get(email="paul@example.org")
    own_page = text(client.get(url("own_data", link(paul))))
    for words in (mail.text, mail.html, own_page):
        assert ("Eve Stranger" in words, "Marie" in words) == (True, False)
    erasure.erase(registration=Registration.objects.get(email="marie@example.org"), now=NOW)
    paul.refresh_from_db()
    assert (paul.leader, paul.registered_by) == (None, "")


def test_leader_sees_the_name_they_typed_whatever_the_colleague_makes_of_it(client, group):
    token, paul = group
    upkeep.amend(registration=paul, details={"last_name": "Secret"}, now=NOW)
    assert "Secret" not in text(client.get(url("personal", token)))


def test_leader_no_longer_sees_a_colleague_who_was_erased(client, group):
    token, paul = group
    erasure.erase(registration=paul, now=NOW)
    assert "Paul" not in text(client.get(url("personal", token)))


def test_leader_reaches_nobody_outside_the_group(client, group, paris_26):
    token, paul = group
    before = OutgoingMail.objects.count()
    client.post(url("colleague", token, 2))
    client.post(url("colleague", link(paul), 1))
    assert OutgoingMail.objects.count() == before
    assert client.get(url("colleague", token, 1)).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_personal_page_of_a_leader_asks_the_same_number_of_questions(
    client, paris_26, number, django_assert_num_queries
):
    lead(client, paris_26, colleagues=("paul", "anna", "zoe")[:number])
    token = link(Registration.objects.get(email="marie@example.org"))
    with django_assert_num_queries(11):
        client.get(url("personal", token))
