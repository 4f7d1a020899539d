"""What a claimant may read about past participation: in which edition, never the name of another organisation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reimbursement.findings import Criterion, JudgementJson, Reason
from reimbursement.models import Claim
from reimbursement.reasons import SENTENCES

_LOOKS_ALIKE = _("A similar name is on the list of %(edition)s: a person looked at it.")
_OPEN: dict[Reason, Promise] = {
    **{
        reason: SENTENCES[reason]
        for reason in (
            Reason.FIRST_TIME_DECLARED,
            Reason.NOT_FIRST_TIME_DECLARED,
            Reason.NOTHING_DECLARED,
            Reason.NOT_SEEN,
            Reason.EVERY_TRAVELLER_NEW,
            Reason.TRAVELLERS_UNKNOWN,
            Reason.LIST_MISSING,
            Reason.LIST_REPLACED_BY_DECLARATION,
        )
    },
    Reason.SEEN: _("The organisation is on the list of participants of %(edition)s."),
    Reason.SEEN_SIMILAR: _LOOKS_ALIKE,
    Reason.SEEN_WITHOUT_SCANS: _LOOKS_ALIKE,
    Reason.REGISTERED_NOT_PRESENT: _("The organisation was registered for %(edition)s but did not come."),
}


def first_time_sentences(claim: Claim) -> list[str]:
    """Return what was found about the first participation, without naming anybody else."""
    stored: dict[str, JudgementJson] = claim.evidence.get("criteria", {})
    judgement = stored.get(Criterion.FIRST_TIME)
    findings = judgement["findings"] if judgement else []
    known = [(Reason(found["reason"]), found["facts"]) for found in findings]
    return list(dict.fromkeys(str(_OPEN[reason]) % facts for reason, facts in known if reason in _OPEN))
