"""Typography of each language, set when a page is shown: editors type plain spaces and straight quotes.

Pure: text in, text out, and setting a text twice changes nothing more.
"""

import re

THIN = "\u202f"  # narrow no-break space
FIXED = "\u00a0"  # no-break space

MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
SPACES = r"[ \u00a0\u202f]"
# Addresses keep every character: https://…, a@b.org, /fr/faq/?q=x, tokens such as {places:paris}.
ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*|(?<!\S)/\S+|\{[^{}\s]*\}")

Rule = tuple[re.Pattern[str], str]

EVERYWHERE: tuple[Rule, ...] = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(rf"(?<=\d){SPACES}(?=\d{{3}}(?!\d))"), THIN),
    (re.compile(rf"(?<=\d){SPACES}(?=(?:€|%|km|kB|h)(?!\w))"), THIN),
    (re.compile(rf"\b(\d{{1,2}}|1er){SPACES}(?=(?:{MONTHS})\b)"), rf"\1{FIXED}"),
)
FRENCH: tuple[Rule, ...] = (
    (re.compile(rf"(?<=\d{THIN}h){SPACES}(?=\d\d\b)"), THIN),
    (re.compile(rf"«{SPACES}*(?=\S)"), f"«{THIN}"),
    (re.compile(rf"(?<=\S){SPACES}*»"), f"{THIN}»"),
    (re.compile(rf"(?<=[\w\d%€»”’)\].…]){SPACES}*([;!?]+)(?=$|[\s»”)\].,…])"), rf"{THIN}\1"),
    (re.compile(rf"^{SPACES}+([;!?:])(?=$|\s)"), rf"{THIN}\1"),
    (re.compile(rf"(?<=[\w\d%€»”’)\]…]){SPACES}*:(?=$|\s)"), f"{THIN}:"),
)
ENGLISH: tuple[Rule, ...] = (
    (re.compile(r'(?<![\w”])"(?=\S)([^"]*)(?<=\S)"(?!\w)'), r"“\1”"),
    (re.compile(r"(?<=s)'(?=\s)"), "’"),
)


def set_text(text: str, language: str) -> str:
    """Return ``text`` as a careful printer of ``language`` would set it."""
    rules = EVERYWHERE + (FRENCH if language == "fr" else ENGLISH)
    parts: list[str] = []
    end = 0
    for address in ADDRESS.finditer(text):
        parts += [_apply(rules, text[end : address.start()]), address.group()]
        end = address.end()
    return "".join([*parts, _apply(rules, text[end:])])


def _apply(rules: tuple[Rule, ...], text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text
