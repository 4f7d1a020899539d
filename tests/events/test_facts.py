import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events import facts


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
    assert facts.fill(text, edition) in {text, "–"}


def test_fact_not_decided_yet_is_a_dash(editions):
    assert facts.fill("{allowance_amount}", editions["2025"]) == "–"
    assert facts.fill("{dates}", None) == "–"


def test_texts_are_refused_by_the_model(editions):
    question = editions["2025"].questions.get(slug="who")
    question.answer_en = "There are {seats} seats."
    with pytest.raises(ValidationError) as refused:
        question.full_clean()
    assert set(refused.value.message_dict) == {"answer_en"}
