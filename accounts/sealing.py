"""Encryption of the few stored values that must be readable again: links in mails, bank details."""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "rotate", "seal", "unseal"]


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(plain: str) -> str:
    """Encrypt with the first of ``settings.DATA_KEYS``."""
    return _box(tuple(settings.DATA_KEYS)).encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt with whichever key fits; raises InvalidToken when none does."""
    return _box(tuple(settings.DATA_KEYS)).decrypt(sealed.encode()).decode()


def rotate(sealed: str) -> str:
    """Encrypt again with the first key; raises InvalidToken when no key fits."""
    return _box(tuple(settings.DATA_KEYS)).rotate(sealed.encode()).decode()
