"""As many questions to the database at 10,000 registrations as at 100, on every page of the office and of the door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import clock
from outbox.models import OutgoingMail
from registration import attestations, lifecycle, saved_views
from registration.models import (
    BadgeBatch,
    CheckIn,
    DeviceScan,
    GroupMessage,
    HistoryEntry,
    Invitation,
    PastParticipant,
    PersonalLink,
    Registration,
    Seat,
)
from registration.saved_views import Wishes
from tests.registration.cast import NOW, paris
from tests.registration.staff import colleague

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
MORNING = paris(2025, 11, 26, 9, 12)


@pytest.fixture(autouse=True)
def office(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


def fill(edition, days, start: int, number: int) -> None:
    """More people, with everything that grows with them."""
    numbers = range(start, start + number)
    people = Registration.objects.bulk_create(
        Registration(
            edition=edition, first_name="É", last_name=f"Nom{i}", email=f"p{i}@example.org",
            email_identity=f"p{i}@example.org", country="FR" if i % 3 else "BE", registered_at=NOW - timedelta(hours=i),
            changed_at=NOW,
        )
        for i in numbers
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(registration=one, day=day, status="waiting" if one.pk % 5 == 0 else "confirmed", joined_at=NOW)
        for one in people
        for day in days[: 1 + one.pk % 2]
    )
    CheckIn.objects.bulk_create(
        CheckIn(registration=one, day=days[0], half="am", at=NOW) for one in people if one.pk % 3
    )
    HistoryEntry.objects.bulk_create(HistoryEntry(registration=one, kind="registered", at=NOW) for one in people)
    when = {"device_at": NOW, "at": NOW, "received_at": NOW}
    DeviceScan.objects.bulk_create(
        DeviceScan(scan=uuid4(), day=days[0], code="x", registration=one, told="welcome", answer="welcome", **when)
        for one in people
    )
    about = {"edition": edition, "language": "fr"}
    PastParticipant.objects.bulk_create(
        PastParticipant(last_name=f"N{i}", email=f"q{i}@example.org", email_identity=f"q{i}@example.org", **about)
        for i in numbers
    )
    Invitation.objects.bulk_create(Invitation(name=f"I{i}", role="speaker", created_at=NOW, **about) for i in numbers)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(to=f"p{i}@example.org", template="x", subject="x", text="x", message_id=f"<{i}@x>", key=f"k{i}",
                     language="fr")
        for i in numbers
    )  # fmt: skip


def office_pages(edition, day, user) -> list[str]:
    """Every page that lists, counts or takes away people."""
    keys = ["last_name", "email", "country", f"place-{day.slug}", f"came-{day.slug}"]
    view = saved_views.make(wishes=Wishes("V", False, "", keys, "last_name"), by=user, now=NOW)
    texts = {"subject_fr": "S", "body_fr": "T", "subject_en": "S", "body_en": "T"}
    message = GroupMessage.objects.create(edition=edition, written_by=user, written_at=NOW, **texts)
    batch = BadgeBatch.objects.create(layout="a6", selection="", total=1, asked_by=user, asked_at=NOW)
    listed = reverse("admin:registration_registration_changelist")
    models = (
        "historyentry", "invitation", "pastparticipant", "devicescan", "doorlink", "importlog", "exportlog",
        "badgebatch", "groupmessage",
    )  # fmt: skip
    named = {
        "savedview_add": [], "savedview_change": [view.pk], "savedview_export": [view.pk], "figures": [], "report": [],
        "reserve_changelist": [], "reserve_day": [day.slug], "reserve_opening": [], "reserve_preview": [],
        "groupmessage_send": [message.pk], "groupmessage_progress": [message.pk], "groupmessage_change": [message.pk],
        "badgebatch_progress": [batch.pk], "badgebatch_change": [batch.pk], "badgedesign_preview": [],
        "registration_change": [Registration.objects.earliest("pk").pk],
    }  # fmt: skip
    return [
        listed, f"{listed}?language__exact=fr&day={day.slug}&presence=yes", f"{listed}?q=nom",
        f"{listed}?view={view.pk}", reverse("admin:outbox_outgoingmail_changelist"),
        *(reverse(f"admin:registration_{model}_changelist") for model in models),
        *(reverse(f"admin:registration_{name}", args=arguments) for name, arguments in named.items()),
    ]  # fmt: skip


def door_pages(day) -> list[str]:
    names = ("day", "counts", "people", "ticket", "walk_in", "paper")
    found = [reverse(f"door:{name}", args=[day.slug]) for name in names]
    return [*found, f"{found[0]}?q=nom17"]


def own_pages(registration) -> list[str]:
    """Every page of somebody registered, and of whoever holds their attestation."""
    token = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)
    names = ("personal", "own_data", "erase", "still_coming", "details", "cancel", "subscribe", "workshops", "calendar")
    followed = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.CALENDAR)
    return [
        *(reverse(f"registration:{name}", args=[token]) for name in names),
        reverse("registration:free_day", args=[token, registration.seats.first().day.slug]),
        reverse("registration:feed", args=[followed]),
        attestations.verification_address(registration).removeprefix(settings.SITE_URL),
    ]


def test_pages_and_deeds_of_one_person_ask_as_many_questions_at_10_000_as_at_100(client, edition, paris_26, paris_27):
    fill(edition, [paris_26, paris_27], 0, 100)
    one = Registration.objects.filter(seats__status="waiting").first()
    CheckIn.objects.get_or_create(registration=one, day=paris_26, half="am", at=NOW)
    pages, newcomers = own_pages(one), iter(range(9))

    def asked() -> dict[str, int]:
        counts = {}
        for address in pages:
            with CaptureQueriesContext(connection) as questions:
                assert client.get(address).status_code == 200, address
            counts[address] = len(questions)
        newcomer = f"new{next(newcomers)}"
        form = {"days": [paris_26.slug], "first_name": newcomer, "last_name": "N", "email": f"{newcomer}@example.org"}
        with CaptureQueriesContext(connection) as questions:
            assert client.post(reverse("registration:register"), {**form, "privacy": "on"}).status_code == 302
        counts["a newcomer joins the line"] = len(questions)
        theirs = Registration.objects.get(email=f"{newcomer}@example.org")
        with CaptureQueriesContext(connection) as questions:
            lifecycle.cancel(registration=theirs, now=NOW)
        return {**counts, "somebody leaves it": len(questions)}

    asked()
    at_100 = asked()
    fill(edition, [paris_26, paris_27], 100, 9_900)
    assert asked() == at_100


def test_every_page_asks_as_many_questions_at_10_000_as_at_100(client, edition, paris_26, paris_27):
    user = colleague("registration desk")
    user.user_permissions.add(Permission.objects.get(codename="erase_registration"))
    client.force_login(user)
    days = [paris_26, paris_27]
    fill(edition, days, 0, 100)
    office, door = office_pages(edition, paris_26, user), door_pages(paris_26)
    taken = reverse("admin:registration_registration_export", args=["csv"])
    view = reverse("registration:register")

    def asked() -> dict[str, int]:
        counts = {}
        for moment, addresses in ((NOW, [*office, view]), (MORNING, door)):
            with clock.at(moment):
                for address in addresses:
                    with CaptureQueriesContext(connection) as questions:
                        assert client.get(address).status_code == 200, address
                    counts[address] = len(questions)
        for address in (taken, f"{taken}?view={saved_views.SavedView.objects.get().pk}"):
            with CaptureQueriesContext(connection) as questions:
                b"".join(client.post(address).streaming_content)
            counts[address] = len(questions)
        return counts

    asked()
    at_100 = asked()
    fill(edition, days, 100, 9_900)
    at_10_000 = asked()
    assert {address: (n, at_10_000[address]) for address, n in at_100.items() if n != at_10_000[address]} == {}
    assert len(at_100) == len(office) + len(door) + 3
