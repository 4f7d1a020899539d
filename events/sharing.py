"""The picture with which a page is shown when its link is shared. Its words travel in its address, signed by us."""

from dataclasses import astuple, dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_signer = Signer(salt="events.sharing")
WIDTH, HEIGHT = 1200, 630  # pixels: what every network asks for


class UnknownCardError(Exception):
    """No page of ours asked for this picture."""


@dataclass(frozen=True)
class Card:
    """What is written on the picture."""

    language: str
    title: str
    subtitle: str = ""
    dates: str = ""
    name: str = ""  # of the event, where it is not that of the site
    palette: str = ""


def address(card: Card) -> str:
    """The absolute address of the picture: the same words, the same address."""
    return settings.SITE_URL + reverse("share_picture", args=[_signer.sign_object(_written(card), compress=True)])


def read(token: str) -> Card:
    """The words in an address; raises ``UnknownCardError`` when we did not write it."""
    try:
        return Card(*_signer.unsign_object(token))
    except BadSignature as error:
        raise UnknownCardError from error


def _written(card: Card) -> list[str]:
    """Its words without the empty ones at the end, which need no room in an address."""
    words = list(astuple(card))
    while words and not words[-1]:
        words.pop()
    return words
