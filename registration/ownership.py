"""What an account opens: the registrations made with an address its owner has proven, letter for letter.

The label after a “+” may be another person's mailbox elsewhere, so the rule that finds duplicates is not used here.
Applications above add what they hold for those addresses (``register``).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from registration.models import PersonalLink, Registration

LINK_LIFETIME = timedelta(hours=2)


@dataclass(frozen=True)
class Held:
    """One thing an application above holds: its words, and where a POST opens it."""

    title: str
    state: str
    address: str


Source = Callable[[Sequence[str]], Iterable[Held]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let an application above list what it holds for proven addresses, given in lower case."""
    _sources.append(source)


def proven_addresses(user: User) -> list[str]:
    """The addresses of an account that were verified, in lower case."""
    verified = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [str(address).lower() for address in verified.values_list("email", flat=True)]


def registrations_of(addresses: Sequence[str]) -> QuerySet[Registration]:
    """The registrations of these addresses that are not erased, the latest first."""
    named = Registration.objects.annotate(address=Lower("email")).filter(address__in=addresses, erased_at=None)
    return named.select_related("edition").with_seats().order_by("-edition__starts_on", "-pk")


def others_of(addresses: Sequence[str]) -> list[Held]:
    """What the applications above hold for these addresses."""
    return [held for source in _sources for held in source(addresses)]


def open_for_a_while(registration: Registration) -> str:
    """A link for this visit: its token, useless two hours later."""
    return PersonalLink.objects.issue(
        registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE, lifetime=LINK_LIFETIME
    )
