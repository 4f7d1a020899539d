from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from reimbursement.geocoding.register import RegisterEntry, find_by_name
from reimbursement.geocoding.search import Registered, ask_registers
from reimbursement.geocoding.vat import look_up
from reimbursement.geocoding.web import ServiceFailed
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Office
from tests.reimbursement.address_server import Answer, empty_register, register_answer, register_seat

BELGIAN = LegalId("be-enterprise", "0403019261")
TANNERS = Office("12 rue des Tanneurs", "69001", "Lyon", "FR")


def vies(**changes: object) -> dict[str, object]:
    return {
        "isValid": True,
        "requestDate": "2025-10-08T09:30:02.124Z",
        "userError": "VALID",
        "name": "ASBL Le Pont Commun",
        "address": "Rue Neuve 3\n4000 Liège",
        "originalVatNumber": "0403019261",
        "vatNumber": "0403019261",
        **changes,
    }


def test_vat_register_gives_name_and_office_of_a_belgian_number(answering):
    server = answering(vies=Answer(vies()))
    assert look_up(BELGIAN) == RegisterEntry(
        name="ASBL Le Pont Commun",
        siren="",
        is_active=True,
        is_masked=False,
        is_social_economy=False,
        is_association=False,
        rna="",
        office=Office("Rue Neuve 3", "4000", "Liège", "BE"),
        candidate=None,
        source="vies",
    )
    assert server.asked == [("/vies/ms/BE/vat/0403019261", {})]


@pytest.mark.parametrize(
    ("number", "address", "office"),
    [
        (LegalId("pt-vat", "516123459"), "RUA DA ROSA 57\n1200-384 LISBOA", ("RUA DA ROSA 57", "1200-384", "LISBOA")),
        (LegalId("nl-vat", "516123459B01"), "\nKADE 00001\n1012AB AMSTERDAM\n", ("KADE 00001", "1012AB", "AMSTERDAM")),
        (LegalId("it-vat", "00743110157"), "VIA ROMA 1 \n20121 MILANO MI\n", ("VIA ROMA 1", "20121", "MILANO MI")),
        (LegalId("lu-vat", "15027442"), "1, RUE DU BAC\nL-1234  ESCH", ("1, RUE DU BAC", "L-1234", "ESCH")),
        (LegalId("de-vat", "136695976"), "---", ("", "", "")),
        (LegalId("ie-vat", "6388047V"), "3RD FLOOR, GORDON HOUSE, BARROW STREET, DUBLIN 4", ("", "", "")),
    ],
)
def test_vat_register_writes_addresses_in_lines(answering, number, address, office):
    answering(vies=Answer(vies(address=address, name="---" if address == "---" else "X")))
    found = look_up(number).office
    assert (found.street, found.postcode, found.city) == office


def test_greece_calls_itself_otherwise_in_the_vat_register(answering):
    server = answering(vies=Answer(vies(address="ΕΡΜΟΥ 1\n10563 ΑΘΗΝΑ")))
    assert look_up(LegalId("gr-vat", "094259216")).office.country == "GR"
    assert server.asked[0][0] == "/vies/ms/EL/vat/094259216"


def test_vat_register_does_not_know_the_number(answering):
    answering(vies=Answer(vies(isValid=False, userError="INVALID", name="---", address="---")))
    assert look_up(BELGIAN) is None


@pytest.mark.parametrize("legal_id", [LegalId("fr-siren", "732829320"), LegalId("pl-nip", "1234563218")])
def test_other_numbers_are_not_asked_of_the_vat_register(answering, legal_id):
    server = answering(vies=Answer(vies()))
    assert (look_up(legal_id), server.asked) == (None, [])


@pytest.mark.parametrize(
    "answer",
    [
        Answer(vies(isValid=False, userError="MS_UNAVAILABLE")),
        Answer({"actionSucceed": False, "errorWrappers": [{"error": "MS_MAX_CONCURRENT_REQ"}]}),
        Answer(["?"]),
        Answer(status=500),
    ],
)
def test_closed_vat_register_is_a_failure_and_not_remembered(answering, answer):
    with time_machine.travel(datetime(2025, 10, 15, 9, tzinfo=UTC), tick=False) as clock:
        server = answering(vies=answer)
        with pytest.raises(ServiceFailed):
            look_up(BELGIAN)
        server.answers["vies"] = Answer(vies())
        clock.shift(timedelta(minutes=6))
        assert look_up(BELGIAN).name == "ASBL Le Pont Commun"


@pytest.mark.parametrize(
    ("registered", "asked", "found"),
    [
        ("ATELIER DES TANNEURS", "L’Atelier des Tanneurs", True),
        ("ATELIER DES TANNEURS (ADT)", "association Atelier des tanneurs", True),
        ("ATELIER DES BOUCHERS", "Atelier des tanneurs", False),
    ],
)
def test_register_finds_one_namesake_in_a_postcode(answering, registered, asked, found):
    server = answering(recherche_entreprises=Answer(register_answer(register_seat(), nom_complet=registered)))
    assert (find_by_name(asked, postcode="69001") is not None) is found
    expected = {"q": asked, "code_postal": "69001", "etat_administratif": "A", "per_page": "5"}
    assert server.asked_of("recherche-entreprises") == [expected]


def test_register_with_two_namesakes_names_none(answering):
    body = register_answer(register_seat())
    answering(recherche_entreprises=Answer({**body, "results": body["results"] * 2}))
    assert find_by_name("Atelier des tanneurs", postcode="69001") is None


@pytest.mark.parametrize(("name", "postcode"), [("", "69001"), ("Atelier", ""), ("Atelier", "L-1234")])
def test_register_is_not_asked_without_a_name_and_a_french_postcode(answering, name, postcode):
    server = answering(recherche_entreprises=Answer(empty_register()))
    assert (find_by_name(name, postcode=postcode), server.asked) == (None, [])


def test_ask_registers_says_that_only_the_name_led_there(answering):
    answering(recherche_entreprises=Answer(register_answer(register_seat())))
    by_name = ask_registers(name="Atelier des tanneurs", office=TANNERS, legal_ids=())
    by_number = ask_registers(name="x", office=TANNERS, legal_ids=(LegalId("fr-siren", "732829320"),))
    assert (by_name.is_namesake, by_number.is_namesake) == (True, False)
    assert by_name.entry.siren == by_number.entry.siren == "732829320"


@pytest.mark.parametrize("legal_ids", [(), (LegalId("fr-siren", "732829320"),)])
def test_ask_registers_never_fails(answering, legal_ids):
    answering(recherche_entreprises=Answer(status=429, headers={"Retry-After": "7"}))
    found = ask_registers(name="Atelier des tanneurs", office=TANNERS, legal_ids=legal_ids)
    assert found == Registered(None, failed_services=("recherche-entreprises",), retry_after=7)
