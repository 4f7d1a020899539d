"""The one action of the header, as the current edition stands."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from events import clock, places
from events.models import Edition
from events.page_cache import is_kept
from events.stage import Stage, stage_of

register = template.Library()


@register.inclusion_tag("partials/main_action.html", takes_context=True)
def main_action(context: Context) -> dict[str, str]:
    """Register, join the line, see the programme or look back; elsewhere, the form that says it all."""
    address, words = reverse("registration:register"), _("Register")
    edition, stage = _edition_and_stage(context)
    if edition is not None and stage is Stage.OVER:
        address, words = edition.get_absolute_url(), _("Look back")
    elif stage in {Stage.ANNOUNCED, Stage.CLOSED, Stage.DURING}:
        address, words = reverse("events:programme"), _("See the programme")
    elif stage is Stage.WAITING_LIST:
        words = _("Waiting list")
    request = context.get("request")
    return {"address": address, "words": words, "here": request.path if request else ""}


def _edition_and_stage(context: Context) -> tuple[Edition | None, Stage | None]:
    """From the page where it knows, otherwise asked of the database: kept pages do so once for all their readers."""
    request, edition, stage = context.get("request"), context.get("edition"), context.get("stage")
    if isinstance(edition, Edition) and edition.is_current and isinstance(stage, Stage):
        return edition, stage
    if request is None or not is_kept(request):
        return None, None
    if not (isinstance(edition, Edition) and edition.is_current):
        edition = Edition.objects.current()
    if edition is None or isinstance(stage, Stage):
        return edition, stage if edition else None
    return edition, stage_of(edition=edition, places=places.of(edition), now=clock.now())
