"""The same page in the other language: links, alternates, and the page to start with."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation

DEFAULT = "en"  # for readers of neither language: the conference is European


def alternate(request: HttpRequest, language: str) -> str:
    """The address of this page in ``language``, its query kept; the home page when it has no such address."""
    path = request.get_full_path()
    translated = translate_url(path, language)
    if urlsplit(translated).path.startswith(f"/{language}/"):
        return translated
    with translation.override(language):
        return reverse("events:home")


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def alternates(request: HttpRequest) -> list[tuple[str, str]]:
    """(hreflang, absolute address without query) for every language and x-default; empty for private pages."""
    match = request.resolver_match
    first = request.path.split("/", 2)[1]
    if match is None or "token" in match.kwargs or first not in dict(settings.LANGUAGES):
        return []
    pages = [(code, absolute(translate_url(request.path, code))) for code, _name in settings.LANGUAGES]
    return [*pages, ("x-default", dict(pages)[DEFAULT])]
