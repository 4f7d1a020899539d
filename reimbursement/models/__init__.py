from reimbursement.models.allowance import AllowanceRule, Envelope
from reimbursement.models.claim import Answer, Claim, ClaimLink, Status, Turn
from reimbursement.models.history import AppendOnlyError, ReviewEvent, Role

__all__ = [
    "AllowanceRule",
    "Answer",
    "AppendOnlyError",
    "Claim",
    "ClaimLink",
    "Envelope",
    "ReviewEvent",
    "Role",
    "Status",
    "Turn",
]
