"""What we ship tells the same numbers in both languages."""

import pytest

from events.told_numbers import differing
from events.untranslated import all_rows


@pytest.mark.parametrize(
    ("french", "english", "apart"),
    [
        ("Le 1er décembre à 9 h 05", "1 December at 9:05", []),
        ("jusqu’à 20 h", "until 8 p.m.", []),
        ("10 000,5 €", "€10,000.5", []),
        ("{date:paris} et [2](/fr/a/2024/)", "{date:lyon} and [2](/en/a/2025/)", []),
        ("12 places", "20 places", ["12", "20"]),
        ("sans nombre", "none", []),
    ],
)
def test_numbers_are_compared_however_they_are_written(french, english, apart):
    assert differing(french, english) == apart


@pytest.mark.pages
def test_shipped_texts_tell_the_same_numbers(editions):
    apart = {
        (str(row), field)
        for row in all_rows()
        if len(row.languages_offered()) > 1
        for field in row.translated_fields()
        if field != "file" and differing(row.text(field, "fr"), row.text(field, "en"))
    }
    assert apart == set()
