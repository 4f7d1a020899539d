"""What people do with their registration, as they see it and as the counters see it."""

import pytest

from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle, upkeep
from registration.models import HistoryEntry, PersonalLink, Registration, Seat
from registration.opening import ClosedError, NotYetOpenError
from tests.registration.cast import CLOSES, NOW, OPENS, paris, person

Kind = HistoryEntry.Kind
pytestmark = pytest.mark.django_db


def register(day, name="marie", **about):
    about.setdefault("now", NOW)
    days = day if isinstance(day, list) else [day]
    return lifecycle.register(edition=days[0].edition, person=person(name), days=days, **about)


def taken(day):
    return EventDay.objects.get(pk=day.pk).taken


def fill(day, *, leave=0):
    EventDay.objects.filter(pk=day.pk).update(taken=day.capacity - leave)


def mails():
    return list(OutgoingMail.objects.order_by("pk").values_list("template", "to", "language"))


def seats(name="marie"):
    return list(
        Seat.objects.filter(registration__email=f"{name}@example.org").order_by("pk").values_list("day__slug", "status")
    )


def history(name="marie"):
    return list(HistoryEntry.objects.filter(registration__email=f"{name}@example.org").values_list("kind", "day__slug"))


# register


def test_register_keeps_a_place_on_each_day(brussels_25, paris_26):
    outcome = register([paris_26, brussels_25])
    assert (outcome.confirmed, outcome.waiting, outcome.is_new) == ((brussels_25, paris_26), (), True)
    assert seats() == [(brussels_25.slug, "confirmed"), (paris_26.slug, "confirmed")]
    assert (taken(brussels_25), taken(paris_26)) == (1, 1)
    assert mails() == [("registration/emails/confirmed", "marie@example.org", "fr")]
    assert history() == [(Kind.REGISTERED, None)]


def test_register_for_a_full_day_joins_its_line(brussels_25, paris_26):
    fill(paris_26)
    outcome = register([brussels_25, paris_26])
    assert (outcome.confirmed, outcome.waiting) == ((brussels_25,), (paris_26,))
    assert mails() == [("registration/emails/partly_confirmed", "marie@example.org", "fr")]
    assert taken(paris_26) == paris_26.capacity


def test_register_for_full_days_only_waits(paris_26):
    fill(paris_26)
    assert register(paris_26).confirmed == ()
    assert mails() == [("registration/emails/waiting", "marie@example.org", "fr")]


def test_register_takes_the_last_place(paris_26):
    fill(paris_26, leave=1)
    assert register(paris_26).confirmed == (paris_26,)
    assert register(paris_26, "paul").waiting == (paris_26,)


def test_register_does_not_pass_the_line_when_a_place_is_free(paris_26):
    fill(paris_26)
    register(paris_26)
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=paris_26.capacity + 1)
    assert register(paris_26, "paul").waiting == (paris_26,)


@pytest.mark.parametrize("address", ["MARIE@example.org", "marie+nec@example.org", " marie@Example.org. "])
def test_register_again_changes_nothing_and_writes_to_the_owner(paris_26, paris_27, address):
    register(paris_26)
    outcome = lifecycle.register(edition=paris_26.edition, person=person(email=address), days=[paris_27], now=NOW)
    assert (outcome.confirmed, outcome.waiting, outcome.is_new, outcome.is_same_form) == ((paris_27,), (), False, False)
    assert seats() == [(paris_26.slug, "confirmed")]
    assert taken(paris_27) == 0
    assert mails()[1:] == [("registration/emails/already_registered", "marie@example.org", "fr")]


def test_register_again_says_what_a_new_person_would_be_told(paris_26, brussels_25):
    register(paris_26)
    fill(paris_26)
    outcome = register([brussels_25, paris_26])
    assert (outcome.confirmed, outcome.waiting) == ((brussels_25,), (paris_26,))


def test_register_again_writes_once_an_hour(paris_26):
    for minute in (0, 1, 59):
        register(paris_26, now=NOW.replace(minute=minute))
    assert len(mails()) == 2
    register(paris_26, now=NOW.replace(hour=15))
    assert len(mails()) == 3


