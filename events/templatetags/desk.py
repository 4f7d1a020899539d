"""What an editor finds on entering: {% desk as editing %}, None for whoever does not edit."""

from dataclasses import dataclass

from django import template
from django.db.models import Q
from django.template import Context

from events import clock, untranslated
from events.models import Edition, TextLink

register = template.Library()


@dataclass(frozen=True)
class Desk:
    """The editions that are still worked on, and the numbers of what wants care."""

    editions: list[Edition]
    gaps: int
    broken: int


@register.simple_tag(takes_context=True)
def desk(context: Context) -> Desk | None:
    """Where the site stands, for those who may change it."""
    request = context.get("request")
    if request is None or not request.user.has_perm("events.change_edition"):
        return None
    today = clock.now().date()
    worked_on = Q(is_current=True) | Q(ends_on__gte=today) | ~Q(status=Edition.Status.PUBLISHED)
    broken = TextLink.objects.filter(state=TextLink.State.BROKEN, ignored_at=None)
    return Desk(list(Edition.objects.filter(worked_on)), len(untranslated.gaps()), broken.count())
