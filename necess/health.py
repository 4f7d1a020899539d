"""Two addresses for the machine that watches: is the process alive, and can it do its work?"""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from outbox.models import OutgoingMail

LATE = timedelta(minutes=15)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 while the database answers; a lost cache or late mails are said but do not take the site away."""
    report = {"status": "ok", "database": "ok", "cache": _cache_state(), "mails": "ok"}
    try:
        connection.ensure_connection()
        if OutgoingMail.objects.due(now=timezone.now() - LATE).exists():
            report["mails"] = "late"
    except DatabaseError:
        report |= {"status": "error", "database": "down", "mails": "unknown"}
    return JsonResponse(report, status=200 if report["status"] == "ok" else 503)


def _cache_state() -> str:
    try:
        cache.set("health", 1, 5)
    except (RedisError, OSError):
        return "down"
    return "ok"
