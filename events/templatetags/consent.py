"""The question about optional services, on every page until it is answered."""

from django import template
from django.template import Context
from django.urls import reverse

from events import consent

register = template.Library()


@register.inclusion_tag("partials/consent.html", takes_context=True)
def consent_banner(context: Context) -> dict[str, object]:
    """The first layer: nothing where nothing is optional, where an answer was given, and beside the whole form."""
    request = context.get("request")
    if request is None or request.path == reverse("events:cookies") or not consent.is_asked(request):
        return {"is_asked": False}
    return {"is_asked": True, "services": consent.services(), "next": request.get_full_path()}
