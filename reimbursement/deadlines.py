"""Days that people are given, to the end of the last one in Paris."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def end_of_day(now: datetime, *, days: int) -> datetime:
    """Return the end of the day, Paris time, that lies ``days`` days after ``now``."""
    day = timezone.localdate(now, timezone.get_default_timezone()) + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_default_timezone())
