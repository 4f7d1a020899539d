"""What every test may rely on."""

import gc
from collections.abc import Iterator

import pytest
from django.test import override_settings
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


@pytest.fixture(autouse=True)
def default_language() -> None:
    """Begin in the default language: a request of the test before may have left another one active."""
    translation.deactivate()
