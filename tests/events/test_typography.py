import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.typography import set_text


@pytest.mark.parametrize(
    ("typed", "french"),
    [
        ("Où et quand ?", "Où et quand\u202f?"),
        ("Où et quand?", "Où et quand\u202f?"),
        ("Bonjour !", "Bonjour\u202f!"),
        ("un ; deux", "un\u202f; deux"),
        ("Contact : nous", "Contact\u202f: nous"),
        ("Contact: nous", "Contact\u202f: nous"),
        ("« Parlez-moi d'IA »", "«\u202fParlez-moi d’IA\u202f»"),
        ("«Parlez-moi»", "«\u202fParlez-moi\u202f»"),
        ("le 25 novembre", "le 25\u00a0novembre"),
        ("le 1er mai", "le 1er\u00a0mai"),
        ("1 000 organisations", "1\u202f000 organisations"),
        ("948 €", "948\u202f€"),
        ("plus de 20 km", "plus de 20\u202fkm"),
        ("à 9 h 30", "à 9\u202fh\u202f30"),
        ("attendez...", "attendez…"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("https://a.org/?q=x:y;z", "https://a.org/?q=x:y;z"),
        ("écrire à a@b.org", "écrire à a@b.org"),
        ("de 10:30 à 11:00", "de 10:30 à 11:00"),
        ("{places:paris-2025-11-26} places", "{places:paris-2025-11-26} places"),
        (" ? seul au début", "\u202f? seul au début"),
    ],
)
def test_french_text_gets_its_spaces(typed, french):
    assert set_text(typed, "fr") == french


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("What is it? Fine; really: yes!", "What is it? Fine; really: yes!"),
        ("the reader's own", "the reader’s own"),
        ('a "third way" here', "a “third way” here"),
        ("25 November", "25\u00a0November"),
        ("the editors' list", "the editors’ list"),
    ],
)
def test_english_text_keeps_its_spaces(typed, english):
    assert set_text(typed, "en") == english


@given(st.text(alphabet="abé 1259€:;!?«»“”'\"./@h\u202f\u00a0\n", max_size=60), st.sampled_from(["fr", "en"]))
def test_setting_twice_changes_nothing_more(text, language):
    once = set_text(text, language)
    assert set_text(once, language) == once
