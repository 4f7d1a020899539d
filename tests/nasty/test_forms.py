"""Whatever is typed into a public form: an answer, never an error; shown as text; kept, or still there to correct."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from events import clock
from registration.names import UnwritableError, tidy
from tests.nasty.forms import FORMS, WITHOUT_WORDS, PublicForm
from tests.nasty.values import ACTIVE, TEXTS, TYPED
from tests.reimbursement import cast

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

FORM = "application/x-www-form-urlencoded"
OURS = {"events", "registration", "reimbursement"}
# Enough for a field that offers a choice.
A_FEW = dict(list(TYPED.items())[::7])
# For the parts of an address that have to be something.
EXAMPLES = {"token": "x" * 43, "step": "office"}


@pytest.fixture(autouse=True)
def mid_october(private_files):
    with clock.at(cast.NOW):
        yield


class Fields(HTMLParser):
    """What the fields of a page hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.held: dict[str, str] = {}
        self.textarea = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "input":
            self.held[given.get("name", "")] = given.get("value") or ""
        if tag == "textarea":
            self.textarea = given.get("name", "")

    def handle_data(self, data):
        if self.textarea:
            self.held[self.textarea] = self.held.get(self.textarea, "") + data

    def handle_endtag(self, tag):
        self.textarea = "" if tag == "textarea" else self.textarea


def lines(text: str) -> str:
    """Text as a form gives it back: browsers and HTML know one kind of line break, and none at the ends."""
    return re.sub(r"\r\n?", "\n", text).strip("\n")


def is_kept(typed: str, kept: str) -> bool:
    try:
        return kept in {typed.strip(), tidy(typed), re.sub(r"\r\n?", "\n", typed).strip()}
    except UnwritableError:
        return kept == typed.strip()


@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_typed_is_answered_shown_as_text_and_not_lost(name, edition, rule):
    form = FORMS[name](edition)
    client = Client(raise_request_exception=False)
    wrong = []
    for fields in form.together:
        for what, typed in (A_FEW if form.is_alike or set(fields) <= form.not_shown else TYPED).items():
            body = urlencode({**form.good, **dict.fromkeys(fields, typed)})
            with transaction.atomic():
                if form.is_search:
                    response = client.get(f"{form.address}?{body}")
                else:
                    response = client.post(form.address, body, content_type=FORM)
                wrong += [f"{fields}, {what}: {fault}" for fault in faults(form, fields, what, response)]
                transaction.set_rollback(True)
    assert wrong == []


def faults(form, fields, what, response):
    """Yield what is wrong with the answer to one value."""
    if response.status_code not in {200, 302, 400, 409}:
        yield f"status {response.status_code}"
        return
    page = response.content.decode()
    typed = TEXTS.get(what)
    if typed is None:
        return
    if typed in ACTIVE and typed in page:
        yield "shown as it is"
    if response.status_code == 302 and not form.is_search:
        kept = form.kept()
        yield from (f"{name} lost" for name in fields if name in kept and not is_kept(typed, kept[name]))
    elif response.status_code == 200:
        held = Fields(page).held
        shown = set(fields) - form.not_shown
        yield from (f"{name} not kept" for name in shown if lines(held.get(name, "")) != lines(typed))


@pytest.mark.parametrize(
    ("page", "status", "found"),
    [
        (b'<input name="text" value="&lt;script&gt;alert(1)&lt;/script&gt;">', 200, []),
        (b"<textarea name=text>\n&lt;script&gt;alert(1)&lt;/script&gt;</textarea>", 200, []),
        (b'<input name="text" value=""><script>alert(1)</script>', 200, ["shown as it is", "text not kept"]),
        (b"<p>Please correct this.</p>", 200, ["text not kept"]),
        (b"", 302, ["text lost"]),
        (b"", 500, ["status 500"]),
    ],
)
def test_faults_are_found(page, status, found):
    """Control: the examination above sees a page that shows, loses or breaks."""
    form = PublicForm("x", "/", {}, (("text",),), lambda: {"text": "script"})
    assert list(faults(form, ["text"], "markup: script", HttpResponse(page, status=status))) == found


def part_of_address(part):
    return EXAMPLES.get(part[2], "1" if part[1] == "int" else "x")


def addresses(patterns, route="", namespace=""):
    """Yield name and example of every address of ours under ``patterns``."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and namespace.rstrip(":") not in OURS:
            continue
        if isinstance(pattern, URLPattern):
            example = re.sub(r"<(?:(\w+):)?(\w+)>", part_of_address, f"{route}{pattern.pattern}")
            yield f"{namespace}{pattern.name}", f"/{example}"
        elif pattern.namespace in {None, *OURS}:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, f"{route}{pattern.pattern}", inner)


def test_every_public_form_is_in_the_table(client, edition, rule):
    """An address that neither stands in the table nor refuses to be posted to is a form nobody tried."""
    known = {name.split(" (")[0] for name in FORMS} | WITHOUT_WORDS
    named = list(addresses(get_resolver().url_patterns))
    assert known <= {name for name, _example in named}
    untried = {name for name, example in named if name not in known and client.post(example).status_code != 405}
    assert untried == set()
