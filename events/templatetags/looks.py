"""The look of the edition a page is about."""

from django import template
from django.template import Context

from events import palettes
from events.models import Edition

register = template.Library()


@register.simple_tag(takes_context=True)
def look(context: Context) -> Edition | None:
    """The edition whose colours and logo the page wears: its own, else the current one.

    Pages about an error wear the house: they ask the database nothing.
    """
    shown = context.get("edition")
    if isinstance(shown, Edition):
        return shown
    about_an_error = context.template is not None and str(context.template.name).startswith("errors/")
    return None if about_an_error or "request" not in context else Edition.objects.current()


@register.filter
def own_palette(edition: Edition | None) -> str:
    """The palette to load; empty for the colours of the house."""
    return edition.palette if edition is not None and edition.palette in palettes.PALETTES else ""
