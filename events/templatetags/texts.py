"""Texts from the database, set in the typography of the reader's language."""

from datetime import date, datetime

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, override

from events import dates, facts, markdown
from events.languages import absolute
from events.models import Article, Edition, Partnership, Venue
from events.models.offered import Offered
from events.typography import set_text

register = template.Library()

ROLE_HEADINGS = {
    Partnership.Role.ORGANISER: gettext_lazy("Organised by"),
    Partnership.Role.CO_ORGANISER: gettext_lazy("Co-organised with"),
    Partnership.Role.FUNDER: gettext_lazy("With the financial support of"),
    Partnership.Role.SUPPORTER: gettext_lazy("With the help of"),
}


def _language() -> str:
    return (get_language() or "fr")[:2]


@register.filter
def typeset(text: str | None, edition: Edition | None = None) -> SafeString:
    """A short text on one line: facts filled in, typography, escaped."""
    return mark_safe(conditional_escape(set_text(facts.fill(text or "", edition), _language())))


@register.filter
def typeset_in(text: str | None, language: str) -> SafeString:
    """A short text written in ``language``, whatever the language of the page."""
    return mark_safe(conditional_escape(set_text(text or "", language)))


@register.filter
def question_of(theme: str) -> str:
    """The part of a theme that is set large: up to its question mark."""
    question, mark, _rest = theme.partition("?")
    return question + mark


@register.filter
def answer_of(theme: str) -> str:
    """What a theme says after its question; empty when it asks none."""
    return theme.partition("?")[2].strip()


@register.filter(name="markdown")
def render_markdown(text: str | None, edition: Edition | None = None) -> SafeString:
    """A long text: facts, Markdown, typography."""
    return markdown.to_html(facts.fill(text or "", edition, escape=markdown.escape), _language())


@register.simple_tag
def body_read(text: Offered, edition: Edition | None) -> SafeString:
    """The text of an article or a page in the language it is read in, its facts too."""
    language = text.reading_language
    with override(language):
        filled = facts.fill(text.text("body", language), edition, escape=markdown.escape)
    return markdown.to_html(filled, language)


@register.simple_tag
def article_transcript(article: Article) -> SafeString:
    """What is said in an episode, in the language the article is read in."""
    return markdown.to_html(article.transcript_read, article.reading_language)


@register.simple_tag
def fact(name: str, edition: Edition | None) -> str | None:
    """One fact for a sentence of a template; None while it is not decided."""
    return facts.value(name, edition)


@register.simple_tag
def dates_of(edition: Edition) -> str:
    """“25–27 November 2025”."""
    return dates.range_in_words(edition.starts_on, edition.ends_on)


@register.simple_tag
def followed(name: str, *arguments: object) -> str:
    """The address of a calendar in the form that calendar programs take as one to follow."""
    address = absolute(reverse(name, args=arguments))
    return f"webcal:{address.partition(':')[2]}"


@register.simple_tag
def openstreetmap(venue: Venue) -> str:
    """A map that opens elsewhere, on demand: nothing of it is loaded here."""
    return f"https://www.openstreetmap.org/?mlat={venue.latitude}&mlon={venue.longitude}#map=17/{venue.latitude}/{venue.longitude}"


@register.filter
def role_heading(role: Partnership.Role) -> str:
    """The heading above the partners of a role."""
    return str(ROLE_HEADINGS[role])


@register.filter
def verbose_name(row: Model) -> str:
    """What a row is: “question”, “session” …"""
    return capfirst(str(row._meta.verbose_name))


@register.filter
def local_date(moment: datetime) -> date:
    """The day of an instant in the time zone of the event."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


register.filter("day_in_words", dates.day_in_words)
register.filter("date_in_words", dates.date_in_words)
register.filter("time_in_words", dates.time_in_words)
register.filter("instant_in_words", dates.instant_in_words)
