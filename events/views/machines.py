"""Files that machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.house import name_of, tagline_of
from events.models import Edition

SHORT = 12  # characters that a phone writes under an icon
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


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the site among its applications, in the language of the address."""
    shortcuts = [
        {"name": name, "url": reverse(address)}
        for name, address in ((_("Programme"), "events:programme"), (_("Register"), "registration:register"))
    ]
    edition = Edition.objects.current()
    name = name_of(edition)
    picture = {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"}
    found = {
        "name": name,
        "short_name": name if len(name) <= SHORT else name[:SHORT].rsplit(" ", 1)[0],
        "description": tagline_of(edition),
        "lang": get_language(),
        "start_url": reverse("events:home"),
        "scope": "/",
        "display": "browser",
        "theme_color": "#fbf8f1",
        "background_color": "#fbf8f1",
        "icons": [picture, {**picture, "purpose": "maskable"}],
        "shortcuts": shortcuts,
    }
    return JsonResponse(found, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
