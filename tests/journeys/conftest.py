"""The door of a morning, and the telephones of those who keep it."""

import pytest

from tests.journeys.door_scenes import NO_NETWORK, PHONE, morning_site


@pytest.fixture(scope="module")
def site(prepared_data, tmp_path_factory):
    site = morning_site(prepared_data, tmp_path_factory.mktemp("door") / "data")
    yield site
    site.stop()


@pytest.fixture
def phone(browser, site):
    """Returns a function that hands out telephones; fails on any error but those of a missing network."""
    contexts, faults = [], []

    def one(expected=NO_NETWORK, **options):
        def note(message):
            if message.type == "error" and not any(words in message.text for words in expected):
                faults.append(message.text)

        context = browser.new_context(base_url=site.url, **PHONE | {"locale": "fr-FR"} | options)
        context.on("console", note)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield one
    for context in contexts:
        context.close()
    assert faults == []
