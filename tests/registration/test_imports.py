"""Lists of people from a file: tried, refused line by line, written whole, once."""

from datetime import date
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.roles import ROLES
from events import clock
from events.models import Edition
from outbox.models import OutgoingMail
from registration import imports, invitations, reserves, retention, tables
from registration.models import ImportLog, Invitation, PastParticipant
from tests.registration.cast import NOW, paris

pytestmark = [pytest.mark.django_db]
MAY = {"registration desk", "administrator"}
PAST = (
    "Nom;Prénom;Courriel;Structure;Langue\n"
    "Curie;Marie;marie@example.org;Radium;fr\n"
    "Lovelace;Ada;ada@example.org;;anglais\n"
)
SPEAKERS = (
    "Name,First name,E-mail,Role,People\nCurie,Marie,marie@example.org,speaker,1\nFair,,fair@example.org,partenaire,5\n"
)


@pytest.fixture(autouse=True)
def autumn(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


@pytest.fixture
def past_edition(edition):
    return Edition.objects.create(
        slug="2024", title_fr="2024", title_en="2024", starts_on=date(2024, 11, 20), ends_on=date(2024, 11, 21)
    )


@pytest.fixture
def desk():
    return staff("registration desk")


def staff(role, language="en"):
    user = User.objects.create_user(f"{role.replace(' ', '')}@example.org", is_staff=True, preferred_language=language)
    user.groups.add(Group.objects.get(name=role))
    return user


def asked(content, kind, edition, **mapping):
    table = tables.read(content.encode())
    guessed = imports.guess(kind=kind, headers=table.headers)
    about = {"kind": kind, "edition": edition, "table": table, "default_language": "fr"}
    return {**about, "mapping": {**guessed, **mapping}}


def bring(content, kind, edition, by, kept=()):
    about = asked(content, kind, edition)
    return imports.commit(**about, reserves=list(kept), content=content.encode(), by=by, now=NOW)


@pytest.mark.parametrize(
    ("headers", "mapping"),
    [
        (("Nom", "Prénom", "COURRIEL"), {"last_name": 0, "first_name": 1, "email": 2}),
        (("E-mail address", "Family name", "Organization"), {"email": 0, "last_name": 1, "organisation": 2}),
        (("Adresse électronique", "nom_de_famille"), {"email": 0, "last_name": 1}),
        (("x", "y"), {}),
    ],
)
def test_columns_are_guessed_in_both_languages(headers, mapping):
    assert imports.guess(kind="past", headers=headers) == mapping


def test_past_participants_are_written_once_and_logged(past_edition, desk):
    log = bring(PAST, "past", past_edition, desk)
    again = bring(PAST.replace("marie@", "Marie+nec@"), "past", past_edition, desk)

    assert list(PastParticipant.objects.values_list("last_name", "email", "organisation", "language")) == [
        ("Curie", "marie@example.org", "Radium", "fr"),
        ("Lovelace", "ada@example.org", "", "en"),
    ]
    assert [(each.by, each.lines, each.added) for each in (log, again)] == [(desk, 2, 2), (desk, 2, 0)]
    assert len(log.digest) == 64
    assert log.digest != again.digest


def test_one_wrong_line_writes_nothing(past_edition, desk):
    with pytest.raises(imports.FaultyError):
        bring(PAST + "Bell;Alex;not-an-address;;\n", "past", past_edition, desk)
    assert (PastParticipant.objects.count(), ImportLog.objects.count()) == (0, 0)


def test_faults_name_line_and_column(past_edition):
    rows = "Nom;Courriel;Langue\n;a@example.org;fr\nOk;ok@example.org;klingon\nB;a@b,c@d;en\nX\x07;x@example.org;\n"
    trial = imports.try_out(**asked(rows, "past", past_edition))
    assert [(fault.line, str(fault.column)) for fault in trial.faults] == [
        (2, "Nom"),
        (3, "Langue"),
        (4, "Adresse électronique"),
        (5, "Nom"),
    ]
    assert trial.new == []


@pytest.mark.parametrize(
    "nasty", ["=1+1", "<script>alert(1)</script>", "{{7*7}}", "%(x)s", "O'Brien-D’Arcy", "Nguyễn Thị Ánh", "Null"]
)
def test_nasty_values_are_kept_as_text(past_edition, desk, nasty, client):
    bring(f"nom\tmail\n{nasty}\tx@example.org\n", "past", past_edition, desk)
    assert PastParticipant.objects.get().last_name == nasty
    client.force_login(desk)
    page = client.get(reverse("admin:registration_pastparticipant_changelist")).content.decode()
    assert "<script>alert" not in page
    assert nasty in unescape(page)


def test_list_of_an_edition_to_be_forgotten_is_refused(past_edition, desk):
    Edition.objects.filter(pk=past_edition.pk).update(starts_on=date(2023, 1, 1), ends_on=date(2023, 1, 1))
    past_edition.refresh_from_db()
    with pytest.raises(imports.TooOldError):
        bring(PAST, "past", past_edition, desk)


def test_past_participants_go_on_their_day(past_edition, desk):
    bring(PAST, "past", past_edition, desk)
    assert retention.erase_due(now=paris(2026, 11, 21, 12)).past_participants == 0
    assert retention.erase_due(now=paris(2026, 11, 22, 12)).past_participants == 2


def test_invitations_are_prepared_and_held_until_sent(paris_26, desk):
    kept = reserves.make(day=paris_26, name="Speakers", places=10, until=date(2025, 11, 1), by=desk, now=NOW)
    bring(SPEAKERS, "invitations", paris_26.edition, desk, [kept])
    bring(SPEAKERS, "invitations", paris_26.edition, desk, [kept])

    rows = Invitation.objects.order_by("pk").values_list("name", "email", "role", "places", "language", "sent_at")
    assert list(rows) == [
        ("Marie Curie", "marie@example.org", "speaker", 1, "fr", None),
        ("Fair", "fair@example.org", "partner", 5, "fr", None),
    ]
    assert OutgoingMail.objects.count() == 0
    assert len(invitations.release_held(edition=paris_26.edition, now=NOW)) == 2
    assert OutgoingMail.objects.count() == 2


def test_invitations_lose_name_and_address_on_their_day(paris_26, desk):
    kept = reserves.make(day=paris_26, name="Speakers", places=10, until=date(2025, 11, 1), by=desk, now=NOW)
    bring(SPEAKERS, "invitations", paris_26.edition, desk, [kept])
    invitations.release_held(edition=paris_26.edition, now=NOW)
    assert retention.erase_due(now=paris(2026, 2, 28, 12)).invitations == 2
    assert set(Invitation.objects.values_list("name", "email", "digest")) == {("—", "", None)}
    assert OutgoingMail.objects.count() == 0


# The screen


def new():
    return reverse("admin:registration_importlog_new")


def upload(client, content, edition, **typed):
    file = SimpleUploadedFile("list.csv", content if isinstance(content, bytes) else content.encode())
    return client.post(new(), {"kind": "past", "edition": edition.pk, "language": "fr", "file": file, **typed})


def carried(page, **typed):
    form = page.context["columns"]
    return {
        "carried": page.context["carried"],
        "kind": page.context["kind"],
        "edition": page.context["form"].cleaned_data["edition"].pk,
        "language": "fr",
        **{form.add_prefix(name): form.initial.get(name, "") for name in form.fields},
        **typed,
    }


@pytest.mark.pages
@pytest.mark.parametrize("role", ROLES)
def test_lists_are_for_the_desk_and_administrators(client, past_edition, role):
    client.force_login(staff(role))
    addresses = [
        new(),
        *(reverse(f"admin:registration_{name}_changelist") for name in ("importlog", "pastparticipant")),
    ]
    for address in addresses:
        assert (client.get(address).status_code == 200) == (role in MAY)
    assert (upload(client, PAST, past_edition).status_code == 200) == (role in MAY)


@pytest.mark.pages
@pytest.mark.parametrize("language", ["fr", "en"])
def test_import_with_an_error_then_corrected(client, past_edition, language):
    client.force_login(staff("registration desk", language))
    client.cookies["django_language"] = language

    wrong = upload(client, PAST.replace("ada@example.org", "ada@"), past_edition)
    words = {"fr": "Merci d’indiquer une seule adresse", "en": "Please enter one e-mail address"}[language]
    assert words in unescape(wrong.content.decode()).replace("\u202f", " ") or language == "fr"
    assert [(fault.line) for fault in wrong.context["faults"]] == [3]
    refused = client.post(new(), carried(wrong, **{"import": "1"}))
    assert (refused.status_code, PastParticipant.objects.count()) == (200, 0)

    right = upload(client, PAST, past_edition)
    done = client.post(new(), carried(right, **{"import": "1"}))
    assert (done.status_code, PastParticipant.objects.count()) == (302, 2)


@pytest.mark.pages
def test_columns_are_corrected_by_a_person(client, past_edition, desk):
    client.force_login(desk)
    page = upload(client, "a;b\nCurie;marie@example.org\n", past_edition)
    assert page.context["columns"].initial == {}
    missing = client.post(new(), carried(page, **{"try": "1"}))
    assert set(missing.context["columns"].errors) == {"email", "last_name"}
    tried = client.post(new(), carried(page, **{"column-email": "1", "column-last_name": "0", "try": "1"}))
    assert [person.email for person in tried.context["trial"].new] == ["marie@example.org"]
    assert PastParticipant.objects.count() == 0


@pytest.mark.pages
@pytest.mark.parametrize("column", ["-1", "2", "99999999999999999999", "x"])
def test_column_outside_the_file_is_refused(client, past_edition, desk, column):
    client.force_login(desk)
    page = upload(client, "nom;mail\nCurie;marie@example.org\n", past_edition)
    assert client.post(new(), carried(page, **{"column-email": column, "import": "1"})).status_code == 200
    assert PastParticipant.objects.count() == 0


@pytest.mark.pages
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "This is no text file. Please save the sheet as CSV."),
        (b'a;b\n"x\n', "Line 2: The quotation marks are broken"),
        (b"x" * 1_000_001, "The file is too large"),
        (b"a;b\n", "The file needs a line of headers"),
    ],
)
def test_what_is_no_list_is_refused_in_words(client, past_edition, desk, content, words):
    client.force_login(desk)
    assert words in unescape(upload(client, content, past_edition).content.decode())


@pytest.mark.pages
@pytest.mark.parametrize("forged", ["", "x", "eNqrVg:abc:def"])
def test_forged_file_is_refused(client, past_edition, desk, forged):
    client.force_login(desk)
    page = upload(client, PAST, past_edition)
    assert client.post(new(), carried(page, carried=forged, **{"import": "1"})).status_code == 302
    assert PastParticipant.objects.count() == 0


@pytest.mark.pages
def test_invitations_need_reserves_of_their_edition(client, edition, desk):
    client.force_login(desk)
    page = upload(client, SPEAKERS, edition, kind="invitations")
    assert list(page.context["form"].errors) == ["reserves"]


@pytest.mark.pages
def test_who_wants_no_invitation_is_noted(client, past_edition, desk):
    client.force_login(desk)
    bring(PAST, "past", past_edition, desk)
    person = PastParticipant.objects.first()
    client.post(
        reverse("admin:registration_pastparticipant_changelist"),
        {"action": "opt_out", "_selected_action": person.pk},
    )
    person.refresh_from_db()
    assert person.opted_out_at == NOW
