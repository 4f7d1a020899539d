import io
from datetime import timedelta

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from registration import badge_batches
from registration.badge_batches import NobodyToPrintError, ask, print_batch, print_due, remove_old_files
from registration.lifecycle import cancel, register
from registration.models import BadgeBatch, Registration
from tests.registration import cast

pytestmark = pytest.mark.press

Layout, Status = BadgeBatch.Layout, BadgeBatch.Status


@pytest.fixture
def desk(db, settings, tmp_path) -> User:
    settings.STAFF_MFA = False
    settings.MEDIA_ROOT = tmp_path
    user = User.objects.create_user("desk@example.org", is_staff=True, preferred_language="en")
    names = ["view_registration", "view_badgebatch", "print_badges"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def people(edition, brussels_25, paris_26) -> list[Registration]:
    return [
        register(edition=edition, person=cast.person(name), days=[brussels_25, paris_26], now=cast.NOW).registration
        for name in ("anna", "boris", "chloe", "david", "elise")
    ]


def batch_of(desk: User, layout: BadgeBatch.Layout = Layout.A6) -> BadgeBatch:
    everybody = Registration.objects.order_by("first_name")
    return ask(registrations=everybody, layout=layout, selection="q=x", by=desk, now=cast.NOW)


def content(batch: BadgeBatch) -> bytes:
    batch.refresh_from_db()
    with batch.file.open() as file:
        return file.read()


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes]


