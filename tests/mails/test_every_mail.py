"""What is true of every mail: played by the verbs, delivered, read as its receiver reads it, in both languages."""

import re
from html import unescape
from pathlib import Path

import allauth
import pytest
from django.conf import settings

from accounts.adapter import CHANGES
from tests.mails.office import LONG_LINK
from tests.mails.reading import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.xdist_group("mails")]

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ADDRESS = re.compile(r"https?://[^\s<>()\"]+")
# Mails of allauth that no page of ours asks for.
NEVER_SENT = {
    "account/email/unknown_account": "nobody is told whether an address has an account",
    "account/email/password_reset_code": "a new password is chosen by a link",
    "mfa/email/webauthn_added": "keys are not offered",
    "mfa/email/webauthn_removed": "keys are not offered",
}
FOREIGN = {
    "fr": re.compile(r"\b(the|your|registration|you|claim|Hello|Wednesday|team)\b"),
    "en": re.compile(r"\b(votre|vous|inscription|demande|Bonjour|mercredi|équipe)\b"),
}
# Written by people, whatever the language of the mail.
TYPED = re.compile(
    r"La page .*|Coopérative d’intérêt.*|.*Musée social.*|.*d’action sociales.*|.*présentes et présents.*"
)
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\(\w+\)s|⟦|⟧|\bNone\b|&(amp|lt|gt|quot|#\d+);")
PLAIN_SPACE = re.compile(r"\w ([;:!?»](?=\s|$))|« ")


def words_of(html: str) -> str:
    """What is seen of the HTML part, without the head."""
    body = html.partition("<body>")[2]
    shown = re.sub(r'<td class="tile.*?</td>', " ", body, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", shown))


def links_of(html: str) -> set[str]:
    return {unescape(link) for link in re.findall(r'href="([^"]+)"', html)}


def faults(letters: list[Letter], look) -> dict[str, object]:
    """What ``look`` finds in each letter, where it finds something."""
    return {letter.name: found for letter in letters if (found := look(letter))}


def test_every_mail_there_is_is_played_here(letters):
    subjects = [path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*subject.txt")]
    ours = {re.sub(r"[._]subject\.txt$", "", str(path)) for path in subjects}
    played = {language: {one.template for one in letters if one.language == language} for language in ("fr", "en")}
    assert played == {"fr": ours, "en": ours - {"events/emails/contact"}}  # the team reads French


def test_every_mail_of_allauth_is_ours_or_never_sent():
    theirs = Path(allauth.__file__).parent / "templates"
    there = {
        str(path.relative_to(theirs))[: -len("_subject.txt")]
        for app in ("account", "mfa")
        for path in (theirs / app / "email").glob("*_subject.txt")
    }
    ours = {name for name in there if (TEMPLATES / f"{name}_message.html").exists()}
    told = {name for name in there if name.rpartition("/")[2] in CHANGES}
    assert there - ours - told == {*NEVER_SENT, "account/email/password_reset"} - told


def test_lines_of_the_plain_part_fit_every_screen(letters):
    def look(letter):
        return [line for line in letter.text.splitlines() if len(line) > 78 and not ADDRESS.search(line)]

    assert faults(letters, look) == {}


def test_nothing_of_a_template_is_left_over(letters):
    def look(letter):
        spaces = "\n\n\n" in letter.text or re.search(r"[^-] +\n", letter.text)
        return spaces or LEFT_OVER.findall(letter.text + letter.subject) or LEFT_OVER.findall(words_of(letter.html))

    assert faults(letters, look) == {}


def test_both_parts_hold_the_same_links_and_all_are_whole(letters):
    def look(letter):
        plain = {link.rstrip(".") for link in ADDRESS.findall(letter.text)}
        shown = {link for link in links_of(letter.html) if not link.startswith("mailto:")}
        stray = [link for link in shown | plain if not link.startswith((settings.SITE_URL, LONG_LINK[:60]))]
        typed = {LONG_LINK} if LONG_LINK in words_of(letter.html) else set()
        return sorted(plain ^ (shown | typed)) + stray

    assert faults(letters, look) == {}


def test_both_parts_hold_the_same_figures(letters):
    def look(letter):
        plain, shown = (ADDRESS.sub(" ", part) for part in (letter.text, words_of(letter.html)))
        # The host of the site is written without its scheme in the HTML part.
        shown = shown.replace(settings.SITE_URL.partition("://")[2], " ")
        return sorted(set(re.findall(r"\d+", plain)) ^ set(re.findall(r"\d+", shown)))

    assert faults(letters, look) == {}


def test_every_mail_speaks_the_language_of_its_reader_and_says_which(letters):
    def look(letter):
        if letter.template == "events/emails/contact":
            return []
        seen = [ADDRESS.sub(" ", part) for part in (letter.subject, letter.text, words_of(letter.html))]
        mixed = [found[0] for part in seen if (found := FOREIGN[letter.language].search(TYPED.sub(" ", part)))]
        said = re.findall(r'<(?:html|div role="main") lang="(..)"', letter.html)
        return mixed if said == [letter.language] * 2 else [*mixed, "language not said"]

    assert faults(letters, look) == {}


def test_french_mails_are_set_as_french_is(letters):
    def look(letter):
        if letter.language == "en":
            return []
        seen = [ADDRESS.sub(" ", part) for part in (letter.subject, letter.text, words_of(letter.html))]
        return [found[0] for part in seen if (found := PLAIN_SPACE.search(part))] + re.findall(r"\w'\w", "".join(seen))

    assert faults(letters, look) == {}


def test_headers_tell_machines_what_it_is(letters):
    def look(letter):
        head = letter.message
        expected = ("auto-generated", "All", letter.language)
        told = tuple(head[name] for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language"))
        lone = len(head.get_all("To")) == 1 and "," not in head["To"] and not head["Cc"] and not head["Bcc"]
        host = head["Message-ID"].endswith("@127.0.0.1>")
        return [] if told == expected and lone and host else [told, lone, host]

    assert faults(letters, look) == {}
    assert len({letter.message["Message-ID"] for letter in letters}) == len(letters)


def test_answers_reach_people(letters):
    silent = {one.template for one in letters if not one.message["Reply-To"]}
    assert {name for name in silent if not name.startswith("account/")} == {
        "registration/emails/list_ready",  # of the machine, to colleagues
        "registration/emails/group_message",  # its test, to its author
    }


def test_what_can_be_refused_says_so_to_the_mail_program(letters):
    news = [one for one in letters if one.message["List-Unsubscribe-Post"]]
    assert {one.template.rpartition("/")[2] for one in news} == {"group_message", "invitation"}
    for one in news:
        address = one.message["List-Unsubscribe"].strip(" <>")
        assert address in one.text
        assert address in links_of(one.html)
        assert one.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_subjects_are_short_and_tell_no_secret(letters):
    def look(letter):
        secret = re.search(r"\S+@\S+|https?:|[A-Za-z0-9_-]{30,}", letter.subject)
        return letter.subject if secret or not 8 <= len(letter.subject) < 70 or "  " in letter.subject else ""

    assert faults(letters, look) == {}
