"""Texts from the database, set in the typography of the reader's language."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from events import dates, facts, markdown
from events.models import Edition
from events.typography import set_text

register = template.Library()


def _language() -> str:
    return (get_language() or "fr")[:2]


@register.filter
def typeset(text: str | None, edition: Edition | None = None) -> SafeString:
    """A short text on one line: facts filled in, typography, escaped."""
    return mark_safe(conditional_escape(set_text(facts.fill(text or "", edition), _language())))


@register.filter(name="markdown")
def render_markdown(text: str | None, edition: Edition | None = None) -> SafeString:
    """A long text: facts, Markdown, typography."""
    return markdown.to_html(facts.fill(text or "", edition, escape=markdown.escape), _language())


register.filter("day_in_words", dates.day_in_words)
register.filter("date_in_words", dates.date_in_words)
register.filter("time_in_words", dates.time_in_words)


@register.simple_tag
def dates_of(edition: Edition) -> str:
    return dates.range_in_words(edition.starts_on, edition.ends_on)
