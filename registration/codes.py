"""Codes people read, type or scan: the reference of a registration and the code in its badge's QR."""

import secrets

# Without 0/O, 1/I/L and U/V: nothing on paper is mistaken for something else.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
REFERENCE_GROUP = 4


def new_reference() -> str:
    """A reference such as ``7KQ4-M2PD``: said on the phone, typed from a paper list."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(2 * REFERENCE_GROUP))
    return f"{letters[:REFERENCE_GROUP]}-{letters[REFERENCE_GROUP:]}"


def normalise_reference(typed: str) -> str:
    """The reference as stored, from what somebody typed: case, spaces and the dash do not matter."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    return f"{letters[:REFERENCE_GROUP]}-{letters[REFERENCE_GROUP:]}"


def new_badge_code() -> str:
    """The code in a badge's QR: 96 random bits, so that a badge cannot be guessed from another."""
    return secrets.token_urlsafe(12)
