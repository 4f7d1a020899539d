from datetime import date

import pytest

from events.models import Edition, EventDay
from tests.registration import cast


@pytest.fixture
def edition(db) -> Edition:
    return cast.make_edition()


@pytest.fixture
def brussels_25(edition) -> EventDay:
    return cast.make_day(edition, city="brussels", on=date(2025, 11, 25))


@pytest.fixture
def paris_26(edition) -> EventDay:
    return cast.make_day(edition, city="paris", on=date(2025, 11, 26))


@pytest.fixture
def paris_27(edition) -> EventDay:
    return cast.make_day(edition, city="paris", on=date(2025, 11, 27))
