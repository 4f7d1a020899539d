import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from events import clock
from events.models import Article, Edition
from events.search import Document, find, fold
from tests.events import moments
from tests.events.pages import read
from tests.reimbursement.cast import make_rule

pytestmark = pytest.mark.pages

SITE = [
    Document("Question", "Où et quand ?", "À Bruxelles puis à Paris, au Musée social.", "/a"),
    Document("Séance", "Gouverner l’IA", "Qui décide, et pour qui ? La coopération à l’œuvre.", "/b"),
    Document("Séance", "Mesurer l’empreinte", "Compter ce que consomme un service à Paris.", "/c"),
]


def urls(query: str) -> list[str]:
    return [hit.document.url for hit in find(query, SITE)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("paris", ["/a", "/c"]),
        ("PARIS service", ["/c"]),
        ("musee", ["/a"]),
        ("oeuvre", ["/b"]),
        ("cooperation", ["/b"]),
        ("coperation", ["/b"]),
        ("coopertaion", ["/b"]),
        ("bruxeles", ["/a"]),
        ("gouv", ["/b"]),
        ("ia", ["/b"]),
        ("empreinte paris", ["/c"]),
        ("paris introuvable", ["/a", "/c"]),
        ("xyzzy", []),
        ("", []),
        ("?!…", []),
        ("\u0000\u202e", []),
    ],
)
def test_words_are_found_without_accents_and_with_errors(query, found):
    assert urls(query) == found


def test_title_comes_before_text():
    documents = [Document("", "Autre", "forum", "/text"), Document("", "Forum", "autre", "/title")]
    assert [hit.document.url for hit in find("forum", documents)] == ["/title", "/text"]


def test_excerpt_marks_every_hit_and_loses_nothing():
    text = "mot " * 100 + "une Coopérative ici, une autre coopérative là " + "mot " * 100
    (hit,) = find("cooperative", [Document("", "Titre", text, "/")])
    assert [piece for piece, marked in hit.excerpt if marked] == ["Coopérative", "coopérative"]
    assert "".join(piece for piece, _marked in hit.excerpt).strip("… ") in text


def test_folding_is_the_same_for_composed_and_decomposed_letters():
    assert fold("É") == fold("E\u0301") == "e"


def test_long_queries_are_bounded():
    assert find("a" * 100_000 + " " + "b " * 10_000, SITE) == []


def answers(path: str, query: str) -> list[str]:
    """Where the answers lead; the frame of the page has links of its own."""
    return re.findall(r'<h2><a href="([^"]+)"', Client().get(path, {"q": query}).content.decode())


@pytest.mark.parametrize(
    ("language", "query", "url"),
    [
        ("fr", "cohesion des territoires", "/fr/faq/#funding"),
        ("fr", "defraiement", "/fr/faq/#funding"),
        ("fr", "defraiement", "/fr/defraiement/"),
        ("fr", "solferino", "/fr/infos-pratiques/#paris"),
        ("en", "solutions forum", "/en/programme/paris-2025-11-27/solutions-forum/"),
        ("en", "sarda", "/en/editions/2025/people/maud-sarda/"),
        ("en", "communs numeriques", "/en/news/parlez-moi-d-ia/"),
        ("fr", "cookies", "/fr/cookies/"),
        ("en", "san sebastian", "/en/editions/2023/"),
        ("fr", "helloasso", "/fr/partenaires/"),
        ("fr", "latitudes", "/fr/editions/2023/"),
        ("en", "travel alowance", "/en/reimbursement/"),
        ("fr", "donnees ouvertes", "/fr/donnees-ouvertes/"),
    ],
)
def test_site_is_searched_in_the_language_of_the_page(editions, language, query, url):
    path = {"fr": "/fr/recherche/", "en": "/en/search/"}[language]
    make_rule(editions["2025"])
    with clock.at(moments.OPEN):
        assert url in answers(path, query)


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "\x00", "x" * 5000, "' OR 1=1 --", "%(x)s {{7*7}}"])
def test_nasty_queries_are_answered_plainly(editions, query):
    response = Client().get("/fr/recherche/", {"q": query})
    assert response.status_code in {200, 400}
    assert b"<script>alert" not in response.content


def test_spaces_that_do_not_break_stay_in_what_is_shown(editions):
    page = Client().get("/fr/recherche/", {"q": "commun"}).content.decode()
    assert "engagées\u202f; recherche" in page
    assert not re.search(r"\w [;:!?]", strip_tags(page.partition("<main")[2].partition("</main>")[0]))


def test_questions_are_searched_on_their_page(editions):
    page = Client().get("/fr/faq/", {"q": "gratuit"}).content.decode()
    assert ('id="who"' in page, 'id="theme"' in page) == (True, False)
    assert "Aucune question" in Client().get("/fr/faq/", {"q": "xyzzyx"}).content.decode()


def test_what_is_said_in_an_episode_is_found(editions):
    Article.objects.filter(slug="parlez-moi-d-ia").update(transcript_fr="Il y est question de ruches.", languages="fr")
    assert answers("/fr/recherche/", "ruche") == ["/fr/actualites/parlez-moi-d-ia/"]


def test_programme_of_an_edition_that_is_over_is_found(editions):
    Edition.objects.update(is_current=False)
    assert "/en/programme/paris-2025-11-27/solutions-forum/" in answers("/en/search/", "solutions forum")


def test_drafts_are_not_found(editions):
    editions["2025"].status = "draft"
    editions["2025"].save()
    page = read(Client().get("/en/search/", {"q": "solutions forum"}).content.decode())
    assert not [link for link in page.links if "/programme/" in link and link != "/en/programme/"]
