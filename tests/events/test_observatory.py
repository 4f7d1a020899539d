"""The rules by which the HTTP Observatory marks a site, on every kind of answer: at least 125, an A+.

The marks are those it publishes (100 to begin with; what is missing costs, what is more than asked earns). Rules about
redirections, third-party scripts and certificates need a real host: docs/deploy.md.
"""

import re

import pytest
from django.test import Client

from events import clock
from tests.events.moments import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

ANSWERS = [
    ("/fr/", 200), ("/en/programme/", 200), ("/en/registration/", 200), ("/fr/nulle-part/", 404), ("/%00", 400),
    ("/admin/login/", 302), ("/accounts/login/", 200), ("/style/", 302), ("/health/live", 200),
    ("/en/news/feed.xml", 200), ("/open-data/2025/sessions.csv", 200), ("/robots.txt", 200), ("/sitemap.xml", 200),
    ("/en/programme/calendar.ics", 200), ("/en/editions/2023/programme.pdf", 200),
]  # fmt: skip


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def mark(response) -> int:
    """The mark of one answer of a site that is served by HTTPS."""
    headers, earned = response.headers, 100
    policy = directives(headers.get("Content-Security-Policy", ""))
    unsafe = {"'unsafe-inline'", "'unsafe-eval'", "data:", "http:", "https:", "*"}
    scripts = policy.get("script-src", policy.get("default-src", {"*"}))
    styles = policy.get("style-src", policy.get("default-src", {"*"}))
    if not policy:
        earned -= 25
    elif scripts & unsafe or policy.get("object-src", policy.get("default-src", {"*"})) & unsafe:
        earned -= 20
    elif not styles & unsafe:
        earned += 10 if policy.get("default-src") == {"'none'"} else 5
    frames = policy.get("frame-ancestors")
    if frames == {"'none'"}:
        earned += 5
    elif headers.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}:
        earned -= 20
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if not age:
        earned -= 20
    elif int(age[1]) >= 15768000:
        earned += 5 if "preload" in headers["Strict-Transport-Security"] else 0
    else:
        earned -= 10
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    earned += 5 if headers.get("Referrer-Policy") in private else -5
    earned -= 0 if headers.get("X-Content-Type-Options") == "nosniff" else 5
    earned += 10 if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0
    return earned - worst_cookie(response)


def worst_cookie(response) -> int:
    """What cookies cost: each is Secure; that of a session HttpOnly too, with SameSite."""
    costs = [0]
    for name, cookie in response.cookies.items():
        if not cookie["secure"]:
            costs.append(40 if "session" in name else 20)
        elif not cookie["httponly"] or not cookie["samesite"]:
            costs.append(30 if "session" in name else 20)
    return max(costs)


@pytest.fixture
def by_https(settings) -> Client:
    """The settings a site with an https address gets."""
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.CSRF_COOKIE_SECURE = settings.SESSION_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    return Client()


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_is_worth_an_a_plus(editions, by_https, path, status):
    with clock.at(OPEN):
        response = by_https.get(path, secure=True)
    response.close()
    assert response.status_code == status
    assert mark(response) >= 125, dict(response.headers)
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_the_admin_of_somebody_logged_in_is_worth_an_a_plus(by_https, django_user_model):
    by_https.force_login(django_user_model.objects.create_superuser("boss@example.org"))
    for path in ("/admin/", "/style/", "/admin/events/session/add/"):
        response = by_https.get(path, secure=True)
        assert (mark(response) >= 125, "unsafe" in response.headers["Content-Security-Policy"]) == (True, False), path


def test_what_is_missing_costs(by_https):
    response = by_https.get("/fr/", secure=True)
    full = mark(response)
    lost = {}
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "Referrer-Policy", "X-Content-Type-Options"):
        kept = response.headers.pop(name)
        lost[name] = full - mark(response)
        response.headers[name] = kept
    assert all(points >= 5 for points in lost.values()), lost
