import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.bank_xml import MOST_BYTES, find_all, parse, text_at
from reimbursement.sepa import Batch, Debtor, Transfer, UnpayableName, Version, build, digest, end_to_end_id
from reimbursement.sepa_check import Fault, Found, faults_of

FRENCH, GERMAN, BELGIAN = "FR1420041010050500013M02606", "DE89370400440532013000", "BE68539007547034"
TWO = (
    Transfer(
        "C-1-1",
        94_800,
        "Förderverein Köln e.V. & Œuvre",
        GERMAN,
        "NEC ESS 2025 défraiement C-1",
        town="Köln",
        country="DE",
    ),
    Transfer("C-2-1", 94_800, "Αλληλεγγύη", BELGIAN, "NEC ESS 2025 défraiement C-2", bic="GEBABEBB"),
)


def batch(*transfers, **changes):
    usual = {
        "message_id": "NEC-2025-001",
        "created_at": datetime(2025, 12, 1, 9, 30, 15),
        "execution_date": date(2025, 12, 2),
        "debtor": Debtor("Social Good Accelerator", FRENCH),
        "transfers": transfers or TWO,
    }
    return Batch(**{**usual, **changes})


@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize("bic", ["", "CCOPFRPPXXX"])
def test_file_is_accepted_by_the_schema_and_by_our_own_checks(version, bic):
    content = build(batch(debtor=Debtor("Social Good Accelerator", FRENCH, bic)), version)

    assert faults_of(content) == []


def test_file_says_what_the_batch_says():
    root = parse(build(batch()))
    payment = find_all(root, "CstmrCdtTrfInitn", "PmtInf")[0]
    paid = [
        (
            text_at(one, "PmtId", "EndToEndId"),
            text_at(one, "Amt", "InstdAmt"),
            text_at(one, "Cdtr", "Nm"),
            text_at(one, "Cdtr", "PstlAdr", "TwnNm"),
            text_at(one, "CdtrAcct", "Id", "IBAN"),
            text_at(one, "CdtrAgt", "FinInstnId", "BICFI"),
            text_at(one, "RmtInf", "Ustrd"),
        )
        for one in find_all(payment, "CdtTrfTxInf")
    ]

    assert text_at(root, "CstmrCdtTrfInitn", "GrpHdr", "CtrlSum") == "1896.00"
    assert text_at(root, "CstmrCdtTrfInitn", "GrpHdr", "CreDtTm") == "2025-12-01T09:30:15"
    assert text_at(payment, "ReqdExctnDt", "Dt") == "2025-12-02"
    assert paid == [
        ("C-1-1", "948.00", "Forderverein Koln e.V. + Oeuvre", "Koln", GERMAN, "", "NEC ESS 2025 defraiement C-1"),
        ("C-2-1", "948.00", "Allileggyi", "", BELGIAN, "GEBABEBB", "NEC ESS 2025 defraiement C-2"),
    ]


@pytest.mark.parametrize("version", Version)
def test_same_batch_gives_the_same_bytes(version):
    assert build(batch(), version) == build(batch(), version)
    assert digest(build(batch(), version)) == digest(build(batch(), version))
    assert digest(build(batch(), version)) != digest(build(batch(message_id="NEC-2025-002"), version))


def test_names_are_cut_at_seventy_characters():
    root = parse(build(batch(Transfer("C-1-1", 94_800, "É" * 90, GERMAN, "x" * 200))))

    assert text_at(root, "*", "Cdtr", "Nm") == "E" * 70
    assert text_at(root, "*", "Ustrd") == "x" * 140


@pytest.mark.parametrize("name", ["", "東京", "😀"])
def test_name_that_cannot_be_written_stops_the_file(name):
    with pytest.raises(UnpayableName):
        build(batch(Transfer("C-1-1", 94_800, name, GERMAN, "x")))


def test_town_without_country_is_left_out():
    content = build(batch(Transfer("C-1-1", 94_800, "Org", GERMAN, "x", town="Köln")))

    assert b"PstlAdr" not in content
    assert faults_of(content) == []


@pytest.mark.parametrize(
    ("reference", "attempt", "identifier"),
    [
        ("7KQ4-M2PD", 1, "7KQ4-M2PD-1"),
        ("7KQ4-M2PD", 12, "7KQ4-M2PD-12"),
        ("NEC 2025 é" * 9, 3, "NEC2025eNEC2025eNEC2025eNEC2025eN-3"),
    ],
)
def test_identifier_is_short_stable_and_new_for_each_attempt(reference, attempt, identifier):
    assert end_to_end_id(reference, attempt) == identifier
    assert len(identifier) <= 35


def test_two_hundred_transfers_take_less_than_half_a_second():
    many = [Transfer(f"C-{number}-1", 94_800, "Förderverein Köln", GERMAN, "NEC ESS 2025") for number in range(200)]
    faults_of(build(batch()))  # the schema is read once per process

    started = time.process_time()
    content = build(batch(*many))
    assert faults_of(content) == []
    assert time.process_time() - started < 0.5


# Wrong files -------------------------------------------------------------------------------------------------------

ONE = b'<InstdAmt Ccy="EUR">948.00</InstdAmt>'
TOTALS_OF_ONE = ((b"<CtrlSum>1896.00", b"<CtrlSum>948.00"),) * 2
TOWN = b"<TwnNm>Koln</TwnNm>"
SECOND = b"<EndToEndId>C-2-1"
BANK = b"<Othr>\n      <Id>NOTPROVIDED</Id>\n     </Othr>"


def spoilt(*changes, version=Version.V09):
    """A good file with these pieces of text replaced, each once unless it says otherwise."""
    content = build(batch(), version)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return content


