import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events import clock, facts
from tests.events import moments
from tests.events.pages import address


@pytest.mark.parametrize(
    ("language", "filled"),
    [
        ("fr", "120 à Bruxelles le mardi 25\u00a0novembre, dès 9\u00a0h, du 25 au 27\u00a0novembre 2025"),
        ("en", "120 in Brussels on Tuesday 25\u00a0November, from 9:00, 25–27\u00a0November 2025"),
    ],
)
def test_facts_are_filled_in_the_language_of_the_page(editions, language, filled):
    text = {
        "fr": "{places:brussels-2025-11-25} à Bruxelles le {date:brussels-2025-11-25}, "
        "dès {opening:brussels-2025-11-25}, {dates}",
        "en": "{places:brussels-2025-11-25} in Brussels on {date:brussels-2025-11-25}, "
        "from {opening:brussels-2025-11-25}, {dates}",
    }[language]
    with translation.override(language):
        assert facts.fill(text, editions["2025"]) == filled


@pytest.mark.parametrize(
    "text", ["{places:nowhere}", "{unknown}", "{{7*7}}", "{0.__class__}", "{dates:paris}", "{places}", "{ dates }"]
)
def test_unknown_fact_is_refused_when_saving_and_literal_when_shown(editions, text):
    edition = editions["2025"]
    with pytest.raises(ValidationError):
        facts.refuse_unknown(text, edition)
    assert facts.fill(text, edition) in {text, "Pas encore décidé."}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{allowance_amount}", "Not decided yet."),
        ("You get {allowance_amount}. Ask us! From {allowance_distance} on?", "Ask us!"),
        ("Come. « {allowance_amount} » it is.\nStay", "Come.\nStay"),
        ("- {allowance_amount} at most\n- Free: {edition}", "- Free: NEC ESS Europe 2025"),
        ("1. Up to {allowance_amount}. Then rest.", "1. Then rest."),
        ("| a | b |\n| x | {keep_paid_years} years |\n| y | 1 |", "| a | b |\n| y | 1 |"),
        ("{0.__class__} stays. So does {7*7}.", "{0.__class__} stays. So does {7*7}."),
        ("", ""),
    ],
)
def test_what_is_not_decided_is_left_out(editions, text, shown):
    with translation.override("en"):
        assert facts.fill(text, editions["2025"]) == shown


def test_between_editions_no_sentence_speaks_of_one():
    with translation.override("en"):
        assert facts.fill("Write to {contact_email}. We answer.", None) == "We answer."


@pytest.mark.pages
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("names", [["home"], ["faq"], ["privacy"], ["practical"], ["legal"]])
def test_no_page_shows_a_dash_or_a_hole_without_a_rule(editions, client, language, names):
    with clock.at(moments.OPEN):
        page = client.get(address(*names, [], language)).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    words = re.sub(r"<[^>]+>", "|", main)
    assert (
        re.findall(r"[^|]*\{[a-z_]+\}[^|]*|[^|]*(?:\bNone\b|\|\s*–\s*(?=\|)| (?:de|of|than) (?:–|[.,]))[^|]*", words)
        == []
    )


def test_texts_are_refused_by_the_model(editions):
    question = editions["2025"].questions.get(slug="who")
    question.answer_en = "There are {seats} seats."
    with pytest.raises(ValidationError) as refused:
        question.full_clean()
    assert set(refused.value.message_dict) == {"answer_en"}
