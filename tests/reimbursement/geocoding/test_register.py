import pytest
from django.core.cache import cache

from reimbursement.distance import Position, Precision
from reimbursement.geocoding import web
from reimbursement.geocoding.register import RegisterEntry, look_up
from reimbursement.geocoding.search import Located, locate
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Candidate, Office
from tests.reimbursement.address_server import (
    BRUSSELS,
    LYON,
    SIREN,
    Answer,
    collection,
    digest,
    empty_register,
    french_address,
    precisions,
    register_answer,
    register_seat,
)

RNA = LegalId("fr-rna", "W691234567")


def test_register_gives_office_and_coordinates_written_as_strings(answering):
    body = register_answer(register_seat())
    server = answering(recherche_entreprises=Answer(body))
    office = Office("12 RUE DES TANNEURS", "69001", "LYON", "FR")
    candidate = Candidate(
        position=Position(45.769, 4.83),
        precision=Precision.STREET,
        label="12 RUE DES TANNEURS, 69001 LYON, FR",
        provider="recherche-entreprises",
        version="2025-04-07",
        raw_digest=digest(body),
    )

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located == Located(
        candidates=(candidate,),
        entry=RegisterEntry(
            name="ATELIER DES TANNEURS",
            siren="732829320",
            is_active=True,
            is_masked=False,
            is_social_economy=True,
            is_association=True,
            rna="W691234567",
            office=office,
            candidate=candidate,
        ),
    )
    assert located.registered_office == office
    # The number alone is sent: with it the service ignores everything else.
    assert server.asked == [("/recherche-entreprises/search", {"q": "732829320", "per_page": "5"})]
    assert server.user_agents == {web.USER_AGENT}


def test_association_is_found_by_its_rna_number(answering):
    answering(recherche_entreprises=Answer(register_answer(register_seat())))

    assert look_up(RNA).siren == "732829320"


def test_search_by_words_must_bring_that_very_number(answering):
    body = register_answer(register_seat(), complements={"identifiant_association": "W691234568"}, siren="356000000")
    answering(recherche_entreprises=Answer(body))

    assert look_up(RNA) is None


@pytest.mark.parametrize("legal_id", [LegalId("be-enterprise", "0403019261"), LegalId("de-vat", "136695976")])
def test_only_french_identifiers_are_looked_up(answering, legal_id):
    server = answering(recherche_entreprises=Answer(register_answer(register_seat())))

    assert look_up(legal_id) is None
    assert server.asked == []


@pytest.mark.parametrize(
    "coordinates",
    [
        {"latitude": "", "longitude": ""},
        {"latitude": None, "longitude": None},
        {"latitude": "[NON-DIFFUSIBLE]", "longitude": "[NON-DIFFUSIBLE]"},
        {"latitude": "nan", "longitude": "nan"},
        {"latitude": "4576.9", "longitude": "4.83"},
    ],
)
def test_register_without_usable_coordinates_still_gives_the_office(answering, coordinates):
    answering(recherche_entreprises=Answer(register_answer(register_seat(**coordinates))))

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located.registered_office == Office("12 RUE DES TANNEURS", "69001", "LYON", "FR")
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


def test_masked_organisation_keeps_its_declared_office(answering):
    masked = dict.fromkeys(
        ("numero_voie", "type_voie", "libelle_voie", "code_postal", "latitude", "longitude"), "[NON-DIFFUSIBLE]"
    )
    seat = register_seat(**masked, statut_diffusion_etablissement="P")
    answering(recherche_entreprises=Answer(register_answer(seat, statut_diffusion="P")))

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert (located.entry.is_masked, located.registered_office) == (True, None)
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


def test_cedex_and_seat_abroad_are_told_as_the_register_has_them(answering):
    seat = register_seat(cedex="69221", libelle_cedex="LYON CEDEX 03", distribution_speciale="CS 40012")
    answering(recherche_entreprises=Answer(register_answer(seat)))
    assert look_up(SIREN).office == Office("12 RUE DES TANNEURS CS 40012", "69221", "LYON CEDEX 03", "FR")

    cache.clear()
    answering(recherche_entreprises=Answer(register_answer(register_seat(code_pays_etranger="99131"))))
    located = locate(office=BRUSSELS, legal_ids=(SIREN,))
    assert located.registered_office.country == ""
    # Not placed by an address whose country is unknown: the declared one is.
    assert [candidate.label for candidate in located.candidates] == ["12 RUE DES TANNEURS, 69001 LYON"]


@pytest.mark.parametrize(
    "body",
    [
        empty_register(),
        {},
        [],
        {"results": None},
        register_answer(None),
        {"erreur": "Veuillez indiquer au moins un paramètre de recherche."},
    ],
)
def test_register_that_knows_nothing_leaves_the_table(answering, body):
    answering(recherche_entreprises=Answer(body))

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located.registered_office is None
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


def test_registered_address_is_what_is_placed(answering):
    """The registered office counts: the address services are asked for the register's address."""
    server = answering(
        recherche_entreprises=Answer(register_answer(register_seat())),
        geoplateforme=Answer(collection(french_address())),
    )

    located = locate(office=Office("1 rue Neuve", "75001", "Paris", "FR"), legal_ids=(SIREN,))

    assert server.asked_of("geoplateforme") == [{"q": "12 RUE DES TANNEURS 69001 LYON", "limit": "5"}]
    assert precisions(located) == [("geoplateforme", Precision.HOUSE)]
