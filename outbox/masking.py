"""Values that a stored message must not show (tokens in links, login codes): taken out, encrypted, put back to send."""

import json
from collections.abc import Iterable

from accounts.sealing import seal, unseal

# Mathematical white brackets: no template of ours writes them.
MARK = "⟦{}⟧"


def mask(text: str, secrets: Iterable[str]) -> str:
    """Replace each secret by its numbered mark."""
    for number, secret in enumerate(secrets):
        text = text.replace(secret, MARK.format(number))
    return text


def reveal(text: str, secrets: Iterable[str]) -> str:
    """Put the secrets back."""
    for number, secret in enumerate(secrets):
        text = text.replace(MARK.format(number), secret)
    return text


def seal_all(secrets: Iterable[str]) -> str:
    """Return the secrets encrypted as one value, empty when there are none."""
    values = list(secrets)
    return seal(json.dumps(values)) if values else ""


def unseal_all(sealed: str) -> list[str]:
    """Return the secrets; raises ``accounts.sealing.InvalidToken`` when no key fits."""
    return [str(value) for value in json.loads(unseal(sealed))] if sealed else []
