"""Files that machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Edition

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /accounts/
Disallow: /door/

Sitemap: {site}/sitemap.xml
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; personal pages are unlisted and say noindex themselves."""
    return HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116); real time, since readers compare it with theirs."""
    edition = Edition.objects.current()
    contact = edition.contact_email if edition else settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