def test_register_with_the_same_form_says_what_was_kept_and_writes_nothing(paris_26):
    register(paris_26, form_key="k")
    fill(paris_26)
    outcome = register(paris_26, form_key="k")
    assert (outcome.confirmed, outcome.is_same_form) == ((paris_26,), True)
    assert len(mails()) == 1


def test_register_with_another_form_key_is_not_the_same_form(paris_26):
    register(paris_26, form_key="k")
    assert not register(paris_26, form_key="other").is_same_form


def test_register_after_cancelling_is_a_new_registration_at_the_end(paris_26):
    first = register(paris_26).registration
    lifecycle.cancel(registration=first, now=NOW)
    second = register(paris_26).registration
    assert (second.pk == first.pk, second.reference == first.reference) == (False, False)
    assert Registration.objects.live().get() == second


def test_register_in_another_edition_is_another_registration(paris_26):
    register(paris_26)
    Registration.objects.update(edition=_other_edition())
    assert register(paris_26).is_new


def _other_edition():
    from events.models import Edition

    return Edition.objects.create(
        slug="2024",
        title="2024",
        theme="t",
        summary="s",
        starts_on="2024-11-27",
        ends_on="2024-11-27",
        contact_email="a@b.org",
    )


@pytest.mark.parametrize("now", [OPENS.replace(hour=11, minute=59), paris(2025, 1, 1)])
def test_register_before_the_opening_is_refused_with_the_date(paris_26, now):
    with pytest.raises(NotYetOpenError) as refusal:
        register(paris_26, now=now)
    assert (refusal.value.opens_at, Registration.objects.count()) == (OPENS, 0)


def test_register_before_an_opening_is_announced_is_refused(paris_26):
    paris_26.edition.registration_opens_at = None
    with pytest.raises(NotYetOpenError) as refusal:
        register(paris_26)
    assert refusal.value.opens_at is None


@pytest.mark.parametrize("now", [CLOSES, paris(2026, 1, 1)])
def test_register_after_the_closing_is_refused_with_the_date(paris_26, now):
    with pytest.raises(ClosedError) as refusal:
        register(paris_26, now=now)
    assert (refusal.value.closed_at, Registration.objects.count()) == (CLOSES, 0)


def test_register_at_the_instant_of_opening_is_accepted(paris_26):
    assert register(paris_26, now=OPENS).is_new


def test_register_for_a_day_that_is_over_is_refused(paris_26):
    paris_26.edition.registration_closes_at = None
    with pytest.raises(ClosedError) as refusal:
        register(paris_26, now=paris_26.ends_at)
    assert refusal.value.closed_at == paris_26.ends_at


# add a day


def test_add_day_keeps_a_place(paris_26, paris_27):
    marie = register(paris_26).registration
    seat = lifecycle.add_day(registration=marie, day=paris_27, now=NOW)
    assert (seat.status, taken(paris_27)) == ("confirmed", 1)
    assert mails()[1:] == [("registration/emails/day_added", "marie@example.org", "fr")]
    assert history()[1:] == [(Kind.CONFIRMED, paris_27.slug)]


def test_add_day_that_is_full_joins_its_line(paris_26, paris_27):
    marie = register(paris_26).registration
    fill(paris_27)
    assert lifecycle.add_day(registration=marie, day=paris_27, now=NOW).status == "waiting"
    assert history()[1:] == [(Kind.WAITING, paris_27.slug)]


def test_add_day_twice_is_refused(paris_26):
    marie = register(paris_26).registration
    with pytest.raises(lifecycle.AlreadyChosenError):
        lifecycle.add_day(registration=marie, day=paris_26, now=NOW)
    assert taken(paris_26) == 1


def test_add_day_after_the_closing_is_refused(paris_26, paris_27):
    marie = register(paris_26).registration
    with pytest.raises(ClosedError):
        lifecycle.add_day(registration=marie, day=paris_27, now=CLOSES)


def test_add_day_to_a_cancelled_registration_is_refused(paris_26, paris_27):
    marie = register(paris_26).registration
    lifecycle.cancel(registration=marie, now=NOW)
    with pytest.raises(lifecycle.CancelledError):
        lifecycle.add_day(registration=marie, day=paris_27, now=NOW)


# free a day


