"""What readers may allow, what they allowed, and the proof of it.

As long as no service is active nothing is asked, stored or loaded. The list is read once in a moment for all pages of a
process, like the pages themselves (``events.page_cache``).
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from time import monotonic

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import consent_cookie, facts
from events.consent_cookie import Choice
from events.models import ConsentProof, OptionalService
from events.retention_calendar import Departures, Keeping, goes_on, months_after, months_in_words, register

KEEP_PROOFS = 6  # months
_kept: list[tuple[float, list[OptionalService]]] = []


def services() -> list[OptionalService]:
    """The active services, by category."""
    if _kept and monotonic() - _kept[0][0] < settings.PAGE_CACHE_SECONDS:
        return _kept[0][1]
    found = list(OptionalService.objects.filter(is_active=True))
    _kept[:] = [(monotonic(), found)]
    return found


def version_of(listed: Iterable[OptionalService]) -> str:
    """Eight characters that change whenever a service, its use or its origin does: then people are asked again."""
    return sha256(_in_words(listed).encode()).hexdigest()[:8]


def choice_of(request: HttpRequest) -> Choice | None:
    """The choice that holds for the present list; None where the reader has not been asked about it."""
    choice = consent_cookie.read(request)
    return choice if choice and choice.version == version_of(services()) else None


def is_asked(request: HttpRequest) -> bool:
    """Whether this reader has a choice to make."""
    return bool(services()) and choice_of(request) is None


def is_allowed(request: HttpRequest, service: OptionalService) -> bool:
    """Whether the reader allowed this service, in its present form."""
    choice = choice_of(request)
    return service.is_active and choice is not None and service.category in choice.allowed


def record(*, allowed: Iterable[str], now: datetime) -> Choice:
    """Keep the proof of a choice, and return the choice for the reader's cookie."""
    listed = services()
    offered = {service.category for service in listed}
    day = timezone.localtime(now, timezone.get_default_timezone()).date()
    choice = Choice(version_of(listed), frozenset(allowed) & offered, day, secrets.token_urlsafe(12))
    ConsentProof.objects.create(
        number=choice.number,
        version=choice.version,
        services=_in_words(listed),
        allowed=" ".join(sorted(choice.allowed)),
        given_at=now,
    )
    return choice


def offer() -> None:
    """Let texts name how long proofs are kept, and put them on the calendar."""
    facts.register("keep_consents", lambda _edition, _argument: months_in_words(KEEP_PROOFS))
    register(Keeping(_("proofs of choices"), ConsentProof._meta.label, ("keep_consents",), _departures))


def forget(*, today: date) -> int:
    """Delete the proofs that have reached their day."""
    kept_from = months_after(today, -KEEP_PROOFS)
    number, _each = ConsentProof.objects.filter(given_at__date__lt=kept_from).delete()
    return number


def _departures() -> Departures:
    days = ConsentProof.objects.order_by().annotate(day=TruncDate("given_at")).values_list("day")
    return {goes_on(day, months=KEEP_PROOFS): number for day, number in days.annotate(Count("pk"))}


def _in_words(listed: Iterable[OptionalService]) -> str:
    """The list as it is shown, in both languages: one line for each service."""
    return "\n".join(
        " · ".join(
            (
                each.category,
                each.name,
                each.provider,
                each.origin,
                each.text("purpose", "fr"),
                each.text("purpose", "en"),
            )
        )
        for each in listed
    )
