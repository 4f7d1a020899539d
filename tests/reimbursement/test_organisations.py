import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.legal_ids import LegalId
from reimbursement.organisations import (
    Coincidence,
    Comparison,
    Likeness,
    Organisation,
    compare,
    name_variants,
    normalise_name,
    token_set_ratio,
)

SIREN = LegalId("fr-siren", "732829320")
OTHER_SIREN = LegalId("fr-siren", "356000000")
RNA = LegalId("fr-rna", "W751234567")
OTHER_RNA = LegalId("fr-rna", "W751234568")
ENTERPRISE = LegalId("be-enterprise", "0403019261")

# Pairs of names written by two colleagues with addresses of one domain, and without any domain.
SAME_NAMES = [
    ("Emmaüs Connect", "emmaus connect"),
    ("Emmaüs Connect", "EMMAÜS  CONNECT"),
    ("Association Emmaüs Connect", "Emmaüs Connect"),
    ("Emmaüs Connect (association loi 1901)", "Emmaüs Connect"),
    ("L’Atelier des Possibles", "Atelier des Possibles"),
    ("L'Atelier des Possibles", "L’Atelier des Possibles"),
    ("Les Petits Débrouillards", "PETITS DEBROUILLARDS"),
    ("La Coopérative du Nord SCIC SAS", "Coopérative du Nord"),
    ("SCOP Le Pavé", "Le Pavé"),
    ("Œuvre sociale & solidaire", "Oeuvre sociale et solidaire"),
    ("Food and Land", "Food & Land"),
    ("Brot und Rosen e.V.", "Brot & Rosen"),
    ("Pan y Rosas S. Coop.", "Pan & Rosas"),
    ("Pane e Rose APS", "Pane & Rose"),
    ("Förderverein Köln e.V.", "Foerderverein Koeln"),
    ("Förderverein Köln e.V.", "Forderverein Koln"),
    ("Straßenkreuzer e.V.", "Strassenkreuzer"),
    ("Genossenschaft Grün eG", "Genossenschaft Gruen"),
    ("Digital Commons gGmbH", "Digital Commons"),
    ("Oxfam Solidariteit vzw", "Oxfam Solidariteit"),
    ("Réseau Wallon asbl", "ASBL Réseau Wallon"),
    ("Stichting De Waag", "Waag"),
    ("The Open Co-op Ltd", "Open Co-op"),
    ("Fundacja Nowa Łąka", "Nowa Laka"),
    ("Kulttuuriosuuskunta Ilo osk", "Kulttuuriosuuskunta Ilo"),
    ("Digital Frihet ry", "Digital Frihet"),
    ("Data, Droits & Libertés", "Data droits et libertes"),
    ("Ｄｉｇｉｔａｌ Ｃｏｍｍｏｎｓ", "Digital Commons"),
    ("Cafe\u0301 Associatif", "Café Associatif"),
    ("Mairie_de_Lyon", "Mairie de Lyon"),
    ("Αλληλεγγύη ΑΜΚΕ", "αλληλεγγυη"),
]
UNCERTAIN_NAMES = [
    ("Emmaüs Connect", "Emmaüs Conect"),
    ("Emmaüs", "Emmaüs Connect"),
    ("Connect Emmaüs", "Emmaüs Connect"),
    ("Secours populaire Lyon 13e", "Secours populaire Lyon 14e"),
    ("Ligue de l’enseignement Nord", "Ligue de l’enseignement"),
    ("Médecins du Monde Belgique", "Médecins du Monde"),
    ("Coopérative Énergie Verte", "Coopératives Énergies Vertes"),
    ("Framasoft", "Framasofts"),
    ("Αλληλεγγύη", "Allilengyi"),
    ("Библиотека", "Biblioteka"),
    ("Τεχνολογία για όλους", "Technologia gia olous"),
    ("Сдружение Работилница", "Sdruzhenie Rabotilnitsa"),
    ("Numérique en Commun", "Numérique en Communs"),
    ("Maison des associations Rennes", "Maison des associations de Rennes"),
]
DIFFERENT_NAMES = [
    ("Emmaüs Lyon", "Emmaüs Paris"),
    ("Emmaüs Connect", "Anticor"),
    ("La Mednum", "HelloAsso"),
    ("Framasoft", "Framatome"),
    ("Les Amis de la Terre", "Les Amis du Livre"),
    ("Coopérative Nord", "Coopérative Sud"),
    ("Latitudes", "Share-it"),
    ("Oxfam", "Anticor"),
    ("Fondation", "Association"),
    ("Data for Good", "Tech for Good"),
    ("Ville de Lille", "Ville de Lens"),
    ("Αθήνα", "Рига"),
    ("Καλλιέργεια", "Framasoft"),
    ("Croix-Rouge", "Croix Bleue"),
    ("SCIC", "SCOP"),
    ("", "Anticor"),
    ("!!!", "???"),
]


def test_there_are_at_least_sixty_pairs():
    assert len(SAME_NAMES) + len(UNCERTAIN_NAMES) + len(DIFFERENT_NAMES) >= 60


@pytest.mark.parametrize(("first", "second"), SAME_NAMES)
def test_same_name_needs_the_domain_to_be_the_same_organisation(first, second):
    mine, yours = Organisation(name=first), Organisation(name=second)
    at_work = [Organisation(name=name, email="a@org.example") for name in (first, second)]

    assert compare(mine, yours).likeness is Likeness.UNCERTAIN
    assert compare(*at_work) == Comparison(Likeness.SAME, frozenset({Coincidence.NAME, Coincidence.DOMAIN}))


