"""What a reader meets on every page: tested in the browser with axe-core, in both schemes and at both widths."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from model_bakery import baker

from tests.accessibility import faults_of

pytestmark = [pytest.mark.live, pytest.mark.django_db(transaction=True)]

SCREENS = [(360, "light"), (1280, "light"), (360, "dark"), (1280, "dark")]


@pytest.fixture(params=SCREENS, ids=[f"{width}-{scheme}" for width, scheme in SCREENS])
def screen(request, browser, live_server):
    """A page of one width and colour scheme."""
    width, scheme = request.param
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="fr",
    )
    yield context.new_page()
    context.close()


def test_the_style_page_has_no_fault(screen, live_server, client):
    client.force_login(baker.make("accounts.User", is_staff=True, email="editor@example.org"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    screen.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    screen.goto("/style/")
    assert screen.locator(".error-summary").count() == 1
    assert faults_of(screen) == []


def test_the_page_of_a_missing_address_has_no_fault(screen):
    assert screen.goto("/fr/nulle-part/").status == 404
    assert faults_of(screen) == []


def test_error_pages_have_no_fault(screen):
    screen.goto("/fr/nulle-part/")
    faults = {}
    for name in ("400", "403", "403_csrf", "410", "413", "429", "500", "503"):
        screen.set_content(render_to_string(f"errors/{name}.html"))
        faults[name] = faults_of(screen)
    assert not any(faults.values()), faults


def test_the_login_has_no_fault(screen):
    screen.goto("/accounts/login/")
    assert faults_of(screen) == []


def test_the_menu_opens_by_keyboard_without_a_script(browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 700}, locale="fr")
    page = context.new_page()
    page.goto("/fr/nulle-part/")
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.locator(".menu-open").focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    context.close()
