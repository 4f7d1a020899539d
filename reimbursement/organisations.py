"""Are two organisations one? Same, different, or a person decides; always with the reasons.

Identifiers decide alone. Names and e-mail domains decide only together, because two associations may share a name and
two projects may share a domain.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from reimbursement.folding import fold, fold_variants, transliterate
from reimbursement.legal_ids import LegalId
from reimbursement.mail_domains import organisational_domain
from reimbursement.word_lists import read_words

NEAR_NAME = 90


class Likeness(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNCERTAIN = "uncertain"


class Coincidence(StrEnum):
    """What two organisations share, or what sets them apart."""

    LEGAL_ID = "legal_id"
    OTHER_LEGAL_ID = "other_legal_id"
    NAME = "name"
    NEAR_NAME = "near_name"
    TRANSLITERATED_NAME = "transliterated_name"
    CITY = "city"
    DOMAIN = "domain"
    RELATED_DOMAIN = "related_domain"
    ADDRESS = "address"
    ACCOUNT = "account"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Organisation:
    """What is known of an organisation; whatever is unknown stays empty and proves nothing.

    `account` and `representative` are fingerprints, never the number or the name itself.
    """

    name: str = ""
    legal_ids: tuple[LegalId, ...] = ()
    email: str = ""
    city: str = ""
    address: str = ""
    account: str = ""
    representative: str = ""

    @property
    def domain(self) -> str:
        """The organisation's own e-mail domain, empty for free-mail addresses."""
        return organisational_domain(self.email)


@dataclass(frozen=True, slots=True)
class Comparison:
    likeness: Likeness
    coincidences: frozenset[Coincidence]


def compare(first: Organisation, second: Organisation) -> Comparison:
    """Whether two organisations are one, by the strongest evidence that both sides have."""
    found = _coincidences(first, second)
    return Comparison(_likeness(found), found)


def _likeness(found: frozenset[Coincidence]) -> Likeness:
    same_id, other_id = Coincidence.LEGAL_ID in found, Coincidence.OTHER_LEGAL_ID in found
    if same_id or other_id:
        if same_id and other_id:
            return Likeness.UNCERTAIN
        return Likeness.SAME if same_id else Likeness.DIFFERENT
    if {Coincidence.NAME, Coincidence.DOMAIN} <= found:
        return Likeness.SAME
    doubts = {
        Coincidence.NAME,
        Coincidence.NEAR_NAME,
        Coincidence.TRANSLITERATED_NAME,
        Coincidence.DOMAIN,
        Coincidence.RELATED_DOMAIN,
    }
    return Likeness.UNCERTAIN if found & doubts else Likeness.DIFFERENT


def _coincidences(first: Organisation, second: Organisation) -> frozenset[Coincidence]:
    found = {*_legal_id_coincidences(first, second), *_domain_coincidences(first.domain, second.domain)}
    name = _name_coincidence(first.name, second.name)
    if name:
        found.add(name)
    shared = {
        Coincidence.CITY: (fold(first.city), fold(second.city)),
        Coincidence.ADDRESS: (fold(first.address), fold(second.address)),
        Coincidence.ACCOUNT: (first.account, second.account),
        Coincidence.REPRESENTATIVE: (first.representative, second.representative),
    }
    return frozenset(found | {what for what, (mine, yours) in shared.items() if mine and mine == yours})


def _legal_id_coincidences(first: Organisation, second: Organisation) -> set[Coincidence]:
    found = set()
    for mine in first.legal_ids:
        for yours in second.legal_ids:
            if mine == yours:
                found.add(Coincidence.LEGAL_ID)
            elif mine.register == yours.register:
                found.add(Coincidence.OTHER_LEGAL_ID)
    return found


def _domain_coincidences(mine: str, yours: str) -> set[Coincidence]:
    if not mine or not yours:
        return set()
    if mine == yours:
        return {Coincidence.DOMAIN}
    if mine.endswith(f".{yours}") or yours.endswith(f".{mine}"):
        return {Coincidence.RELATED_DOMAIN}
    return set()


