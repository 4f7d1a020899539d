"""What people read when a payment does not go: each fault of our file, each slip of an answer, each code of a bank."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reimbursement.bank_answers import Problem, UnreadableAnswer
from reimbursement.sepa_check import Fault, Found

FAULTS: dict[Fault, Promise] = {
    Fault.UNREADABLE: _("The file is no XML that can be read."),
    Fault.VERSION: _("The file is no pain.001 of a version that we know."),
    Fault.SCHEMA: _("The file does not follow the schema of ISO 20022."),
    Fault.NUMBER_OF_TRANSFERS: _("The number of transfers written in the file is not the number it holds."),
    Fault.TOTAL: _("The total written in the file is not the sum of its transfers."),
    Fault.CURRENCY: _("A transfer is not in euros."),
    Fault.AMOUNT: _("An amount is not a positive number with two decimals."),
    Fault.IBAN: _("An account number is wrong."),
    Fault.NOT_SEPA: _("An account is outside SEPA: it is paid by hand."),
    Fault.NAME: _("A name has more than 70 characters."),
    Fault.CHARACTERS: _("A text holds characters that banks do not take."),
    Fault.IDENTIFIER: _("An identifier begins or ends with a slash, or holds two in a row."),
    Fault.IDENTIFIER_TWICE: _("Two transfers have the same identifier."),
    Fault.ADDRESS: _("An address gives lines only: since November 2026 banks ask for town and country."),
    Fault.EMPTY_ELEMENT: _("An element of the file is empty."),
    Fault.SERVICE: _("The file does not ask for a SEPA transfer with shared charges."),
    Fault.EXECUTION_DATE: _("The day of payment is before the day the file was made."),
}
PROBLEMS: dict[Problem, Promise] = {
    Problem.UNREADABLE: _("The file is damaged or cut off."),
    Problem.UNKNOWN_FORMAT: _("The file is neither pain.002 nor camt.053 nor camt.054."),
    Problem.COLUMNS: _("The list has no column for the identifier (EndToEndId) or none for the status."),
    Problem.STATUS: _("A line has no identifier, or a status that is neither paid, rejected nor pending."),
    Problem.AMOUNT: _("An amount cannot be read."),
    Problem.DATE: _("A date cannot be read."),
}
# ISO 20022, external code sets of status and return reasons, as far as they concern a SEPA credit transfer.
REASONS: dict[str, Promise] = {
    "AC01": _("The account number is wrong."),
    "AC03": _("The account number of the receiver is wrong."),
    "AC04": _("The account is closed."),
    "AC06": _("The account is blocked."),
    "AC13": _("The account is of a kind that takes no such payment."),
    "AC14": _("The account is of a kind that takes no such payment."),
    "AG01": _("This account takes no transfers."),
    "AG02": _("The bank does not know this kind of operation."),
    "AG09": _("The payment never arrived."),
    "AG10": _("The bank of the receiver is suspended."),
    "AG11": _("The bank of the receiver is suspended."),
    "AM01": _("The amount is zero."),
    "AM02": _("The amount is above what the bank allows."),
    "AM03": _("The currency is not taken."),
    "AM04": _("Our account does not hold enough money."),
    "AM05": _("The bank has paid this already: it is a duplicate."),
    "AM06": _("The amount is too small."),
    "AM07": _("The amount is blocked by an authority."),
    "AM09": _("The amount is not the one agreed."),
    "AM10": _("The total of the file is wrong."),
    "AM23": _("The amount is above what the bank settles."),
    "BE01": _("The name does not belong to this account."),
    "BE04": _("The address of the receiver is missing or wrong."),
    "BE05": _("The bank does not know who sends the file."),
    "BE06": _("The bank does not know the holder of this account."),
    "BE07": _("Our address is missing or wrong."),
    "CERI": _("The payment was booked, and the bank still examines it."),
    "CNOR": _("The bank of the receiver is not reachable in this scheme."),
    "CURR": _("The currency of the payment is wrong."),
    "CUST": _("The payer asked for it."),
    "CUTA": _("The payment was called back for examination."),
    "DNOR": _("Our bank is not reachable in this scheme."),
    "DS02": _("The order was cancelled by somebody entitled to."),
    "DT01": _("The date is wrong."),
    "DUPL": _("The payment was sent twice."),
    "ED05": _("The settlement between the banks failed."),
    "ERIN": _("The receiver’s bank cannot take the extra information."),
    "FF01": _("The file has a wrong format."),
    "FOCR": _("The money is returned at the request of the bank that paid."),
    "FR01": _("The payment is suspected of fraud."),
    "FRAD": _("The payment is suspected of fraud."),
    "LEGL": _("The law forbids the payment."),
    "MD07": _("The holder of the account has died."),
    "MS02": _("The receiver refused the payment."),
    "MS03": _("The bank gives no reason."),
    "NARR": _("The bank explains the reason in words."),
    "NOAS": _("The receiver did not answer the bank."),
    "NOOR": _("The bank does not find the original payment."),
    "RC01": _("The bank identifier (BIC) is wrong."),
    "RC04": _("The bank of the receiver is not known."),
    "RC07": _("The bank identifier (BIC) of the receiver is wrong."),
    "RF01": _("The reference of the transfer was used before."),
    "RR01": _("The account of the payer is missing."),
    "RR02": _("The name or address of the payer is missing."),
    "RR03": _("The name or address of the receiver is missing."),
    "RR04": _("The bank refuses for a legal reason."),
    "RR05": _("Information that the regulator asks for is missing."),
    "SL01": _("The bank of the payer offers no such service."),
    "SL11": _("The receiver is not on a list of the payer."),
    "TECH": _("A technical fault stopped the payment."),
    "TM01": _("The file arrived after the bank’s hour."),
    "UPAY": _("The payment is not due."),
}
# Nothing an organisation could correct: our money, our file, our bank. Codes that speak of a duplicate are not among
# them, since a person must first find out which of two payments arrived.
OURS = frozenset({
    "AG02", "AM01", "AM02", "AM03", "AM04", "AM06", "AM10", "AM23", "BE05", "BE07", "CURR", "DNOR", "DS02", "DT01",
    "ED05", "FF01", "RR01", "RR02", "SL01", "TECH", "TM01",
})  # fmt: skip


def is_ours(code: str) -> bool:
    """Tell whether a bank rejects for a fault of ours: the same payment goes with the next file."""
    return code.upper() in OURS


def fault_in_words(found: Found) -> str:
    """Return what is wrong with our file, and where."""
    sentence = str(FAULTS[found.fault])
    return f"{sentence} ({found.where})" if found.where else sentence


def problem_in_words(error: UnreadableAnswer) -> str:
    """Return why an answer of the bank cannot be read, and on which line."""
    sentence = str(PROBLEMS[error.problem])
    return _("Line %(line)s: %(sentence)s") % {"line": error.line, "sentence": sentence} if error.line else sentence


def reason_in_words(code: str) -> str:
    """Return what a code of the bank means, with the code: “The account is closed. (AC04)”."""
    sentence = REASONS.get(code.upper())
    return f"{sentence} ({code})" if sentence else str(_("The bank gives the code %(code)s.") % {"code": code})