def test_free_day_keeps_the_others(brussels_25, paris_26):
    marie = register([brussels_25, paris_26]).registration
    lifecycle.free_day(registration=marie, day=brussels_25, now=NOW)
    assert seats() == [(brussels_25.slug, "freed"), (paris_26.slug, "confirmed")]
    assert (taken(brussels_25), taken(paris_26)) == (0, 1)
    assert mails()[1:] == [("registration/emails/day_freed", "marie@example.org", "fr")]
    assert history()[1:] == [(Kind.FREED, brussels_25.slug)]


def test_free_day_offers_the_place_to_the_first_in_line(paris_26, paris_27):
    marie = register([paris_26, paris_27]).registration
    fill(paris_26)
    register(paris_26, "paul")
    register(paris_26, "anna")
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    assert (seats("paul"), seats("anna")) == ([(paris_26.slug, "offered")], [(paris_26.slug, "waiting")])
    assert taken(paris_26) == paris_26.capacity
    assert mails()[-2:] == [
        ("registration/emails/place_offered", "paul@example.org", "fr"),
        ("registration/emails/day_freed", "marie@example.org", "fr"),
    ]


def test_free_day_leaves_the_line(paris_26, paris_27):
    fill(paris_26)
    marie = register([paris_26, paris_27]).registration
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    assert (seats()[0], taken(paris_26)) == ((paris_26.slug, "left"), paris_26.capacity)
    assert history()[1:] == [(Kind.DECLINED, paris_26.slug)]


def test_free_day_declines_an_offer_for_the_next(paris_26, paris_27):
    marie = register(paris_26).registration
    fill(paris_26)
    paul = register([paris_26, paris_27], "paul").registration
    register(paris_26, "anna")
    lifecycle.cancel(registration=marie, now=NOW)
    lifecycle.free_day(registration=paul, day=paris_26, now=NOW)
    assert (seats("paul")[0], seats("anna")) == ((paris_26.slug, "left"), [(paris_26.slug, "offered")])
    assert taken(paris_26) == paris_26.capacity


def test_free_day_of_the_only_day_cancels(paris_26):
    marie = register(paris_26).registration
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    marie.refresh_from_db()
    assert (marie.cancelled_at, taken(paris_26)) == (NOW, 0)
    assert mails()[1:] == [("registration/emails/cancelled", "marie@example.org", "fr")]


def test_free_day_twice_is_refused(brussels_25, paris_26):
    marie = register([brussels_25, paris_26]).registration
    lifecycle.free_day(registration=marie, day=brussels_25, now=NOW)
    with pytest.raises(lifecycle.NoSuchDayError):
        lifecycle.free_day(registration=marie, day=brussels_25, now=NOW)
    assert (taken(brussels_25), len(mails())) == (0, 2)


# cancel


def test_cancel_gives_everything_back(brussels_25, paris_26, paris_27):
    fill(paris_27)
    marie = register([brussels_25, paris_26, paris_27]).registration
    lifecycle.cancel(registration=marie, now=NOW)
    assert seats() == [(brussels_25.slug, "freed"), (paris_26.slug, "freed"), (paris_27.slug, "left")]
    assert [taken(day) for day in (brussels_25, paris_26, paris_27)] == [0, 0, paris_27.capacity]
    assert history()[1:] == [(Kind.CANCELLED, None)]


def test_cancel_twice_is_refused_and_says_nothing(paris_26):
    marie = register(paris_26).registration
    lifecycle.cancel(registration=marie, now=NOW)
    with pytest.raises(lifecycle.CancelledError):
        lifecycle.cancel(registration=marie, now=NOW)
    assert (taken(paris_26), len(mails())) == (0, 2)


# send again


def test_send_again_makes_a_new_link(paris_26):
    marie = register(paris_26).registration
    upkeep.send_again(registration=marie, now=NOW)
    assert mails()[1:] == [("registration/emails/sent_again", "marie@example.org", "fr")]
    for scope in PersonalLink.Scope:
        assert PersonalLink.objects.filter(registration=marie, scope=scope).count() == 2


def test_send_again_after_cancelling_is_refused(paris_26):
    marie = register(paris_26).registration
    lifecycle.cancel(registration=marie, now=NOW)
    with pytest.raises(lifecycle.CancelledError):
        upkeep.send_again(registration=marie, now=NOW)