@pytest.mark.parametrize(("first", "second"), UNCERTAIN_NAMES)
def test_near_names_are_for_a_person(first, second):
    mine, yours = Organisation(name=first), Organisation(name=second)
    at_work = [Organisation(name=name, email="a@org.example") for name in (first, second)]

    assert compare(mine, yours).likeness is Likeness.UNCERTAIN
    assert compare(*at_work).likeness is Likeness.UNCERTAIN
    assert Coincidence.NAME not in compare(mine, yours).coincidences


@pytest.mark.parametrize(("first", "second"), DIFFERENT_NAMES)
def test_different_names_are_different_organisations(first, second):
    assert compare(Organisation(name=first), Organisation(name=second)) == Comparison(Likeness.DIFFERENT, frozenset())


@pytest.mark.parametrize(
    ("mine", "yours", "likeness", "coincidences"),
    [
        # Identifiers decide alone.
        ({"legal_ids": (SIREN,)}, {"legal_ids": (SIREN,)}, "same", {"legal_id"}),
        (
            {"legal_ids": (SIREN,), "name": "Latitudes"},
            {"legal_ids": (SIREN,), "name": "Anticor"},
            "same",
            {"legal_id"},
        ),
        (
            {"legal_ids": (SIREN,), "name": "Oxfam", "email": "a@ox.example"},
            {"legal_ids": (OTHER_SIREN,), "name": "Oxfam", "email": "b@ox.example"},
            "different",
            {"other_legal_id", "name", "domain"},
        ),
        ({"legal_ids": (SIREN, RNA)}, {"legal_ids": (RNA,)}, "same", {"legal_id"}),
        (
            {"legal_ids": (SIREN, RNA)},
            {"legal_ids": (SIREN, OTHER_RNA)},
            "uncertain",
            {"legal_id", "other_legal_id"},
        ),
        # Identifiers of two registers cannot be compared.
        ({"legal_ids": (SIREN,)}, {"legal_ids": (ENTERPRISE,)}, "different", set()),
        (
            {"legal_ids": (SIREN,), "name": "Oxfam"},
            {"legal_ids": (ENTERPRISE,), "name": "Oxfam"},
            "uncertain",
            {"name"},
        ),
        # Domains.
        ({"email": "a@ox.example"}, {"email": "b@OX.example"}, "uncertain", {"domain"}),
        (
            {"email": "a@ox.example", "name": "Latitudes"},
            {"email": "b@ox.example", "name": "Anticor"},
            "uncertain",
            {"domain"},
        ),
        ({"email": "a@ox.example"}, {"email": "b@lille.ox.example"}, "uncertain", {"related_domain"}),
        ({"email": "a@lyon.ox.example"}, {"email": "b@ox.example"}, "uncertain", {"related_domain"}),
        ({"email": "a@lyon.ox.example"}, {"email": "b@lille.ox.example"}, "different", set()),
        ({"email": "a@box.example"}, {"email": "b@ox.example"}, "different", set()),
        ({"email": "a@gmail.com"}, {"email": "b@gmail.com"}, "different", set()),
        (
            {"email": "a@orange.fr", "name": "Oxfam"},
            {"email": "b@orange.fr", "name": "Oxfam"},
            "uncertain",
            {"name"},
        ),
        # Town, address, account and representative only add to what else is known.
        ({"name": "Oxfam", "city": "Lille"}, {"name": "OXFAM", "city": "LILLE"}, "uncertain", {"name", "city"}),
        ({"city": "Lille"}, {"city": "lille"}, "different", {"city"}),
        ({"address": "1, rue d’Artois"}, {"address": "1 RUE D'ARTOIS"}, "different", {"address"}),
        ({"account": "f00d"}, {"account": "f00d"}, "different", {"account"}),
        ({"representative": "f00d"}, {"representative": "f00d"}, "different", {"representative"}),
        ({}, {}, "different", set()),
    ],
)
def test_evidence_decides_by_its_strength(mine, yours, likeness, coincidences):
    expected = Comparison(Likeness(likeness), frozenset(Coincidence(word) for word in coincidences))

    assert compare(Organisation(**mine), Organisation(**yours)) == expected
    assert compare(Organisation(**yours), Organisation(**mine)) == expected


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        ("Association loi 1901", "association"),
        ("SCIC", "scic"),
        ("Les", "les"),
        ("L’Association", "association"),
        ("La Coopérative du Nord SCIC", "cooperative du nord"),
        ("Emmaüs 13e Nord", "emmaus 13e nord"),
        ("Fonds de dotation pour le climat", "pour le climat"),
        ("", ""),
    ],
)
def test_normalising_never_leaves_a_named_organisation_nameless(name, normalised):
    assert normalise_name(name) == normalised


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("a b", "b a", 100.0),
        ("a b c", "a b", 100.0),
        ("abcd", "abcd", 100.0),
        ("abcd", "efgh", 0.0),
        ("", "", 0.0),
        ("emmaus lyon", "emmaus paris", 70.6),
    ],
)
def test_token_set_ratio_ignores_order_and_repetition(first, second, ratio):
    assert token_set_ratio(first, second) == pytest.approx(ratio, abs=0.05)


names = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


@given(names, names)
def test_comparison_is_the_same_both_ways(first, second):
    mine, yours = Organisation(name=first), Organisation(name=second)

    assert compare(mine, yours) == compare(yours, mine)


@given(names)
def test_normalising_twice_changes_nothing(name):
    once = normalise_name(name)

    assert normalise_name(once) == once
    assert once in name_variants(name)


@given(names)
def test_a_name_is_itself_in_capitals(name):
    other = name.upper()
    expected = Likeness.UNCERTAIN if normalise_name(name) and normalise_name(other) else Likeness.DIFFERENT

    assert compare(Organisation(name=name), Organisation(name=other)).likeness is expected
