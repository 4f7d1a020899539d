"""Who may act on a claim: the permission, one role per person and claim, and nobody for their own organisation."""

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from registration.models import Registration
from reimbursement.mail_domains import organisational_domain
from reimbursement.models import Claim, ReviewEvent, Role
from reimbursement.moves import Actor
from reimbursement.organisations import normalise_name

PERMISSIONS: dict[Role, str] = {
    Role.REVIEWER: "reimbursement.propose_claim",
    Role.APPROVER: "reimbursement.approve_claim",
    Role.TREASURER: "reimbursement.pay_claim",
    Role.RELEASER: "reimbursement.release_payment",
}


# Who reads the papers of claims and writes to claimants; releasing a batch needs neither.
EXAMINING = (Role.REVIEWER, Role.APPROVER, Role.TREASURER)


class NotPermitted(Exception):
    """This person's groups do not give the role."""


class SecondRole(Exception):
    """This person already had another role in the same claim."""


class OwnOrganisation(Exception):
    """This person belongs to the organisation that claims."""


OBSTACLES: dict[type[Exception], Promise] = {
    NotPermitted: _("Your groups do not allow this."),
    SecondRole: _("You already had another part in this claim: somebody else must do this."),
    OwnOrganisation: _("This is your own organisation: somebody else must do this."),
}


def examines(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` examines, decides or pays claims."""
    return any(user.has_perm(PERMISSIONS[role]) for role in EXAMINING)


def acting(*, claim: Claim, by: User, role: Role) -> Actor:
    """Return ``by`` as an actor in ``role``, or raise NotPermitted, SecondRole or OwnOrganisation."""
    if not by.has_perm(PERMISSIONS[role]):
        raise NotPermitted
    if ReviewEvent.objects.filter(claim=claim, by=by).exclude(role=role).exists():
        raise SecondRole
    if belongs_to_claimant(claim=claim, user=by):
        raise OwnOrganisation
    return Actor(role, by)


def belongs_to_claimant(*, claim: Claim, user: User) -> bool:
    """Tell whether ``user`` is the claimant, writes from the same organisation or registered for it."""
    if user.email.lower() == claim.contact_email.lower():
        return True
    domain = organisational_domain(user.email)
    if domain and domain == organisational_domain(claim.contact_email):
        return True
    registered_as = (
        Registration.objects.filter(edition_id=claim.edition_id, email__iexact=user.email)
        .exclude(organisation="")
        .values_list("organisation", flat=True)
    )
    claimant = normalise_name(claim.organisation_name)
    return any(normalise_name(name) == claimant for name in registered_as)
