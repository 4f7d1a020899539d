"""How long an offered place is kept.  Plain rule: clock and day are handed in."""

from datetime import datetime, time, timedelta

LONG, SHORT = timedelta(hours=24), timedelta(hours=4)
LAST_DAYS = timedelta(days=2)
NIGHT_BEGINS, MORNING = time(21), time(10)


def held_until(*, now: datetime, starts_at: datetime) -> datetime | None:
    """Until when a place offered ``now`` is kept for somebody; None once the day has begun.

    Twenty-four hours, four in the last two days.  Nobody has to answer at night: an end between 21:00 and
    10:00, in the time zone of ``starts_at``, moves to 10:00.  No offer outlives the opening of the doors.
    """
    if now >= starts_at:
        return None
    kept_for = SHORT if starts_at - now <= LAST_DAYS else LONG
    end = now.astimezone(starts_at.tzinfo) + kept_for  # the same hour tomorrow, also when the clocks change
    if end.time() >= NIGHT_BEGINS:
        end = datetime.combine(end.date() + timedelta(days=1), MORNING, tzinfo=end.tzinfo)
    elif end.time() < MORNING:
        end = datetime.combine(end.date(), MORNING, tzinfo=end.tzinfo)
    return min(end, starts_at)
