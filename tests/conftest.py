"""What every test may rely on."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import client, override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

# A deadline per example measures how busy the machine is, not the code.
hypothesis_settings.register_profile("necess", deadline=None)
hypothesis_settings.load_profile("necess")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the live tests of a file in one process, beside which a site and a browser run."""
    for item in items:
        if item.get_closest_marker("live"):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what is loaded by now out of garbage collection: half a million objects that stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> None:
    """Let the database of each process begin as a copy of one in which every migration was applied."""
    if connection.vendor == "postgresql":
        template = request.getfixturevalue("migrated_postgresql")
        connection.settings_dict["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> Iterator[None]:
    """Templates name static files as they are: the hashed names exist only after collectstatic."""
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Hash passwords fast: the real hasher is slow on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def pages_are_remembered_once() -> Iterator[None]:
    """Let answers of the test client remember each template of their page once.

    Django copies the context of every template, that of each field of a form too: an eighth of the time of a page.
    """
    remember = client.store_rendered_templates

    def remember_once(store: dict[str, Any], *, template: Any, context: Any, **told: Any) -> None:
        if "request" in context and template not in store.get("templates", ()):
            remember(store, template=template, context=context, **told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", remember_once)
        yield


@pytest.fixture(autouse=True)
def default_language() -> None:
    """Begin in the default language: a request of the test before may have left another one active."""
    translation.deactivate()
