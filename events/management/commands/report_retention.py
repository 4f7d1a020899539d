"""``manage.py report_retention``: what is kept about people, how much of it, and when it goes."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from events import facts
from events.models import Edition
from events.retention_calendar import Keeping, keepings


class Command(BaseCommand):
    """Counts only: no name, no address."""

    help = "Say what is still kept about people and on which day it goes: counts only."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """One line per kind of data, one more per day on which some of it goes."""
        edition = Edition.objects.current()
        for keeping in keepings():
            departures = keeping.departures()
            said = ", ".join([keeping.where, *_periods(keeping, edition)])
            self.stdout.write(f"{keeping.what} ({said}): {sum(departures.values())}")
            for day in sorted(departures, key=lambda day: day or date.max):
                when = f"on {day:%Y-%m-%d}" if day else "when settled"
                self.stdout.write(f"  {departures[day]} {when}")


def _periods(keeping: Keeping, edition: Edition | None) -> list[str]:
    """The periods under the names by which the privacy page calls them."""
    return [f"{fact}={facts.value(fact, edition) or facts.UNKNOWN}" for fact in keeping.facts]
