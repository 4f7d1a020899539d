import io
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events.models import Edition
from registration.models import CheckIn
from reimbursement import past_lists
from reimbursement.models import PastParticipation, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

LIST = """organisation,legal_id,country,email,city,attended
Association Marée Basse (loi 1901),732 829 320,FR,jeanne@maree-basse.fr,Brest,yes
SCOP Le Pont,,FR,paul@gmail.com,Lyon,
Les Absents,,FR,a@absents.fr,Metz,no
"""


@pytest.fixture
def past(edition, rule) -> Edition:
    past = Edition.objects.create(
        slug="2023", title="NEC 2023", starts_on=date(2023, 11, 7), ends_on=date(2023, 11, 17), contact_email="x@x.org"
    )
    rule.counted_editions.add(past)
    past_lists.replace_list(edition=past, participants=past_lists.read_list(io.StringIO(LIST)))
    return past


def test_replace_list_keeps_only_what_is_needed(past):
    row = PastParticipation.objects.get(register="fr-siren")
    assert (row.name, row.number, row.domain, row.city, row.attended) == (
        "maree basse",
        "732829320",
        "maree-basse.fr",
        "Brest",
        True,
    )
    kept = str(list(PastParticipation.objects.values()))
    assert [word for word in ("jeanne", "paul", "gmail", "Marée") if word in kept] == []


def test_replace_list_twice_keeps_one_list(past):
    past_lists.replace_list(edition=past, participants=past_lists.read_list(io.StringIO(LIST)))
    assert PastParticipation.objects.count() == 3


@pytest.mark.parametrize(
    ("values", "answer", "status"),
    [
        # Seen before, and every traveller is new.
        ({"legal_id": "FR44732829320"}, "review", Status.REVIEW),
        ({"organisation_name": "Le Pont"}, "review", Status.REVIEW),
        ({"organisation_name": "Les Absents"}, "yes", Status.PRE_ELIGIBLE),
        ({"organisation_name": "Tout autre chose"}, "yes", Status.PRE_ELIGIBLE),
    ],
)
def test_check_compares_with_the_lists_of_the_counted_editions(edition, past, values, answer, status):
    claim = cast.checked(edition, **values)
    assert (claim.first_time_answer, claim.status) == (answer, status)


def test_check_says_no_where_the_organisation_and_the_traveller_came_before(edition, past):
    came = past_lists.Participant("Marée Basse", "marie@marie-asso.fr", legal_id="732829320", attended=True)
    past_lists.replace_list(edition=past, participants=[came])
    claim = cast.checked(edition, legal_id="732829320")
    assert (claim.first_time_answer, claim.verdict, claim.status) == ("no", "no", Status.REVIEW)


def test_check_counts_the_editions_of_the_rule_only(edition, rule, past):
    rule.counted_editions.clear()
    assert cast.checked(edition, legal_id="732829320").first_time_answer == "yes"


def test_registered_takes_who_was_scanned_from_the_door(edition, rule):
    came, stayed = cast.register(edition, "came", organisation="Venus"), cast.register(edition, "stayed")
    assert {person.attended for person in past_lists.registered(edition)} == {None}
    CheckIn.objects.create(registration=came, day=edition.days.last(), half="am", at=NOW)
    found = {person.email: person.attended for person in past_lists.registered(edition)}
    assert found == {came.email: True, stayed.email: False}


def test_load_past_list_says_how_many(past, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    out = StringIO()
    call_command("load_past_list", "2023", str(path), stdout=out)
    assert out.getvalue() == "NEC 2023: 3 participations kept.\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name,mail\n", "line 1: the column email, organisation is missing"),
        (b"organisation,email,attended\nA,a@b.fr,perhaps\n", "line 2: “attended” is yes, no or empty, not 'perhaps'"),
        (b"organisation,email\n\xff,x\n", "can't decode"),
    ],
)
def test_load_past_list_names_the_line_and_keeps_the_old_list(past, tmp_path, content, message):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        call_command("load_past_list", "2023", str(path))
    assert PastParticipation.objects.count() == 3


def test_load_past_list_of_an_unknown_edition_is_refused(db):
    with pytest.raises(CommandError, match="There is no edition '1999'"):
        call_command("load_past_list", "1999")
