"""Sessions chosen on a device: the server only makes their calendar file."""

import pytest
from icalendar import Calendar

from events import clock
from tests.events import moments
from tests.events.pages import SESSION

pytestmark = pytest.mark.pages


def test_chosen_sessions_make_one_calendar(editions, client):
    name = "/".join(SESSION)
    with clock.at(moments.OPEN):
        response = client.get("/en/programme/chosen.ics", {"session": [name, "nowhere/nothing"]})
        assert response["Content-Disposition"] == 'attachment; filename="2025-my-programme.ics"'
        events = list(Calendar.from_ical(response.content).walk("VEVENT"))
        assert [str(event["uid"]).partition("@")[0] for event in events] == [".".join(SESSION)]


@pytest.mark.parametrize("query", ["", "?session=nowhere/nothing", "?session="])
def test_nothing_chosen_is_not_found(editions, client, query):
    assert client.get(f"/fr/programme/chosen.ics{query}").status_code == 404


def test_the_server_draws_no_star(editions, client):
    """Without a script the style sheet hides the panel; tests/journeys/test_attendee.py looks."""
    page = client.get("/en/programme/").content.decode()
    assert 'id="mine" data-my-programme' in page
    assert f'data-session="{"/".join(SESSION)}"' in page
    assert 'class="star' not in page
