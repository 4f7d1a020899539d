"""Links to what is not published yet, for whoever should read it first.

Nothing is stored: the link carries, signed, what it shows, until when, and a digest of the texts. Changing a text
closes every link made before; publishing it leads from the link to the public page.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from events.models import Article, Edition, Page
from events.text_versions import texts_of

KEEP = timedelta(days=14)
Draft = Article | Edition | Page
KINDS: dict[str, type[Draft]] = {"article": Article, "edition": Edition, "page": Page}

_signer = Signer(salt="events.draft_links")


class UnknownDraftError(Exception):
    """We did not make this link, or what it showed is deleted."""


class DraftGoneError(Exception):
    """The link has expired, or the text was changed since."""


def is_draft(row: object, *, now: datetime) -> bool:
    """Tell whether readers cannot see ``row`` yet."""
    if isinstance(row, Article):
        return row.published_at is None or row.published_at > now
    if isinstance(row, Page):
        return not row.is_seen(now=now)
    return isinstance(row, Edition) and not row.is_public()


def address(row: Draft, *, now: datetime) -> str:
    """The path of a link to ``row`` as it is now, in the active language."""
    until = int((now + KEEP).timestamp())
    token = _signer.sign_object([row._meta.model_name, row.pk, until, _digest(row)], compress=True)
    return reverse("events:draft", args=[token])


def read(token: str, *, now: datetime) -> Draft:
    """What the link shows; raises ``UnknownDraftError`` or ``DraftGoneError``."""
    try:
        kind, key, until, digest = _signer.unsign_object(token)
    except BadSignature as error:
        raise UnknownDraftError from error
    row = KINDS[kind]._default_manager.filter(pk=key).first()
    if row is None:
        raise UnknownDraftError
    if until <= now.timestamp() or digest != _digest(row):
        raise DraftGoneError
    return row


def _digest(row: Draft) -> str:
    return sha256(json.dumps(texts_of(row), sort_keys=True).encode()).hexdigest()[:16]
