"""Refusing news: a link that needs no account, and that a mail program may press by itself (RFC 8058).

The link carries the digest of the address and a signature, so that nothing is stored before somebody refuses.
"""

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation

from accounts.tokens import digest
from registration.models import NewsRefusal

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


def is_refused(*, token: str) -> bool:
    """Whether the address of this link receives no news; raises ``UnknownLinkError``."""
    return NewsRefusal.objects.filter(digest=_opened(token)).exists()


def refuse(*, token: str, now: datetime) -> None:
    """No news from now on; raises ``UnknownLinkError``. Twice is once."""
    NewsRefusal.objects.get_or_create(digest=_opened(token), defaults={"at": now})


def accept(*, token: str) -> None:
    """News again; raises ``UnknownLinkError``."""
    NewsRefusal.objects.filter(digest=_opened(token)).delete()


def refused() -> set[str]:
    """The digests of all addresses that receive no news."""
    return set(NewsRefusal.objects.values_list("digest", flat=True))


def _opened(token: str) -> str:
    try:
        return Signer(salt=SALT).unsign(token)
    except BadSignature as error:
        raise UnknownLinkError from error
