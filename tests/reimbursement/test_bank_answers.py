import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.bank_answers import BankAnswer, Fate, Line, Problem, UnreadableAnswer, read_answer
from reimbursement.bank_xml import MOST_BYTES

PAID, REJECTED, PENDING = Fate.PAID, Fate.REJECTED, Fate.PENDING


def problem_of(content):
    with pytest.raises(UnreadableAnswer) as caught:
        read_answer(content)
    return caught.value.problem, caught.value.line


# pain.002 ----------------------------------------------------------------------------------------------------------


def status_report(*transactions, group="", payment="", version="pain.002.001.10"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><CstmrPmtStsRpt>
        <GrpHdr><MsgId>B-1</MsgId><CreDtTm>2025-12-02T10:00:00</CreDtTm></GrpHdr>
        <OrgnlGrpInfAndSts><OrgnlMsgId>NEC-2025-001</OrgnlMsgId>
        <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
        <OrgnlPmtInfAndSts><OrgnlPmtInfId>NEC-2025-001</OrgnlPmtInfId>{payment}{"".join(transactions)}
        </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>""".encode()


def status(identifier, code, *more):
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{identifier}</OrgnlEndToEndId>"
        f"<TxSts>{code}</TxSts>{''.join(more)}</TxInfAndSts>"
    )


def because(code, note="", kind="Cd"):
    told = f"<AddtlInf>{note}</AddtlInf>" if note else ""
    return f"<StsRsnInf><Rsn><{kind}>{code}</{kind}></Rsn>{told}</StsRsnInf>"


@pytest.mark.parametrize("version", ["pain.002.001.03", "pain.002.001.10", "pain.002.001.14"])
def test_status_report_tells_each_transfer(version):
    content = status_report(
        status("C-1-1", "ACSC", "<AccptncDtTm>2025-12-03T08:00:00</AccptncDtTm>"),
        status("C-2-1", "RJCT", because("AC04", "Closed account")),
        status(
            "C-3-1",
            "RJCT",
            because("X1", kind="Prtry"),
            '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">948.00</InstdAmt></Amt></OrgnlTxRef>',
        ),
        status("C-4-1", "ACSP"),
        "<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>",
        group="<GrpSts>PART</GrpSts>",
        version=version,
    )

    assert read_answer(content) == BankAnswer(
        message_id="NEC-2025-001",
        lines=(
            Line("C-1-1", PAID, on=date(2025, 12, 3)),
            Line("C-2-1", REJECTED, "AC04", note="Closed account"),
            Line("C-3-1", REJECTED, "X1", amount_cents=94_800),
            Line("C-4-1", PENDING),
        ),
    )


@pytest.mark.parametrize(
    ("group", "payment", "fate", "reason"),
    [
        ("<GrpSts>RJCT</GrpSts>" + because("FF01"), "", REJECTED, "FF01"),
        ("<GrpSts>ACCP</GrpSts>", "", PENDING, ""),
        ("<GrpSts>ACSC</GrpSts>", "", PAID, ""),
        ("", "<PmtInfSts>RJCT</PmtInfSts>" + because("AM04"), REJECTED, "AM04"),
        ("<GrpSts>PART</GrpSts>", "<PmtInfSts>PART</PmtInfSts>", None, ""),
        ("", "", None, ""),
    ],
)
def test_status_report_may_answer_for_the_whole_batch(group, payment, fate, reason):
    answer = read_answer(status_report(group=group, payment=payment))

    assert answer == BankAnswer(lines=(), message_id="NEC-2025-001", fate=fate, reason=reason)


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        ("ACSC", PAID),
        ("ACCC", PAID),
        ("ACCP", PENDING),
        ("ACSP", PENDING),
        ("ACTC", PENDING),
        ("ACWC", PENDING),
        ("PDNG", PENDING),
        ("NEW1", PENDING),
        ("RJCT", REJECTED),
        ("CANC", REJECTED),
    ],
)
def test_accepted_is_not_yet_paid(code, fate):
    assert read_answer(status_report(status("C-1-1", code))).lines == (Line("C-1-1", fate),)


def test_status_report_without_its_parts_says_nothing():
    assert read_answer(b"<Document><CstmrPmtStsRpt/></Document>") == BankAnswer(())


# camt.053 and camt.054 ---------------------------------------------------------------------------------------------


def statement(*entries, root="BkToCstmrStmt", block="Stmt"):
    return (f"<Document xmlns='urn:x'><{root}><{block}>{''.join(entries)}</{block}></{root}></Document>").encode()


def entry(details, *, amount="948.00", mark="DBIT", state="<Cd>BOOK</Cd>", more=""):
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}<Sts>{state}</Sts>'
        f"<BookgDt><Dt>2025-12-03</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(identifier, *more):
    return f"<TxDtls><Refs><EndToEndId>{identifier}</EndToEndId></Refs>{''.join(more)}</TxDtls>"


RETURNED = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Compte clos</AddtlInf></RtrInf>"
BOOKED = date(2025, 12, 3)


@pytest.mark.parametrize(("root", "block"), [("BkToCstmrStmt", "Stmt"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn")])
def test_statement_and_notification_read_alike(root, block):
    content = statement(
        entry(detail("C-1-1")),
        entry(detail("C-2-1", RETURNED), mark="CRDT"),
        root=root,
        block=block,
    )

    assert read_answer(content) == BankAnswer(
        (
            Line("C-1-1", PAID, amount_cents=94_800, on=BOOKED),
            Line("C-2-1", REJECTED, "AC04", 94_800, BOOKED, "Compte clos"),
        )
    )


@pytest.mark.parametrize(
    ("entry_", "line"),
    [
        # Versions up to .02 write the state without a code.
        (entry(detail("C-1-1"), state="BOOK"), Line("C-1-1", PAID, amount_cents=94_800, on=BOOKED)),
        (entry(detail("C-1-1"), state="<Cd>PDNG</Cd>"), Line("C-1-1", PENDING, amount_cents=94_800, on=BOOKED)),
        (
            entry(detail("C-1-1"), more="<RvslInd>true</RvslInd>"),
            Line("C-1-1", REJECTED, amount_cents=94_800, on=BOOKED),
        ),
        (entry(detail("C-1-1"), mark="CRDT"), Line("C-1-1", REJECTED, amount_cents=94_800, on=BOOKED)),
        (
            entry(detail("C-1-1", "<CdtDbtInd>CRDT</CdtDbtInd>")),
            Line("C-1-1", REJECTED, amount_cents=94_800, on=BOOKED),
        ),
        (entry(detail("C-1-1"), amount=""), Line("C-1-1", PAID, on=BOOKED)),
    ],
)
def test_entry_pays_or_gives_back(entry_, line):
    assert read_answer(statement(entry_)).lines == (line,)


def test_batch_booked_as_one_entry_is_told_apart():
    details = detail("C-1-1", '<Amt Ccy="EUR">948.00</Amt>') + detail(
        "C-2-1", '<AmtDtls><TxAmt><Amt Ccy="EUR">500.50</Amt></TxAmt></AmtDtls>'
    )

    assert read_answer(statement(entry(details + detail("C-3-1"), amount="2396.50"))).lines == (
        Line("C-1-1", PAID, amount_cents=94_800, on=BOOKED),
        Line("C-2-1", PAID, amount_cents=50_050, on=BOOKED),
        # Its amount is not told: that of the whole entry would be wrong.
        Line("C-3-1", PAID, on=BOOKED),
    )


def test_entries_that_are_not_ours_are_left_out():
    content = statement(entry(""), entry(detail("NOTPROVIDED")), entry("<TxDtls/>"))

    assert read_answer(content) == BankAnswer(())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (status_report(status("C-1-1", "ACSC")), "pain.002"),
        (statement(entry(detail("C-1-1"))), "camt.053"),
        (statement(root="BkToCstmrDbtCdtNtfctn", block="Ntfctn"), "camt.054"),
        (b"reference;status\nC-1-1;paid\n", "CSV"),
    ],
)
def test_answer_names_its_format_and_its_file(content, kind):
    answer = read_answer(content)

    assert (answer.kind, answer.digest) == (kind, hashlib.sha256(content).hexdigest())


# CSV ---------------------------------------------------------------------------------------------------------------

FRENCH = "Référence;Statut;Date d’exécution;Montant;Motif;Libellé\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_french_list(encoding):
    content = (
        FRENCH.replace("’", "'")
        + "C-1-1;Exécuté;03/12/2025;-948,00 €;;\n"
        + "C-2-1;Rejeté;03/12/2025;1 896,00;AC04;Compte clos\n"
        + ";;;;;\n"
        + "C-3-1;En attente;;;;\n"
    )

    assert read_answer(content.encode(encoding)).lines == (
        Line("C-1-1", PAID, "", 94_800, date(2025, 12, 3)),
        Line("C-2-1", REJECTED, "AC04", 189_600, date(2025, 12, 3), "Compte clos"),
        Line("C-3-1", PENDING),
    )


def test_english_list_with_a_note_over_two_lines():
    content = (
        b'Status,End-to-end ID,Amount,Date,Note\r\npaid,C-1-1,"1,896.00",2025-12-03,"two\r\nlines"\r\nRJCT,C-2-1\r\n'
    )

    assert read_answer(content).lines == (
        Line("C-1-1", PAID, "", 189_600, date(2025, 12, 3), "two\r\nlines"),
        Line("C-2-1", REJECTED),
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", (Problem.COLUMNS, 1)),
        (b"a;b\n1;2\n", (Problem.COLUMNS, 1)),
        (b"reference;montant\nC-1-1;948\n", (Problem.COLUMNS, 1)),
        (b"reference;status\nC-1-1;paid\nC-2-1;perhaps\n", (Problem.STATUS, 3)),
        (b"reference;status\n;paid\n", (Problem.STATUS, 2)),
        (b"reference;status;amount\nC-1-1;paid;many\n", (Problem.AMOUNT, 2)),
        (b"reference;status;amount\nC-1-1;paid;948,001\n", (Problem.AMOUNT, 2)),
        (b"reference;status;amount\nC-1-1;paid;NaN\n", (Problem.AMOUNT, 2)),
        (b"reference;status;amount\nC-1-1;paid;1e999999999\n", (Problem.AMOUNT, 2)),
        (b"reference;status;date\nC-1-1;paid;2025-02-30\n", (Problem.DATE, 2)),
        (b"reference;status;note\nC-1-1;paid;" + b"x" * 140_000, (Problem.UNREADABLE, 2)),
        (b"%PDF-1.7", (Problem.COLUMNS, 1)),
        (b"\x00\xff\xfe", (Problem.COLUMNS, 1)),
        # XML
        (b"<Document>", (Problem.UNREADABLE, 0)),
        (b"<Document>" + b" " * MOST_BYTES, (Problem.UNREADABLE, 0)),
        (b"<Document/>", (Problem.UNKNOWN_FORMAT, 0)),
        (b"<Document><CstmrCdtTrfInitn/></Document>", (Problem.UNKNOWN_FORMAT, 0)),
        (b"<html><body/></html>", (Problem.UNKNOWN_FORMAT, 0)),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Document/>", (Problem.UNREADABLE, 0)),
        (
            b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>",
            (Problem.UNREADABLE, 0),
        ),
        (statement(entry(detail("C-1-1"), amount="9x8")), (Problem.AMOUNT, 0)),
        (statement(entry(detail("C-1-1")).replace("2025-12-03", "2025-13-03")), (Problem.DATE, 0)),
    ],
)
def test_what_cannot_be_read_says_where(content, problem):
    assert problem_of(content) == problem


def test_utf_16_is_read_as_its_declaration_says():
    content = statement(entry(detail("C-1-1"))).decode()

    assert read_answer(f'<?xml version="1.0" encoding="UTF-16"?>{content}'.encode("utf-16")).lines == (
        Line("C-1-1", PAID, amount_cents=94_800, on=BOOKED),
    )


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: f"<Document>{text}</Document>".encode()))
)
def test_any_bytes_are_an_answer_or_a_problem(content):
    try:
        answer = read_answer(content)
    except UnreadableAnswer:
        return
    assert isinstance(answer, BankAnswer)


@given(st.lists(st.tuples(st.sampled_from(["paid", "rejected", "pending"]), st.integers(0, 10**9)), max_size=20))
def test_every_line_of_a_list_comes_back(rows):
    content = "reference,status,amount\n" + "".join(
        f"C-{number}-1,{fate},{cents // 100}.{cents % 100:02}\n" for number, (fate, cents) in enumerate(rows)
    )

    assert read_answer(content.encode()).lines == tuple(
        Line(f"C-{number}-1", Fate(fate), amount_cents=cents) for number, (fate, cents) in enumerate(rows)
    )
