"""Tokens of personal links: random, shown once, only their digest is stored."""

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits as 43 url-safe characters."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored instead of ``token``: its SHA-256, in hexadecimal.

    A plain hash is enough for a value that cannot be guessed, and looking it up by equality leaks nothing of use.
    """
    return hashlib.sha256(token.encode()).hexdigest()
