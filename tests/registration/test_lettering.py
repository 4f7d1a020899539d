import pytest

from registration.lettering import LAST_STEP, SCALE, Line, direction, steps


def line(text: str, **changes) -> Line:
    return Line(text, **{"kind": "given", "largest": 68, "comfortable": 20, "lines": 2} | changes)


def sizes(*lines: Line, width: float = 91, height: float = 80) -> list[float]:
    return [SCALE[step] for step in steps(lines, width=width, height=height)]


def test_steps_short_name():
    assert sizes(line("Léa")) == [68]


def test_steps_longer_name_is_smaller():
    assert sizes(line("Léa")) > sizes(line("Clémentine")) > sizes(line("Maximiliano-Alejandro"))


def test_steps_two_words_take_two_lines_rather_than_small_letters():
    assert sizes(line("Jean Baptiste")) > sizes(line("Jean Baptiste", lines=1))


def test_steps_word_of_forty_letters_is_broken_at_a_comfortable_size():
    assert sizes(line("Wilhelmina" * 4)) == [20]


def test_steps_shrinks_the_tallest_until_all_fit():
    given, organisation = line("Jean Baptiste"), line("Coopérative", kind="organisation", largest=16, comfortable=10.5)
    roomy, narrow = sizes(given, organisation), sizes(given, organisation, height=20)
    assert narrow[0] < roomy[0]
    assert narrow[1] == roomy[1] == 16


def test_steps_ends_at_the_smallest_when_nothing_fits():
    assert steps([line("Marie " * 500)], width=91, height=5) == [LAST_STEP]


def test_steps_without_text():
    assert steps([], width=91, height=80) == []


def test_steps_accents_and_joiners_take_no_room():
    assert sizes(line("Zoe\u0301" + "\u200d" * 50)) == sizes(line("Zoé"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clémentine", "ltr"),
        ("محمد", "rtl"),
        ("שרה", "rtl"),
        ("小明", "ltr"),
        ("«123» محمد Ali", "rtl"),
        ("Ali محمد", "ltr"),
        ("2025", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction(text, expected):
    assert direction(text) == expected