def scanned(pdf: bytes) -> list[str]:
    """The addresses of all badges of the file, in the order a person would cut them."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        codes = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
        found += [
            code.text
            for code in sorted(codes, key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x))
        ]
    return found


def addresses(people: list[Registration]) -> list[str]:
    return [f"http://127.0.0.1:8000/door/{person.badge_code}/" for person in people]


def test_batch_holds_a_badge_per_person_in_the_order_of_the_list(desk, people):
    batch = batch_of(desk)
    assert print_batch(batch_id=batch.pk)
    pdf = content(batch)
    assert sizes(pdf) == [(105, 148)] * 5
    assert scanned(pdf) == addresses(people)
    assert (batch.status, batch.printed, batch.total) == (Status.READY, 5, 5)


@pytest.mark.parametrize(
    ("layout", "paper", "sheets"),
    [(Layout.FOUR, (210, 297), 2), (Layout.EIGHT, (297, 210), 1), (Layout.LABEL, (100, 62), 5)],
)
def test_batch_on_other_paper(desk, people, layout, paper, sheets):
    batch = batch_of(desk, layout)
    print_batch(batch_id=batch.pk)
    pdf = content(batch)
    assert sizes(pdf) == [paper] * sheets
    assert scanned(pdf) == addresses(people)


def test_batch_is_titled_and_in_the_language_of_who_asked(desk, people):
    batch = batch_of(desk)
    print_batch(batch_id=batch.pk)
    reader = pypdf.PdfReader(io.BytesIO(content(batch)))
    assert (reader.metadata.title, reader.trailer["/Root"]["/Lang"]) == ("Badges", "en")


def test_batch_longer_than_one_part(desk, people, monkeypatch):
    monkeypatch.setattr(badge_batches, "PAGES_AT_A_TIME", 2)
    batch = batch_of(desk)
    print_batch(batch_id=batch.pk)
    assert scanned(content(batch)) == addresses(people)


def test_ask_leaves_out_people_without_a_place(desk, people):
    cancel(registration=people[0], now=cast.NOW)
    people[1].seats.update(status="waiting")
    assert batch_of(desk).total == 3


def test_ask_for_nobody(desk):
    with pytest.raises(NobodyToPrintError):
        batch_of(desk)


def test_print_batch_leaves_out_who_cancelled_meanwhile(desk, people):
    batch = batch_of(desk)
    cancel(registration=people[0], now=cast.NOW)
    print_batch(batch_id=batch.pk)
    assert scanned(content(batch)) == addresses(people[1:])


def test_print_batch_twice_prints_once(desk, people):
    batch = batch_of(desk)
    assert [print_batch(batch_id=batch.pk), print_batch(batch_id=batch.pk)] == [True, False]


def test_print_batch_leaves_a_batch_another_worker_prints(desk, people):
    batch = batch_of(desk)
    held = timezone.now() + timedelta(minutes=1)
    BadgeBatch.objects.filter(pk=batch.pk).update(status=Status.PRINTING, leased_until=held, attempts=1)
    assert not print_batch(batch_id=batch.pk)


def test_print_due_takes_over_from_a_worker_that_died(desk, people):
    batch = batch_of(desk)
    ran_out = timezone.now() - timedelta(seconds=1)
    BadgeBatch.objects.filter(pk=batch.pk).update(status=Status.PRINTING, leased_until=ran_out, attempts=1)
    assert print_due(now=timezone.now()) == 1


def test_print_batch_that_kills_every_worker_is_given_up(desk, people):
    batch = batch_of(desk)
    BadgeBatch.objects.filter(pk=batch.pk).update(attempts=3)
    assert not print_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.status == Status.FAILED


def test_print_batch_takes_the_same_queries_for_any_number(desk, people, django_assert_max_num_queries):
    batch = batch_of(desk)
    with django_assert_max_num_queries(12):
        print_batch(batch_id=batch.pk)


def test_remove_old_files_keeps_the_record(desk, people):
    batch = batch_of(desk)
    print_batch(batch_id=batch.pk)
    assert remove_old_files(now=timezone.now() + timedelta(days=6)) == 0
    assert remove_old_files(now=timezone.now() + timedelta(days=8)) == 1
    batch.refresh_from_db()
    assert (batch.status, batch.file.name, batch.badges.count()) == (Status.REMOVED, "", 5)


LIST = "/admin/registration/registration/"


def choose(client, people, action: str):
    return client.post(LIST, {"action": action, "_selected_action": [person.pk for person in people]})


def test_admin_sends_the_chosen_to_the_press(client, desk, people):
    client.force_login(desk)
    answer = choose(client, people[:2], "badges_four_on_a4")
    batch = BadgeBatch.objects.get()
    assert answer["Location"] == f"/admin/registration/badgebatch/{batch.pk}/change/"
    assert (batch.layout, batch.total, batch.asked_by) == (Layout.FOUR, 2, desk)
    page = client.get(answer["Location"]).content.decode()
    assert '<progress id="badge-progress" value="0" max="2"' in page
    assert client.get(f"/admin/registration/badgebatch/{batch.pk}/progress/").json() == {
        "printed": 0,
        "total": 2,
        "under_way": True,
    }


def test_admin_hands_out_the_file(client, desk, people):
    batch = batch_of(desk)
    print_batch(batch_id=batch.pk)
    client.force_login(desk)
    assert "/file/" in client.get(f"/admin/registration/badgebatch/{batch.pk}/change/").content.decode()
    answer = client.get(f"/admin/registration/badgebatch/{batch.pk}/file/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "private, no-store" in answer["Cache-Control"]


def test_admin_shows_people_whose_badge_was_never_printed(client, desk, people):
    client.force_login(desk)
    choose(client, people[:4], "badges_on_a6")
    page = client.get(f"{LIST}?badge=new").content.decode()
    assert "elise@example.org" in page
    assert "anna@example.org" not in page
    assert "anna@example.org" in client.get(f"{LIST}?badge=printed").content.decode()


def test_admin_without_the_permission_prints_nothing(client, desk, people):
    desk.user_permissions.remove(Permission.objects.get(codename="print_badges"))
    client.force_login(desk)
    choose(client, people, "badges_on_a6")
    assert not BadgeBatch.objects.exists()
    batch = batch_of(desk)
    assert client.get(f"/admin/registration/badgebatch/{batch.pk}/file/").status_code == 403
