"""The language switch and what search engines are told about languages."""

from django import template
from django.template import Context

from events import languages

register = template.Library()


@register.simple_tag(takes_context=True)
def alternate_url(context: Context, language: str) -> str:
    """The address of the page being shown in ``language``."""
    request = context.get("request")
    return languages.alternate(request, language) if request else f"/{language}/"


@register.inclusion_tag("events/language_links.html", takes_context=True)
def language_links(context: Context) -> dict[str, object]:
    """Canonical address and hreflang alternates of a public page; nothing on private ones."""
    request = context.get("request")
    alternates = languages.alternates(request) if request else []
    return {"alternates": alternates, "canonical": languages.absolute(request.path) if alternates and request else ""}