def amount(written, *changes):
    return spoilt((ONE, ONE.replace(b"948.00", written.encode())), *changes)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        # Amounts and totals.
        (amount("948.001"), [(Fault.TOTAL, "GrpHdr"), (Fault.TOTAL, "PmtInf"), (Fault.AMOUNT, "C-1-1")]),
        (amount("948.000"), [(Fault.AMOUNT, "C-1-1")]),
        (amount("948"), [(Fault.AMOUNT, "C-1-1")]),
        (amount("0.00", *TOTALS_OF_ONE), [(Fault.AMOUNT, "C-1-1")]),
        (spoilt((ONE, ONE.replace(b"EUR", b"USD"))), [(Fault.CURRENCY, "C-1-1")]),
        (spoilt((b"<CtrlSum>1896.00", b"<CtrlSum>1896.01")), [(Fault.TOTAL, "GrpHdr")]),
        (spoilt((b"<NbOfTxs>2", b"<NbOfTxs>3")), [(Fault.NUMBER_OF_TRANSFERS, "GrpHdr")]),
        # Accounts.
        (spoilt((GERMAN.encode(), b"DE88370400440532013000")), [(Fault.IBAN, "C-1-1")]),
        (spoilt((GERMAN.encode(), b"TR330006100519786457841326")), [(Fault.NOT_SEPA, "C-1-1")]),
        (spoilt((FRENCH.encode(), b"FR1320041010050500013M02606")), [(Fault.IBAN, "DbtrAcct")]),
        # Text.
        (spoilt((b"<Nm>Forderverein Koln e.V. + Oeuvre", b"<Nm>" + b"x" * 71)), [(Fault.NAME, "Nm")]),
        (spoilt((b"<Nm>Allileggyi", "<Nm>Αλληλεγγύη".encode())), [(Fault.CHARACTERS, "Nm")]),
        (spoilt((b"<Nm>Allileggyi", b"<Nm>A &amp; B")), [(Fault.CHARACTERS, "Nm")]),
        (spoilt((b"defraiement C-1", b"x" * 128)), [(Fault.SCHEMA, "line 63")]),
        (spoilt((BANK, b"")), [(Fault.EMPTY_ELEMENT, "FinInstnId")]),
        # Addresses.
        (spoilt((TOWN, b"<AdrLine>1 Domplatz</AdrLine>"), (b"<Ctry>DE</Ctry>", b"")), [(Fault.ADDRESS, "C-1-1")]),
        (spoilt((TOWN, b"")), [(Fault.ADDRESS, "C-1-1")]),
        # Identifiers.
        (spoilt((SECOND, b"<EndToEndId>C-1-1")), [(Fault.IDENTIFIER_TWICE, "C-1-1")]),
        (spoilt((SECOND, b"<EndToEndId>/C-2-1")), [(Fault.IDENTIFIER, "EndToEndId")]),
        (spoilt((SECOND, b"<EndToEndId>C//2-1")), [(Fault.IDENTIFIER, "EndToEndId")]),
        (spoilt((SECOND, b"<EndToEndId>" + b"x" * 36)), [(Fault.SCHEMA, "line 68")]),
        # Service and date.
        (spoilt((b"<Cd>SEPA</Cd>", b"<Cd>URGP</Cd>")), [(Fault.SERVICE, "PmtInf")]),
        (spoilt((b"<ChrgBr>SLEV", b"<ChrgBr>SHAR")), [(Fault.SERVICE, "PmtInf")]),
        (spoilt((b"<Dt>2025-12-02", b"<Dt>2025-11-30")), [(Fault.EXECUTION_DATE, "ReqdExctnDt")]),
        (
            spoilt((b"<ReqdExctnDt>2025-12-02", b"<ReqdExctnDt>2025-11-30"), version=Version.V03),
            [(Fault.EXECUTION_DATE, "ReqdExctnDt")],
        ),
        # The file itself.
        (spoilt((b"<PmtMtd>TRF", b"<PmtMtd>XXX")), [(Fault.SCHEMA, "line 15")]),
        (spoilt((b"pain.001.001.09", b"pain.001.001.10")), [(Fault.VERSION, "")]),
        (b"<a/>", [(Fault.VERSION, "")]),
        (b"not xml", [(Fault.UNREADABLE, "")]),
        (b"", [(Fault.UNREADABLE, "")]),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", [(Fault.UNREADABLE, "")]),
        (b"<a>" + b" " * MOST_BYTES, [(Fault.UNREADABLE, "")]),
        (spoilt()[:-30], [(Fault.UNREADABLE, "")]),
    ],
)
def test_wrong_file_is_refused_for_its_fault(content, found):
    assert faults_of(content) == [Found(*fault) for fault in found]


def test_amount_in_another_form_is_no_sum():
    content = spoilt(
        (ONE, b'<EqvtAmt><Amt Ccy="USD">948.00</Amt><CcyOfTrf>USD</CcyOfTrf></EqvtAmt>'),
    )

    assert {found.fault for found in faults_of(content)} == {Fault.TOTAL}


names = st.text(min_size=1, max_size=120)


@given(st.lists(st.tuples(names, names, st.integers(1, 99_999_999)), min_size=1, max_size=5), st.sampled_from(Version))
def test_whatever_people_are_called_the_file_is_good(rows, version):
    transfers = [
        Transfer(end_to_end_id(f"C-{number}", 1), cents, f"Org {name}", GERMAN, f"Ref {text}", town=name, country="DE")
        for number, (name, text, cents) in enumerate(rows)
    ]

    assert faults_of(build(batch(*transfers), version)) == []
