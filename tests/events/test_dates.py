from datetime import date, time

import pytest
from django.utils import translation

from events.dates import date_in_words, day_in_words, range_in_words, time_in_words

NB = "\u00a0"


@pytest.mark.parametrize(
    ("language", "first", "last", "words"),
    [
        ("fr", date(2025, 11, 25), date(2025, 11, 27), f"du 25 au 27{NB}novembre 2025"),
        ("en", date(2025, 11, 25), date(2025, 11, 27), f"25–27{NB}November 2025"),
        ("fr", date(2025, 11, 30), date(2025, 12, 1), f"du 30{NB}novembre au 1er{NB}décembre 2025"),
        ("en", date(2025, 11, 30), date(2025, 12, 1), f"30{NB}November – 1{NB}December 2025"),
        ("fr", date(2024, 12, 31), date(2025, 1, 1), f"du 31{NB}décembre 2024 au 1er{NB}janvier 2025"),
        ("en", date(2024, 11, 27), date(2024, 11, 27), f"27{NB}November 2024"),
        ("fr", date(2025, 11, 1), date(2025, 11, 11), f"du 1er au 11{NB}novembre 2025"),
    ],
)
def test_range_is_as_short_as_dates_allow(language, first, last, words):
    with translation.override(language):
        assert range_in_words(first, last) == words


def test_day_and_time_in_each_language():
    said = {}
    for language in ("fr", "en"):
        with translation.override(language):
            said[language] = (
                day_in_words(date(2025, 11, 1)),
                date_in_words(date(2025, 11, 21)),
                time_in_words(time(9, 30)),
                time_in_words(time(18)),
            )
    assert said == {
        "fr": (f"samedi 1er{NB}novembre", f"21{NB}novembre 2025", f"9{NB}h{NB}30", f"18{NB}h"),
        "en": (f"Saturday 1{NB}November", f"21{NB}November 2025", "9:30", "18:00"),
    }
