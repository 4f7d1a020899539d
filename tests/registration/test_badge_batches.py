import io
import re
from datetime import timedelta

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.contrib.auth.models import Permission
from django.utils import timezone
from PIL import ImageChops

from accounts.models import User
from events import clock
from registration import badge_batches
from registration.badge_batches import NobodyToPrintError, ask, print_batch, print_due, remove_old_files
from registration.badge_choice import Order, Stock, stock
from registration.badge_page import print_badges, print_part
from registration.badges import badge_data
from registration.check_in import badge_printed, check_in
from registration.lifecycle import cancel, register
from registration.models import BadgeBatch, Registration
from registration.sheets import write_pages
from registration.upkeep import amend
from tests.registration import cast

pytestmark = pytest.mark.press

Layout, Status = BadgeBatch.Layout, BadgeBatch.Status


@pytest.fixture
def desk(db, settings, tmp_path) -> User:
    settings.STAFF_MFA = False
    settings.MEDIA_ROOT = tmp_path
    user = User.objects.create_user("desk@example.org", is_staff=True, preferred_language="en")
    names = ["view_registration", "view_badgebatch", "print_badges", "see_addresses"]
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


def ordered(desk, order: Order) -> list[str]:
    batch = ask(
        registrations=Registration.objects.order_by("pk"),
        layout=Layout.A6,
        selection="",
        by=desk,
        now=cast.NOW,
        order=order,
        reason="again",
    )
    return list(batch.badges.order_by("position").values_list("registration__first_name", flat=True))


def test_ask_orders_as_people_read(desk, people):
    names = [
        ("Émile", "Zola", ""),
        ("Ada", "Éluard", "zèbre"),
        ("Bo", "eco", "Âne"),
        ("Cy", "Œuvre", "âne b"),
        ("Di", "Eco", ""),
    ]
    for person, (first, last, organisation) in zip(people, names, strict=True):
        person.first_name, person.last_name, person.organisation = first, last, organisation
        person.save()
    assert ordered(desk, Order.LIST) == ["Émile", "Ada", "Bo", "Cy", "Di"]
    assert ordered(desk, Order.NAME) == ["Bo", "Di", "Ada", "Cy", "Émile"]
    assert ordered(desk, Order.ORGANISATION) == ["Bo", "Cy", "Ada", "Di", "Émile"]
    by_reference = [person.first_name for person in sorted(people, key=lambda person: person.reference)]
    assert ordered(desk, Order.REFERENCE) == by_reference


def test_batch_given_up_does_not_count_as_printed(desk, people):
    batch = batch_of(desk)
    assert stock(Registration.objects.all()) == Stock(holders=5, never_printed=0, changed=0)
    BadgeBatch.objects.filter(pk=batch.pk).update(status=Status.FAILED)
    assert stock(Registration.objects.all()) == Stock(holders=5, never_printed=5, changed=0)


def test_badge_set_in_two_halves_is_the_same_badge(desk, people):
    """What many share lies under what is one person's own: no letter and no place may differ from the whole."""
    badge = badge_data(people[0])
    whole = pypdfium2.PdfDocument(print_badges([badge], title="", language="fr"))[0]
    file = io.BytesIO()
    write_pages([print_part([badge], title="", language="fr")], file, title="", language="fr")
    halves = pypdfium2.PdfDocument(file.getvalue())[0]
    assert ImageChops.difference(whole.render(scale=2).to_pil(), halves.render(scale=2).to_pil()).getbbox() is None


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


def choose(client, people, **given):
    chosen = {"action": "print_badges", "_selected_action": [person.pk for person in people]}
    return client.post(LIST, {**chosen, **({"print": "1", "order": "name", "which": "all"} | given if given else {})})


