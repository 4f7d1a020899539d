"""The look of the edition a page or a mail is about: its name, its colours, its logo."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from events import house, palettes
from events.models import Edition

register = template.Library()
KNOWN = "edition_look"  # in a context: the edition, asked for once


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


@register.simple_tag(takes_context=True)
def mail_look(context: Context) -> Edition | None:
    """The edition whose name and colours a mail wears: its own, else the current one."""
    shown = context.get("edition")
    return shown if isinstance(shown, Edition) else Edition.objects.current()


@register.simple_tag(takes_context=True)
def event_name(context: Context) -> str:
    """What the event of this page or mail calls itself."""
    return house.name_of(context.get(KNOWN))


@register.simple_tag(takes_context=True)
def event_tagline(context: Context) -> str:
    """What the event of this page is, in one line."""
    return house.tagline_of(context.get(KNOWN))


@register.simple_tag(takes_context=True)
def mail_colours(context: Context) -> SafeString:
    """The rules by which a mail wears the colours of its edition, over those of the house."""
    worn = context.get(KNOWN)
    return mark_safe(palettes.mail_rules(worn.accents if worn else ""))
