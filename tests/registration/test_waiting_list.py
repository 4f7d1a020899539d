"""The line of a day: order, offers, what follows an answer or silence."""

from datetime import timedelta

import pytest

from accounts.models import User
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle, waiting_list
from registration.models import HistoryEntry, Seat
from tests.registration.cast import NOW, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_day(paris_26):
    """One place, held by marie; paul, anna and zoe wait, in this order."""
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)
    for name in ("marie", "paul", "anna", "zoe"):
        lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW)
    return paris_26


def seat(name):
    return Seat.objects.select_related("registration__edition", "day__venue").get(
        registration__email=f"{name}@example.org"
    )


def statuses():
    return list(Seat.objects.order_by("pk").values_list("status", flat=True))


def cancel(name, now=NOW):
    lifecycle.cancel(registration=seat(name).registration, now=now)


def last_mail():
    return OutgoingMail.objects.order_by("pk").values_list("template", "to").last()


def test_position_counts_those_ahead(full_day):
    positions = Seat.objects.waiting().with_position().by_arrival().values_list("registration__first_name", "position")
    assert list(positions) == [("Paul", 1), ("Anna", 2), ("Zoe", 3)]


def test_offer_goes_to_the_first_and_is_kept_a_day(full_day):
    cancel("marie")
    assert statuses() == ["freed", "offered", "waiting", "waiting"]
    assert (seat("paul").offered_at, seat("paul").offer_expires_at) == (NOW, NOW + timedelta(days=1))
    assert EventDay.objects.get(pk=full_day.pk).taken == 1


def test_offer_of_all_places_of_a_raised_cap(full_day):
    EventDay.objects.filter(pk=full_day.pk).update(capacity=3)
    assert waiting_list.offer_free_places(day_id=full_day.pk, now=NOW) == 2
    assert statuses() == ["confirmed", "offered", "offered", "waiting"]


def test_offer_again_offers_nothing_more(full_day):
    cancel("marie")
    assert waiting_list.offer_free_places(day_id=full_day.pk, now=NOW) == 0


def test_no_offer_once_the_day_began(full_day):
    cancel("marie", now=full_day.starts_at)
    assert statuses() == ["freed", "waiting", "waiting", "waiting"]
    assert EventDay.objects.get(pk=full_day.pk).taken == 0


def test_accept_confirms_and_sends_the_badge(full_day):
    cancel("marie")
    waiting_list.accept(seat=seat("paul"), now=NOW)
    assert statuses() == ["freed", "confirmed", "waiting", "waiting"]
    assert last_mail() == ("registration/emails/offer_accepted", "paul@example.org")
    assert OutgoingMail.objects.order_by("pk").last().attachments == [
        ["registration.badge", str(seat("paul").registration_id)],
        ["registration.calendar", str(seat("paul").registration_id)],
    ]


def test_accept_twice_is_refused_and_written_once(full_day):
    cancel("marie")
    waiting_list.accept(seat=seat("paul"), now=NOW)
    with pytest.raises(waiting_list.OfferGoneError):
        waiting_list.accept(seat=seat("paul"), now=NOW)
    assert OutgoingMail.objects.filter(template="registration/emails/offer_accepted").count() == 1


def test_accept_at_the_end_of_the_offer_is_too_late(full_day):
    cancel("marie")
    with pytest.raises(waiting_list.OfferGoneError):
        waiting_list.accept(seat=seat("paul"), now=seat("paul").offer_expires_at)


def test_accept_without_an_offer_is_refused(full_day):
    with pytest.raises(waiting_list.OfferGoneError):
        waiting_list.accept(seat=seat("paul"), now=NOW)


def test_expired_offer_goes_to_the_next(full_day):
    cancel("marie")
    later = NOW + timedelta(days=1)
    assert waiting_list.expire_offers(day_id=full_day.pk, now=later) == 1
    assert statuses() == ["freed", "expired", "offered", "waiting"]
    assert [mail.template.rpartition("/")[2] for mail in OutgoingMail.objects.order_by("pk")][-2:] == [
        "offer_expired",
        "place_offered",
    ]
    assert EventDay.objects.get(pk=full_day.pk).taken == 1


def test_expire_before_the_end_does_nothing(full_day):
    cancel("marie")
    assert waiting_list.expire_offers(day_id=full_day.pk, now=NOW + timedelta(hours=23)) == 0
    assert statuses() == ["freed", "offered", "waiting", "waiting"]


def test_expired_person_joins_again_at_the_end(full_day):
    cancel("marie")
    waiting_list.expire_offers(day_id=full_day.pk, now=NOW + timedelta(days=1))
    lifecycle.add_day(registration=seat("paul").registration, day=full_day, now=NOW + timedelta(days=1))
    line = Seat.objects.waiting().by_arrival().values_list("registration__first_name", flat=True)
    assert list(line) == ["Zoe", "Paul"]


def test_cancelled_person_of_the_line_is_passed_over(full_day):
    cancel("paul")
    cancel("marie")
    assert statuses() == ["freed", "left", "offered", "waiting"]


def test_days_to_sweep_finds_late_offers_and_missed_places(full_day, paris_27):
    assert waiting_list.days_to_sweep(now=NOW) == []
    EventDay.objects.filter(pk=full_day.pk).update(capacity=2)
    assert waiting_list.days_to_sweep(now=NOW) == [full_day.pk]
    waiting_list.offer_free_places(day_id=full_day.pk, now=NOW)
    assert waiting_list.days_to_sweep(now=NOW) == []
    assert waiting_list.days_to_sweep(now=NOW + timedelta(days=1)) == [full_day.pk]


def test_promote_out_of_order_leaves_who_and_why(full_day):
    desk = User.objects.create_user("desk@example.org")
    EventDay.objects.filter(pk=full_day.pk).update(capacity=2)
    waiting_list.promote(seat=seat("zoe"), by=desk, reason="speaks at noon", now=NOW)
    assert statuses() == ["confirmed", "waiting", "waiting", "confirmed"]
    entry = HistoryEntry.objects.get(kind=HistoryEntry.Kind.PROMOTED)
    assert (entry.by, entry.detail, entry.registration) == (desk, "speaks at noon", seat("zoe").registration)


def test_promote_on_a_full_day_is_refused(full_day):
    desk = User.objects.create_user("desk@example.org")
    with pytest.raises(waiting_list.DayFullError):
        waiting_list.promote(seat=seat("zoe"), by=desk, reason="", now=NOW)
    assert statuses() == ["confirmed", "waiting", "waiting", "waiting"]


def test_promote_somebody_served_meanwhile_is_refused(full_day):
    desk = User.objects.create_user("desk@example.org")
    cancel("marie")
    with pytest.raises(waiting_list.NotWaitingError):
        waiting_list.promote(seat=seat("paul"), by=desk, reason="", now=NOW)
