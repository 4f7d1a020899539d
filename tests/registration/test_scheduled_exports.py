"""Lists announced by e-mail: on their day and hour, once, to colleagues who still have the right."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from events import clock
from outbox.models import OutgoingMail
from registration import saved_views, scheduled_exports, tasks
from registration.models import ExportLog, ExportReader, ExportSchedule, SavedView
from registration.saved_views import Wishes
from registration.scheduled_exports import NobodyToWriteToError, NotYoursError
from tests.registration.cast import NOW, paris
from tests.registration.staff import colleague
from tests.registration.test_exports import add

pytestmark = pytest.mark.django_db
DAILY, WEEKLY = ExportSchedule.Frequency


@pytest.fixture
def ada(db) -> User:
    return colleague("registration desk", "ada", language="fr")


@pytest.fixture
def bea(db) -> User:
    return colleague("registration desk", "bea")


@pytest.fixture
def view(ada) -> SavedView:
    return saved_views.make(wishes=Wishes("Paris", True, "", ["last_name", "email"]), by=ada, now=NOW)


def planned(view, *readers, by=None, now=NOW, **given) -> ExportSchedule:
    wish = ExportSchedule(view=view, **{"frequency": DAILY, "hour": 8, **given})
    return scheduled_exports.schedule(planned=wish, readers=readers, by=by or view.owner, now=now)


def sent() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "language"))


@pytest.mark.parametrize(
    ("frequency", "now", "day"),
    [
        (DAILY, paris(2025, 10, 16, 7, 59), None),
        (DAILY, paris(2025, 10, 16, 8, 0), date(2025, 10, 16)),
        (DAILY, paris(2025, 10, 16, 23, 59), date(2025, 10, 16)),
        (WEEKLY, paris(2025, 10, 17, 9, 0), None),  # set up on a Wednesday, for Mondays
        (WEEKLY, paris(2025, 10, 20, 7, 0), None),
        (WEEKLY, paris(2025, 10, 20, 8, 0), date(2025, 10, 20)),
        (WEEKLY, paris(2025, 10, 22, 12, 0), date(2025, 10, 20)),  # nothing ran for two days
        (DAILY, paris(2025, 10, 26, 7, 30), None),  # the night of 25 hours
        (DAILY, paris(2025, 10, 26, 8, 0), date(2025, 10, 26)),
    ],
)
def test_due_day(view, ada, frequency, now, day):
    assert scheduled_exports.last_due(planned(view, ada, frequency=frequency), now=now) == day


def test_hour_already_past_when_set_up_waits_for_the_next(view, ada):
    assert scheduled_exports.last_due(planned(view, ada), now=NOW) is None


@pytest.mark.parametrize("hour", [2, 3])
def test_hour_that_the_clock_skips_or_repeats_sends_once(view, ada, hour):
    planned(view, ada, hour=hour)
    instants = [paris(2026, 3, 29, 1, 30) + timedelta(minutes=20 * step) for step in range(8)]
    instants += [paris(2026, 10, 25, 1, 30) + timedelta(minutes=20 * step) for step in range(12)]
    for now in instants:
        scheduled_exports.send_due(now=now)
    keys = OutgoingMail.objects.order_by("pk").values_list("key", flat=True)
    assert [key[-8:] for key in keys if key[-8:] in {"20260329", "20261025"}] == ["20260329", "20261025"]


def test_message_is_sent_once_however_often_the_task_runs(view, ada, bea):
    planned(view, ada, bea)
    for minute in (0, 5, 10):
        with clock.at(paris(2025, 10, 16, 8, minute)):
            tasks.announce_exports()
    assert sent() == [("ada@example.org", "fr"), ("bea@example.org", "en")]
    ExportReader.objects.update(last_sent_for=None)  # even if that were lost
    scheduled_exports.send_due(now=paris(2025, 10, 16, 9, 0))
    assert len(sent()) == 2


def test_message_holds_a_link_and_nobody(view, bea, edition):
    add(edition, 7, last_name="Dupont-Secret")
    planned(view, bea)
    scheduled_exports.send_due(now=paris(2025, 10, 16, 8, 0))
    mail = OutgoingMail.objects.get()
    address = "http://127.0.0.1:8000" + reverse("admin:registration_savedview_export", args=[view.pk])
    assert address in mail.text
    assert mail.headers == {"List-Unsubscribe": f"<{address}>"}
    assert mail.attachments == []
    assert "Dupont" not in mail.text + mail.html + mail.subject
    assert "person7@" not in mail.text + mail.html


@pytest.mark.parametrize("loss", ["inactive", "not staff", "no role", "view not shared"])
def test_message_ends_with_the_right(view, bea, loss):
    planned(view, bea)
    if loss == "inactive":
        User.objects.filter(pk=bea.pk).update(is_active=False)
    elif loss == "not staff":
        User.objects.filter(pk=bea.pk).update(is_staff=False)
    elif loss == "no role":
        bea.groups.clear()
    else:
        SavedView.objects.update(is_shared=False)
    scheduled_exports.send_due(now=paris(2025, 10, 16, 8, 0))
    reader = ExportReader.objects.get()
    assert (sent(), reader.ending, reader.ended_at) == ([], "no_right", paris(2025, 10, 16, 8, 0))


def test_message_ends_after_its_last_day(view, ada):
    planned(view, ada, until=date(2025, 10, 16))
    for day in (16, 17, 18):
        scheduled_exports.send_due(now=paris(2025, 10, day, 8, 0))
    assert (len(sent()), ExportReader.objects.get().ending) == (1, "over")


def test_message_is_ended_by_its_reader_or_by_who_set_it_up(view, ada, bea):
    planned(view, ada, bea)
    mine, hers = ExportReader.objects.order_by("pk")
    with pytest.raises(NotYoursError):
        scheduled_exports.leave(reader=mine, by=bea, now=NOW)
    scheduled_exports.leave(reader=hers, by=bea, now=NOW)
    scheduled_exports.leave(reader=mine, by=ada, now=NOW)
    scheduled_exports.send_due(now=paris(2025, 10, 16, 8, 0))
    assert sent() == []
    assert list(ExportReader.objects.order_by("pk").values_list("ending", flat=True)) == ["unsubscribed"] * 2


def test_message_to_nobody_with_the_right_is_not_set_up(view):
    with pytest.raises(NobodyToWriteToError):
        planned(view, colleague("door"), colleague("editor"), colleague(""))
    assert not ExportSchedule.objects.exists()


def test_view_removed_takes_its_messages_along(view, ada):
    planned(view, ada)
    saved_views.remove(view=view, by=ada)
    assert scheduled_exports.send_due(now=paris(2025, 10, 16, 8, 0)) == 0


@pytest.fixture
def desk(client, settings, bea):
    settings.STAFF_MFA = False
    client.force_login(bea)
    return client


def page(view) -> str:
    return reverse("admin:registration_savedview_export", args=[view.pk])


@pytest.mark.pages
def test_page_sets_up_and_ends(desk, view, ada, bea):
    form = {"frequency": "weekly", "weekday": "4", "hour": "18", "until": "2025-12-01", "readers": [ada.pk, bea.pk]}
    with clock.at(NOW):
        assert desk.post(page(view), form).status_code == 302
    schedule = ExportSchedule.objects.get()
    assert (schedule.weekday, schedule.hour, schedule.until, schedule.created_by) == (4, 18, date(2025, 12, 1), bea)
    assert b"Send me no more of these" in desk.get(page(view)).content
    for reader in schedule.readers.all():
        assert desk.post(reverse("admin:registration_exportreader_leave", args=[reader.pk])).status_code == 302
    assert set(ExportReader.objects.values_list("ending", flat=True)) == {"unsubscribed", "stopped"}


@pytest.mark.pages
@pytest.mark.parametrize(
    "wrong",
    [
        {"readers": []}, {"readers": ["x"]}, {"readers": ["9223372036854775808"]}, {"hour": "24"}, {"hour": "-1"},
        {"weekday": "7"}, {"frequency": "hourly"}, {"until": "32.13."},
    ],
)  # fmt: skip
def test_page_refuses_what_makes_no_sense(desk, view, bea, wrong):
    form = {"frequency": "weekly", "weekday": "4", "hour": "18", "readers": [bea.pk]} | wrong
    response = desk.post(page(view), form)
    assert (response.status_code, ExportSchedule.objects.count()) == (200, 0)
    assert b"errorlist" in response.content


@pytest.mark.pages
def test_link_of_the_message_asks_for_login_and_for_the_right(client, settings, view):
    settings.STAFF_MFA = False
    assert client.get(page(view))["Location"].startswith("/admin/login/")
    client.force_login(colleague("door"))
    assert client.get(page(view)).status_code == 403
    assert not ExportLog.objects.exists()
