"""Everything public that a reader can search, in the active language."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events import facts, markdown
from events.models import Article, Edition, Page, Question, Session, Speaker
from events.search import Document, find

OF_EDITION = ("venues", "partnerships__partner", "downloads")
# Pages that no editor writes: address, title, description.
FIXED = (
    (
        "registration:register",
        _lazy("Register"),
        _lazy("Free registration for %(edition)s: choose your days, receive your badge by e-mail."),
    ),
    (
        "reimbursement:explanation",
        _lazy("Travel allowance"),
        _lazy("Who can receive the travel allowance, how far is far enough, and how a claim goes."),
    ),
    (
        "reimbursement:precheck",
        _lazy("Does the travel allowance apply to you?"),
        _lazy("Three questions, and a likely answer. Nothing is stored."),
    ),
    (
        "events:contact",
        _lazy("Contact"),
        _lazy("Ask the team a question, tell us what resists you on this site, or ask about your data."),
    ),
    (
        "events:open_data",
        _lazy("Open data"),
        _lazy("The programme and the partners as files for machines: JSON and CSV, free to reuse."),
    ),
)


def documents(*, now: datetime) -> Iterator[Document]:
    """Texts of the current edition, of the site, and past editions; the same queries whatever their number."""
    current = Edition.objects.current()
    if current is not None:
        yield from _edition_texts(current)
        for name, title, description in FIXED:
            yield Document(_("Page"), str(title), description % {"edition": current.title}, reverse(name))
    for page in Page.objects.published(now=now):
        language = page.reading_language
        text = _plain(page.summary_read, page.text("body", language), edition=current, language=language)
        foreign = language if page.is_foreign else ""
        yield Document(_("Page"), page.title_read, text, page.get_absolute_url(), foreign)
    for article in Article.objects.published(now=now):
        yield _article(article, current)
    published = {edition.pk: edition for edition in Edition.objects.published().prefetch_related(*OF_EDITION)}
    yield from _programmes(published)
    for edition in published.values():
        texts = (edition.theme, edition.summary, edition.description, edition.highlights, edition.record)
        names = [venue.city for venue in edition.venues.all()]
        names += [each.partner.name for each in edition.partnerships.all()]
        names += [download.label for download in edition.downloads.all()]
        text = f"{_plain(*texts, edition=edition)} · {', '.join(dict.fromkeys(names))}"
        yield Document(_("Edition"), edition.title, text, edition.get_absolute_url())


def _programmes(published: dict[int, Edition]) -> Iterator[Document]:
    """Sessions and speakers of every edition: their pages stay."""
    sessions = Session.objects.filter(day__edition__in=published).select_related("day__venue")
    for session in sessions.prefetch_related("speakers"):
        edition = published[session.day.edition_id]
        names = ", ".join(speaker.name for speaker in session.speakers.all())
        text = _plain(session.summary, session.description, session.access, names, session.day.label, edition=edition)
        kind = capfirst(session.get_kind_display())
        yield Document(kind, session.title, text, session.get_absolute_url())
    for speaker in Speaker.objects.filter(edition__in=published).select_related("edition"):
        edition = published[speaker.edition_id]
        text = _plain(speaker.position_held, speaker.organisation, speaker.biography, edition=edition)
        yield Document(_("Speaker"), speaker.name, text, speaker.get_absolute_url())


def _edition_texts(edition: Edition) -> Iterator[Document]:
    for question in edition.questions.all():
        yield _question(question, edition)
    for venue in edition.venues_in_order:
        text = _plain(
            venue.name, venue.address, venue.getting_there, venue.accessibility, venue.lodging, edition=edition
        )
        yield Document(_("Practical information"), venue.city, text, f"{reverse('events:practical')}#{venue.slug}")
    for partnership in edition.partnerships.select_related("partner"):
        partner = partnership.partner
        text = _plain(partner.short_name, partnership.get_role_display(), partnership.description, edition=edition)
        yield Document(_("Partner"), partner.name, text, reverse("events:partners"))


def questions_about(query: str, questions: Iterable[Question], edition: Edition) -> list[Question]:
    """The questions that answer ``query``, the best first."""
    found = {_question(question, edition): question for question in questions}
    return [found[hit.document] for hit in find(query, found)]


def _question(question: Question, edition: Edition) -> Document:
    url = f"{reverse('events:faq')}#{question.slug}"
    return Document(_("Question"), question.question, _plain(question.answer, edition=edition), url)


def _article(article: Article, edition: Edition | None) -> Document:
    language = article.reading_language
    texts = (article.summary_read, article.text("body", language), article.transcript_read)
    text = _plain(*texts, edition=edition, language=language)
    foreign = language if article.is_foreign else ""
    return Document(_("News"), article.title_read, text, article.get_absolute_url(), foreign)


def _plain(*texts: str, edition: Edition | None, language: str | None = None) -> str:
    """Markdown as the words a reader sees, on one line."""
    spoken = language or (get_language() or "fr")[:2]
    html = (markdown.to_html(facts.fill(text, edition, escape=markdown.escape), spoken) for text in texts if text)
    text = " · ".join(unescape(strip_tags(each)).strip() for each in html)
    return re.sub(r"[ \t\r\n]+", " ", text)  # the spaces that do not break stay