def _name_coincidence(mine: str, yours: str) -> Coincidence | None:
    ours, theirs = name_variants(mine), name_variants(yours)
    if not any(ours) or not any(theirs):
        return None
    if ours & theirs:
        return Coincidence.NAME
    if any(token_set_ratio(one, other) >= NEAR_NAME for one in ours for other in theirs):
        return Coincidence.NEAR_NAME
    # Only across scripts: for two Latin names this would repeat the comparison above.
    if any(transliterate(name) != name for name in ours | theirs) and any(
        token_set_ratio(transliterate(one), transliterate(other)) >= NEAR_NAME for one in ours for other in theirs
    ):
        return Coincidence.TRANSLITERATED_NAME
    return None


# Normalised names -------------------------------------------------------------------------------------------------

# Legal forms as they look once folded, longest first so that "association loi 1901" goes as a whole.
# Longest first, so that "association loi 1901" goes as a whole.
_LEGAL_FORMS = sorted((tuple(form.split()) for form in read_words("legal_forms")), key=len, reverse=True)
_ARTICLES = frozenset(read_words("articles"))
_AND = frozenset({"and", "und", "y", "e", "i", "και"})


def normalise_name(name: str) -> str:
    """The name as it is compared and kept: folded, "&" as "et", without legal forms and leading articles."""
    return _normalise_folded(fold(_conjunction_signs(name)))


@lru_cache(maxsize=4_096)  # one claim meets every row of the past lists
def name_variants(name: str) -> frozenset[str]:
    """The normalised name, with umlauts dropped and written out."""
    return frozenset(_normalise_folded(folded) for folded in fold_variants(_conjunction_signs(name)))


def _conjunction_signs(name: str) -> str:
    return re.sub(r"[&＆]", " et ", name)


def _normalise_folded(folded: str) -> str:
    words = folded.split()
    while (shorter := _without_one_outer_part(words)) != words:
        words = shorter
    inner = ["et" if word in _AND and 0 < place < len(words) - 1 else word for place, word in enumerate(words)]
    return " ".join(inner)


def _without_one_outer_part(words: list[str]) -> list[str]:
    """Drop a leading article, or a legal form at either end, whole words only and as long as a name remains."""
    if len(words) > 1 and words[0] in _ARTICLES:
        return words[1:]
    for form in _LEGAL_FORMS:
        size = len(form)
        if tuple(words[-size:]) == form and _is_a_name(words[:-size]):
            return words[:-size]
        if tuple(words[:size]) == form and _is_a_name(words[size:]):
            return words[size:]
    return words


def _is_a_name(words: list[str]) -> bool:
    return any(word not in _ARTICLES for word in words)


def token_set_ratio(first: str, second: str) -> float:
    """Likeness of two sets of words, 0 to 100: word order and repetition do not count, a contained set gives 100."""
    mine, yours = set(first.split()), set(second.split())
    shared = " ".join(sorted(mine & yours))
    my_rest, your_rest = " ".join(sorted(mine - yours)), " ".join(sorted(yours - mine))
    if shared and (not my_rest or not your_rest):
        return 100.0
    my_whole, your_whole = f"{shared} {my_rest}".strip(), f"{shared} {your_rest}".strip()
    ratios = [_ratio(my_whole, your_whole)]
    if shared:
        ratios += [_ratio(shared, my_whole), _ratio(shared, your_whole)]
    return max(ratios)


def _ratio(first: str, second: str) -> float:
    """Share of both strings that lies in their longest common subsequence, 0 to 100."""
    total = len(first) + len(second)
    return 200.0 * _common_length(first, second) / total if total else 0.0


def _common_length(first: str, second: str) -> int:
    """Length of the longest common subsequence, row by row, as bits (Hyyrö, 2004): names compare in microseconds."""
    places: dict[str, int] = {}
    for index, character in enumerate(first):
        places[character] = places.get(character, 0) | (1 << index)
    full = (1 << len(first)) - 1
    row = full
    for character in second:
        matched = row & places.get(character, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(first) - row.bit_count()
