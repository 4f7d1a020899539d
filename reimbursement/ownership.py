"""The claims of an account: those whose contact is an address its owner has proven."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from registration import ownership
from registration.ownership import Held
from reimbursement.models import Claim
from reimbursement.wording import label_of


def offer() -> None:
    """List claims beside registrations."""
    ownership.register(held)


def held(addresses: Sequence[str]) -> Iterator[Held]:
    """Each claim with where it stands."""
    for claim in claims_of(addresses):
        yield Held(str(claim), str(label_of(claim.status)), reverse("reimbursement:open_mine", args=[claim.reference]))


def claims_of(addresses: Sequence[str]) -> QuerySet[Claim]:
    """The claims of these addresses, given in lower case, the latest first."""
    return Claim.objects.annotate(address=Lower("contact_email")).filter(address__in=addresses).order_by("-pk")
