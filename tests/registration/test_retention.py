"""What people told us goes on its day, not before, and leaves the figures as they were."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.models import User
from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import check_in, lifecycle, retention, tasks, upkeep
from registration.lifecycle import CancelledError
from registration.models import CheckIn, ExportLog, HistoryEntry, PersonalLink, Registration, Seat
from registration.retention import Erased
from tests.registration.cast import NOW, make_day, make_edition, paris, person

pytestmark = pytest.mark.django_db

# The edition ends on 27 November 2025.
LAST_NIGHT_WITH_LINKS, FIRST_WITHOUT = paris(2025, 12, 27, 23, 59), paris(2025, 12, 28, 0, 1)
LAST_NIGHT_WITH_CANCELLED, FIRST_WITHOUT_CANCELLED = paris(2026, 2, 27, 23, 59), paris(2026, 2, 28, 0, 1)
LAST_NIGHT_WITH_PEOPLE, FIRST_WITHOUT_PEOPLE = paris(2026, 11, 27, 23, 59), paris(2026, 11, 28, 0, 1)


def register(day, name="marie", **about):
    applicant = person(name, organisation="Les Amis")
    return lifecycle.register(edition=day.edition, person=applicant, days=[day], now=NOW, **about).registration


def known(name="marie"):
    return Registration.objects.filter(email=f"{name}@example.org").exists()


def test_registrations_are_erased_twelve_months_after_the_edition(paris_26):
    register(paris_26)
    retention.erase_due(now=LAST_NIGHT_WITH_PEOPLE)
    assert known()
    assert retention.erase_due(now=FIRST_WITHOUT_PEOPLE) == Erased(registrations=1)
    assert not known()


def test_cancelled_registrations_are_erased_three_months_after_the_edition(paris_26):
    register(paris_26, "paul")
    lifecycle.cancel(registration=register(paris_26), now=NOW)
    retention.erase_due(now=LAST_NIGHT_WITH_CANCELLED)
    assert (known(), known("paul")) == (True, True)
    assert retention.erase_due(now=FIRST_WITHOUT_CANCELLED) == Erased(registrations=1)
    assert (known(), known("paul")) == (False, True)


def test_personal_links_are_deleted_one_month_after_the_edition(paris_26):
    register(paris_26)
    links = PersonalLink.objects.count()
    assert retention.erase_due(now=LAST_NIGHT_WITH_LINKS) == Erased()
    assert retention.erase_due(now=FIRST_WITHOUT) == Erased(links=links)
    assert known()


def test_the_log_of_exports_is_deleted_after_three_years(edition):
    clerk = User.objects.create_user("clerk@example.org")
    ExportLog.objects.create(at=paris(2024, 2, 29, 12), by=clerk, format="csv", rows=3)
    assert retention.erase_due(now=paris(2027, 2, 28, 23, 59)) == Erased()
    assert retention.erase_due(now=paris(2027, 3, 1, 0, 1)) == Erased(exports=1)


def test_erasing_leaves_nothing_of_the_person(paris_26):
    marie = register(paris_26)
    upkeep.amend(registration=marie, details={"last_name": "Curie"}, now=NOW)
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris_26.starts_at, lane="Léo, entrance 2")
    record(marie)
    retention.erase_due(now=FIRST_WITHOUT_PEOPLE)
    erased = Registration.objects.get(pk=marie.pk)
    assert (erased.full_name, erased.email, erased.organisation, erased.folded, erased.submission) == (
        "—", "", "", "", "",
    )  # fmt: skip
    assert erased.erased_at == FIRST_WITHOUT_PEOPLE
    assert erased.email_identity != marie.email_identity
    assert erased.reference != marie.reference
    assert erased.badge_code != marie.badge_code
    assert list(HistoryEntry.objects.exclude(detail="")) == []
    assert list(CheckIn.objects.values_list("lane", flat=True)) == [""]
    assert list(LogEntry.objects.values_list("object_repr", flat=True)) == ["—"]
    assert (PersonalLink.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def record(registration):
    """What the admin notes when somebody changes a registration."""
    clerk = User.objects.create_user("clerk@example.org")
    LogEntry.objects.create(
        user=clerk,
        content_type=ContentType.objects.get_for_model(Registration),
        object_id=str(registration.pk),
        object_repr=str(registration),
        action_flag=CHANGE,
    )


def test_erasing_changes_no_figure(paris_26):
    marie = register(paris_26)
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris_26.starts_at)
    before = figures(paris_26)
    retention.erase_due(now=FIRST_WITHOUT_PEOPLE)
    assert figures(paris_26) == before


def figures(day):
    return {
        "people": Registration.objects.live().count(),
        "expected": Registration.objects.expected_on(day).count(),
        "taken": EventDay.objects.get(pk=day.pk).taken,
        "seats": list(Seat.objects.values_list("day", "status", "joined_at")),
        "entries": list(CheckIn.objects.values_list("day", "half", "at")),
        "moves": list(HistoryEntry.objects.exclude(kind="erased").values_list("kind", "at")),
    }


def test_erasing_twice_is_erasing_once(paris_26):
    register(paris_26)
    retention.erase_due(now=FIRST_WITHOUT_PEOPLE)
    erased = Registration.objects.values().get()
    assert retention.erase_due(now=FIRST_WITHOUT_PEOPLE + timedelta(days=1)) == Erased()
    assert Registration.objects.values().get() == erased
    assert HistoryEntry.objects.filter(kind="erased").count() == 1


def test_erasing_goes_on_in_batches(paris_26, monkeypatch):
    monkeypatch.setattr(retention, "AT_A_TIME", 2)
    for name in ("marie", "paul", "zoe"):
        register(paris_26, name)
    assert retention.erase_due(now=FIRST_WITHOUT_PEOPLE).registrations == 3
    assert Registration.objects.exclude(email="").count() == 0


def test_other_editions_are_not_touched(paris_26):
    later = make_edition_after(paris_26.edition)
    register(paris_26)
    register(make_day(later, city="paris", on=later.starts_on), "paul")
    paul = Registration.objects.filter(edition=later)
    before = (paul.values().get(), list(PersonalLink.objects.filter(registration__in=paul).values()))
    retention.erase_due(now=FIRST_WITHOUT_PEOPLE)
    assert not known()
    assert (paul.values().get(), list(PersonalLink.objects.filter(registration__in=paul).values())) == before


def make_edition_after(edition):
    type(edition).objects.update(is_current=False, slug="before")
    later = make_edition()
    later.starts_on = later.ends_on = edition.ends_on + timedelta(days=365)
    later.save()
    return later


def test_nobody_stands_behind_an_erased_registration(paris_26):
    marie = register(paris_26)
    retention.erase(registrations=Registration.objects.filter(pk=marie.pk), now=NOW)
    with pytest.raises(CancelledError):
        upkeep.send_again(registration=marie, now=NOW)


def test_somebody_erased_may_register_again(paris_26):
    marie = register(paris_26)
    retention.erase(registrations=Registration.objects.filter(pk=marie.pk), now=NOW)
    assert register(paris_26).pk != marie.pk


def test_the_nightly_task_goes_by_the_business_clock(paris_26):
    register(paris_26)
    with clock.at(LAST_NIGHT_WITH_PEOPLE):
        tasks.erase_due()
    assert known()
    with clock.at(FIRST_WITHOUT_PEOPLE):
        tasks.erase_due()
    assert not known()


@pytest.mark.parametrize("people", [1, 3])
def test_erasing_many_asks_no_more_than_erasing_one(paris_26, people, django_assert_num_queries):
    for number in range(people):
        register(paris_26, f"person{number}")
    ContentType.objects.get_for_model(Registration)  # known to every process after its first question
    with django_assert_num_queries(22):
        retention.erase(registrations=Registration.objects.all(), now=NOW)
