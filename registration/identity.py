"""When are two e-mail addresses the same person?  One rule, used wherever a person is looked up.

An address is first brought to the form mail servers understand (``deliverable``), then reduced to an
identity (``identity``).  Two registrations with the same identity belong to the same person:

* spaces around the address and dots at the end of either part do not count;
* upper and lower case do not count, in either part (no mail server in use distinguishes them);
* an international domain and its punycode form are the same domain;
* what follows a ``+`` in the local part is a label of the same mailbox.

Everything else counts.  Dots inside the local part are significant: some providers ignore them, most
do not, and taking two people for one is worse than sending one person two badges.
"""

import unicodedata

INVISIBLE_AROUND = "\u200b\u200c\u200d\u2060\ufeff"
# The old standard that Python's codec follows turns these into other letters, that is, another domain.
LETTERS_OF_ANOTHER_DOMAIN = frozenset("ßς\u200c\u200d")


def deliverable(address: str) -> str:
    """The address as it is stored and written to: trimmed, its domain in lower-case ASCII.

    Raises ``UnicodeError`` where the domain has no ASCII form.
    """
    trimmed = unicodedata.normalize("NFKC", address).strip(INVISIBLE_AROUND).strip().strip(INVISIBLE_AROUND)
    local, at, domain = trimmed.rpartition("@")
    if not at:
        return trimmed
    domain = domain.rstrip(". ").lower()
    if LETTERS_OF_ANOTHER_DOMAIN & set(domain):
        raise UnicodeError("this domain has to be given in its ASCII form")
    ascii_domain = domain.encode("idna").decode("ascii")
    return f"{local.rstrip(' ')}@{ascii_domain}"


def identity(address: str) -> str:
    """The key under which an address counts as one person.

    >>> identity(" Marie.Curie+nec@Bücher.Example. ")
    'marie.curie@xn--bcher-kva.example'
    """
    local, at, domain = deliverable(address).rpartition("@")
    mailbox = local.split("+", 1)[0] or local
    return f"{mailbox.rstrip('.').lower()}{at}{domain}"
