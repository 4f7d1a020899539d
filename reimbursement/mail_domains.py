"""Which e-mail domains belong to an organisation, and which to everybody."""

from email.utils import parseaddr

from reimbursement.word_lists import read_words

FREE_MAIL_DOMAINS = frozenset(read_words("free_mail_domains"))


def organisational_domain(email: str) -> str:
    """The domain behind the at sign, in ASCII; empty where it is free-mail, missing or no domain."""
    domain = parseaddr(email)[1].rpartition("@")[2].strip().rstrip(".").lower()
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if "." not in ascii_domain or ascii_domain in FREE_MAIL_DOMAINS:
        return ""
    return ascii_domain
