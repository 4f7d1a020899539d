import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.legal_ids import InvalidLegalId, LegalId, LegalIdProblem, read_legal_id


@pytest.mark.parametrize(
    ("text", "country", "register", "number"),
    [
        ("732 829 320", "FR", "fr-siren", "732829320"),
        ("732 829 320 00074", "FR", "fr-siren", "732829320"),
        ("732.829.320-00074", "FR", "fr-siren", "732829320"),
        ("FR 44 732 829 320", "FR", "fr-siren", "732829320"),
        ("fr44732829320", "RE", "fr-siren", "732829320"),
        ("７３２８２９３２０", "FR", "fr-siren", "732829320"),
        # The post office: its establishments follow a sum of their own.
        ("356 000 000 00048", "FR", "fr-siren", "356000000"),
        ("w751234567", "FR", "fr-rna", "W751234567"),
        ("W2A1000123", "FR", "fr-rna", "W2A1000123"),
        ("FR 53 000 004 605", "FR", "mc-tva", "000004605"),
        ("BE 0403.019.261", "BE", "be-enterprise", "0403019261"),
        ("403.019.261", "BE", "be-enterprise", "0403019261"),
        ("0403019261", "BE", "be-enterprise", "0403019261"),
        ("DE 136 695 976", "DE", "de-vat", "136695976"),
        ("G-28197564", "ES", "es-nif", "G28197564"),
        ("IT 00743110157", "IT", "it-vat", "00743110157"),
        ("NL004495445B01", "NL", "nl-vat", "004495445B01"),
        ("12345678", "NL", "nl-kvk", "12345678"),
        ("CHE-100.155.212 MWST", "CH", "ch-uid", "CHE100155212"),
        ("CHE-100.155.212", "CH", "ch-uid", "CHE100155212"),
        ("2077474-0", "FI", "fi-ytunnus", "20774740"),
        ("FI20774740", "FI", "fi-ytunnus", "20774740"),
        ("SE123456789701", "SE", "se-orgnr", "1234567897"),
        ("123456-7897", "SE", "se-orgnr", "1234567897"),
        ("988 077 917", "NO", "no-orgnr", "988077917"),
        ("NO 995 525 828 MVA", "NO", "no-orgnr", "995525828"),
        ("PL 8567346215", "PL", "pl-nip", "8567346215"),
        ("EL 094259216", "GR", "gr-vat", "094259216"),
        ("01234567", "GB", "gb-company", "01234567"),
        ("SC123456", "GB", "gb-company", "SC123456"),
        ("PT 501 964 843", "PT", "pt-vat", "501964843"),
        ("LU 150 274 42", "LU", "lu-vat", "15027442"),
    ],
)
def test_identifier_becomes_its_canonical_form(text, country, register, number):
    assert read_legal_id(text, country=country) == LegalId(register, number)


@pytest.mark.parametrize(
    ("text", "country", "problem"),
    [
        ("", "FR", LegalIdProblem.EMPTY),
        (" - ", "FR", LegalIdProblem.EMPTY),
        ("732 829 321", "FR", LegalIdProblem.CHECKSUM),
        ("732 829 320 00075", "FR", LegalIdProblem.CHECKSUM),
        ("FR45 732 829 320", "FR", LegalIdProblem.CHECKSUM),
        ("73282932", "FR", LegalIdProblem.LENGTH),
        ("not a number", "FR", LegalIdProblem.FORMAT),
        ("W12345", "FR", LegalIdProblem.FORMAT),
        ("0403.019.262", "BE", LegalIdProblem.CHECKSUM),
        ("2.111.111.111", "BE", LegalIdProblem.ESTABLISHMENT),
        ("DE136695977", "DE", LegalIdProblem.CHECKSUM),
        ("1234", "DE", LegalIdProblem.LENGTH),
        # A Spanish identity card is a person's.
        ("54362315K", "ES", LegalIdProblem.FORMAT),
        ("12", "IS", LegalIdProblem.LENGTH),
        ("12345678", "XK", LegalIdProblem.FORMAT),
        ("732829320", "", LegalIdProblem.FORMAT),
    ],
)
def test_what_is_no_identifier_says_why(text, country, problem):
    with pytest.raises(InvalidLegalId) as caught:
        read_legal_id(text, country=country)

    assert caught.value.problem is problem


@given(st.text(), st.sampled_from(["FR", "BE", "DE", "ES", "NL", "GB", "SE", "IS", "XX", ""]))
def test_any_text_is_read_or_refused(text, country):
    try:
        legal_id = read_legal_id(text, country=country)
    except InvalidLegalId:
        return
    assert read_legal_id(legal_id.number, country=country).number == legal_id.number
