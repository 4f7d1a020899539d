"""Numbers of claims and batches: said on the phone, typed from paper, never mistaken for those of a registration."""

import secrets

# Without 0/O, 1/I/L and U/V: nothing on paper is mistaken for something else.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_claim_number() -> str:
    """Return a number such as ``D-7KQ4M2``."""
    return f"D-{_letters()}"


def new_batch_number() -> str:
    """Return a number such as ``P-7KQ4M2``."""
    return f"P-{_letters()}"


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(6))
