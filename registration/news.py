"""Refusing news and invitations: a link without an account, that a mail program may press by itself (RFC 8058).

The link carries the digest of the address and a signature, so that nothing is stored before somebody refuses.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from accounts.tokens import digest
from registration.models import NewsRefusal, PastParticipant

SALT = "registration.news"


class UnknownLinkError(Exception):
    """Not a link of ours."""


def refusal_token(identity: str) -> str:
    """The token of the link for one address."""
    return Signer(salt=SALT).sign(digest(identity))


def refusal_address(identity: str, language: str) -> str:
    """The absolute address of the page where this address refuses news."""
    with translation.override(language):
        return settings.SITE_URL + reverse("registration:news", args=[refusal_token(identity)])


def headers(address: str) -> dict[str, str]:
    """What lets a mail program press the button of this link by itself."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def is_refused(*, token: str) -> bool:
    """Whether the address of this link receives no news; raises ``UnknownLinkError``."""
    return NewsRefusal.objects.filter(digest=_opened(token)).exists()


def is_refused_by(identity: str) -> bool:
    """Whether this address receives no news."""
    return NewsRefusal.objects.filter(digest=digest(identity)).exists()


def refuse(*, token: str, now: datetime) -> None:
    """No news from now on; raises ``UnknownLinkError``. Twice is once."""
    _refuse({_opened(token)}, now)


def refuse_for(*, identities: Iterable[str], now: datetime) -> None:
    """Note what these addresses asked for by another way than their link."""
    _refuse({digest(identity) for identity in identities}, now)


def accept(*, token: str) -> None:
    """News again; raises ``UnknownLinkError``."""
    with transaction.atomic():
        NewsRefusal.objects.filter(digest=_opened(token)).delete()
        _on_past_lists({_opened(token)}).update(opted_out_at=None)


def refused() -> dict[str, datetime]:
    """The digests of all addresses that receive no news, and since when."""
    return dict(NewsRefusal.objects.values_list("digest", "at"))


@transaction.atomic
def _refuse(digests: set[str], now: datetime) -> None:
    NewsRefusal.objects.bulk_create((NewsRefusal(digest=each, at=now) for each in digests), ignore_conflicts=True)
    _on_past_lists(digests).filter(opted_out_at=None).update(opted_out_at=now)


def _on_past_lists(digests: set[str]) -> QuerySet[PastParticipant]:
    """These addresses on the lists of earlier editions; a list holds addresses, a refusal only their digest."""
    listed = PastParticipant.objects.values_list("pk", "email_identity")
    return PastParticipant.objects.filter(pk__in=[pk for pk, identity in listed if digest(identity) in digests])


def _opened(token: str) -> str:
    try:
        return Signer(salt=SALT).unsign(token)
    except BadSignature as error:
        raise UnknownLinkError from error
