import pytest
from django.core.cache import cache

from tests.reimbursement.address_server import address_server


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def server():
    with address_server() as running:
        yield running


@pytest.fixture
def answering(server, settings):
    """Configure the services given by name and answer."""

    def configure(**answers):
        server.answers.update({name.replace("_", "-"): answer for name, answer in answers.items()})
        settings.ADDRESS_SERVICES = server.services()
        return server

    return configure
