from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from model_bakery import baker

from accounts.models import User
from events import clock
from events.clock_preview import SESSION_KEY

DAY_BEFORE = datetime(2025, 11, 24, 12, tzinfo=UTC)


@time_machine.travel("2026-03-01 12:00:00+00:00", tick=False)
def test_business_time_is_real_time_unless_moved():
    assert (clock.now(), clock.is_moved()) == (timezone.now(), False)


@time_machine.travel("2026-03-01 12:00:00+00:00", tick=False)
def test_an_offset_moves_business_time_and_nothing_else(settings):
    settings.CLOCK_OFFSET = timedelta(days=-100)

    assert (clock.now(), clock.is_moved()) == (timezone.now() - timedelta(days=100), True)


def test_a_moment_is_handed_in_for_the_code_inside_only():
    with clock.at(DAY_BEFORE):
        assert (clock.now(), clock.is_moved()) == (DAY_BEFORE, True)

    assert not clock.is_moved()


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2025, 11, 24)):
        pass


@pytest.fixture
def person(client):
    def log_in(*, is_staff):
        client.force_login(baker.make(User, email="someone@example.org", is_staff=is_staff))
        session = client.session
        session[SESSION_KEY] = DAY_BEFORE.isoformat()
        session.save()

    return log_in


@pytest.mark.django_db
@pytest.mark.parametrize(("is_staff", "moment"), [(True, DAY_BEFORE), (False, None)])
def test_only_staff_look_at_the_site_as_of_another_moment(client, person, is_staff, moment):
    person(is_staff=is_staff)

    assert client.get("/fr/faq/").context["clock_ribbon"] == moment


@pytest.mark.django_db
def test_nothing_is_written_at_a_moment_that_is_not(client, person):
    person(is_staff=True)

    assert client.post("/fr/inscription/").context["clock_ribbon"] is None
