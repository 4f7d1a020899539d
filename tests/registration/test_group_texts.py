import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from registration import group_texts

WORDS = {
    "first_name": "Zoé <b>{name}</b> **x** & co",
    "name": "{{7*7}} %(x)s",
    "organisation": "",
    "reference": "7KQ4-M2PD",
    "days": "Paris",
    "my_page": "https://example.org/my/abc?x=1&y=2",
}


def test_words_of_a_person_are_never_markup():
    shown = group_texts.html("Hello {first_name}, {name}", "en", WORDS)
    assert shown == "<p>Hello Zoé &lt;b&gt;{name}&lt;/b&gt; **x** &amp; co, {{7*7}} %(x)s</p>\n"


def test_markup_of_the_author_is_the_safe_part_only():
    text = "**bold** <script>alert(1)</script> ![x](http://a/b.png) [y](javascript:alert(1)) [z](https://example.org)"
    shown = group_texts.html(text, "en", WORDS)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "<strong>bold</strong>" in shown
    assert '<a href="https://example.org"' in shown


@pytest.mark.parametrize("text", ["See {my_page}", "See <{my_page}>", "See [my page]({my_page})"])
def test_the_personal_page_is_a_link_however_it_is_written(text):
    shown = group_texts.html(text, "en", WORDS)
    assert 'href="https://example.org/my/abc?x=1&amp;y=2"' in shown
    assert "invalid" not in shown + group_texts.plain(text, "en", WORDS)
    assert "https://example.org/my/abc?x=1&y=2" in group_texts.plain(text, "en", WORDS)


def test_plain_text_reads_like_a_letter():
    text = (
        "## Coming\n\nTake the **train** to\nParis:\n\n- line *1*\n- [map](https://example.org/map)\n\n"
        "1. one\n2. two\n\n> said\n> twice\n\n---\n\n<mailto:a@example.org> {first_name}"
    )
    assert group_texts.plain(text, "en", {**WORDS, "first_name": "*Zoé*"}) == (
        "Coming\n\nTake the train to\nParis:\n\n- line 1\n\n- map (https://example.org/map)\n\n"
        "1. one\n\n2. two\n\n> said\n> twice\n\n----\n\nmailto:a@example.org *Zoé*"
    )


def test_a_subject_is_one_line():
    assert group_texts.line("Bonjour {first_name}", "fr", {**WORDS, "first_name": "A\r\nBcc: b@example.org"}) == (
        "Bonjour A Bcc: b@example.org"
    )


@pytest.mark.parametrize("text", ["{nom}", "{my_page }", "{0.__class__}", "{}", "{{7*7}}"])
def test_unknown_words_are_refused_by_name(text):
    with pytest.raises(ValidationError):
        group_texts.refuse_unknown(text)


def test_known_words_are_accepted():
    group_texts.refuse_unknown(" ".join(f"{{{word}}}" for word in group_texts.WORDS))


def test_plain_text_is_set_in_its_language_and_its_links_are_whole():
    text = "Venez [ici](/fr/programme/) : c'est ouvert !"
    assert group_texts.plain(text, "fr", WORDS) == (
        f"Venez ici ({settings.SITE_URL}/fr/programme/)\u202f: c’est ouvert\u202f!"
    )
