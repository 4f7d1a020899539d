from reimbursement.models.allowance import AllowanceRule, Envelope
from reimbursement.models.bank import BankDetails, BankDetailsView
from reimbursement.models.claim import Claim
from reimbursement.models.conversation import ClaimMessage
from reimbursement.models.document import SupportingDocument
from reimbursement.models.history import AppendOnlyError, ReviewEvent, Role
from reimbursement.models.issued_paper import IssuedPaper
from reimbursement.models.link import ClaimLink
from reimbursement.models.manual_payment import ManualPayment
from reimbursement.models.paper_presence import WITNESSES_NEEDED, PaperPresence
from reimbursement.models.past_list import PastParticipation
from reimbursement.models.payment import PaymentBatch, PaymentLine
from reimbursement.models.placement import OfficePlacement
from reimbursement.models.status import Answer, Status, Turn
from reimbursement.models.taking import Taking

__all__ = [
    "WITNESSES_NEEDED",
    "AllowanceRule",
    "Answer",
    "AppendOnlyError",
    "BankDetails",
    "BankDetailsView",
    "Claim",
    "ClaimLink",
    "ClaimMessage",
    "Envelope",
    "IssuedPaper",
    "ManualPayment",
    "OfficePlacement",
    "PaperPresence",
    "PastParticipation",
    "PaymentBatch",
    "PaymentLine",
    "ReviewEvent",
    "Role",
    "Status",
    "SupportingDocument",
    "Taking",
    "Turn",
]
