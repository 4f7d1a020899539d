"""Values that are compared and never read again: persons of past lists, account numbers."""

from django.utils.crypto import salted_hmac


def fingerprint(*, of: str, text: str) -> str:
    """Return a keyed hash of ``text``; equal texts of one kind have equal ones, and none can be guessed from outside.

    The key comes from SECRET_KEY: after a change of it, older fingerprints match nothing any more.
    """
    return salted_hmac(f"reimbursement.{of}", text, algorithm="sha256").hexdigest()