def test_admin_sends_the_chosen_to_the_press(client, desk, people):
    client.force_login(desk)
    asked = choose(client, people[:2])
    assert "2 people chosen hold a place" in asked.content.decode()
    assert not BadgeBatch.objects.exists()
    answer = choose(client, people[:2], layout="a4x4")
    batch = BadgeBatch.objects.get()
    assert answer["Location"] == f"/admin/registration/badgebatch/{batch.pk}/change/"
    assert (batch.layout, batch.total, batch.asked_by) == (Layout.FOUR, 2, desk)
    page = client.get(answer["Location"]).content.decode()
    assert '<progress id="badge-progress" value="0" max="2"' in page
    assert client.get(f"/admin/registration/badgebatch/{batch.pk}/progress/").json() == {
        "done": 0,
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
    choose(client, people[:4], layout="a6")
    page = client.get(f"{LIST}?badge=new").content.decode()
    assert "elise@example.org" in page
    assert "anna@example.org" not in page
    assert "anna@example.org" in client.get(f"{LIST}?badge=printed").content.decode()
    assert "anna@example.org" not in client.get(f"{LIST}?badge=changed").content.decode()
    amend(registration=people[0], details={"last_name": "Changed"}, now=clock.now() + timedelta(minutes=1))
    assert "anna@example.org" in client.get(f"{LIST}?badge=changed").content.decode()


def test_admin_asks_why_a_badge_is_printed_again(client, desk, people):
    client.force_login(desk)
    choose(client, people[:1], layout="a6")
    refused = choose(client, people[:2], layout="a6")
    assert "please say why they are again" in refused.content.decode()
    assert BadgeBatch.objects.count() == 1
    choose(client, people[:2], layout="label", reason="  lost\u200b at the  door ")
    assert BadgeBatch.objects.latest("pk").reason == "lost at the door"
    page = client.get(f"{LIST}{people[0].pk}/change/").content.decode()
    assert page.count("desk@example.org") >= 2
    assert "lost at the door" in page
    assert "lost at the door" not in client.get(f"{LIST}{people[2].pk}/change/").content.decode()


def test_admin_prints_only_the_new_ones(client, desk, people):
    client.force_login(desk)
    choose(client, people[:3], layout="a6")
    choose(client, people, layout="a6", which="new")
    assert [batch.total for batch in BadgeBatch.objects.order_by("pk")] == [3, 2]
    nobody = choose(client, people, layout="a6", which="new")
    assert "There is no badge to print among the people chosen." in nobody.content.decode()


def test_badge_printed_at_the_door_is_not_new_and_needs_a_reason_to_be_printed_again(client, desk, people, paris_26):
    anna, morning = people[0], cast.paris(2025, 11, 26, 9, 12)
    entry = check_in(badge_code=anna.badge_code, day=paris_26, now=morning).entry
    badge_printed(entry=entry, now=morning)
    assert stock(Registration.objects.all()) == Stock(holders=5, never_printed=4, changed=0)
    client.force_login(desk)
    assert "please say why they are again" in choose(client, [anna], layout="a6").content.decode()
    choose(client, people, layout="a6", which="new")
    assert BadgeBatch.objects.get().total == 4
    amend(registration=anna, details={"last_name": "Changed"}, now=morning + timedelta(minutes=1))
    assert stock(Registration.objects.all()).changed == 1


def test_admin_prints_one_badge_from_the_page_of_a_person(client, desk, people):
    client.force_login(desk)
    page = client.get(f"{LIST}{people[0].pk}/change/").content.decode()
    [form] = re.findall(rf'<form method="post" action="{LIST}">.*?</form>', page, re.DOTALL)
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', form))
    assert {name: fields[name] for name in ("action", "_selected_action")} == {
        "action": "print_badges", "_selected_action": str(people[0].pk),
    }  # fmt: skip
    assert "1 person chosen holds a place" in client.post(LIST, fields).content.decode()


@pytest.mark.parametrize("wrong", [{"layout": "a3"}, {"layout": ""}, {"order": "zz"}, {"which": "9" * 30}])
def test_admin_refuses_another_layout_or_order(client, desk, people, wrong):
    client.force_login(desk)
    answer = choose(client, people, **{"layout": "a6", **wrong})
    assert answer.status_code == 200
    assert not BadgeBatch.objects.exists()


def test_admin_without_the_permission_prints_nothing(client, desk, people):
    desk.user_permissions.remove(Permission.objects.get(codename="print_badges"))
    client.force_login(desk)
    choose(client, people, layout="a6")
    assert not BadgeBatch.objects.exists()
    batch = batch_of(desk)
    assert client.get(f"/admin/registration/badgebatch/{batch.pk}/file/").status_code == 403
