import io

import pypdf
import pytest
from django.contrib.auth.models import Permission
from django.utils import translation

from accounts.models import User
from registration import paper_list, paper_return
from registration.lifecycle import register
from registration.models import ExportLog, Registration
from tests.registration import cast

pytestmark = pytest.mark.press


@pytest.fixture
def desk(db, settings) -> User:
    settings.STAFF_MFA = False
    user = User.objects.create_user("desk@example.org", is_staff=True)
    names = ["view_registration", "export_registration"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def people(edition, brussels_25, paris_26) -> list[Registration]:
    days = {"zoé": [brussels_25], "anna": [brussels_25, paris_26], "élodie": [brussels_25], "boris": [paris_26]}
    written = {
        name: register(edition=edition, person=cast.person(name, email=f"{number}@example.org"), days=on, now=cast.NOW)
        for number, (name, on) in enumerate(days.items())
    }
    for name, outcome in written.items():
        Registration.objects.filter(pk=outcome.registration.pk).update(last_name=name.capitalize())
    return [outcome.registration for outcome in written.values()]


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_take_lists_who_is_expected_by_name_whatever_the_accents(desk, people, brussels_25):
    with translation.override("en"):
        found = text(paper_list.take(day=brussels_25, by=desk, now=cast.NOW))
    assert "3 people expected" in found
    assert found.index("Anna") < found.index("Élodie") < found.index("Zoé")
    assert "Boris" not in found
    codes = paper_return.codes(day=brussels_25)
    assert [codes[one.pk] in found for one in people if one.pk in codes] == [True, True, True]
    assert [one.reference in found for one in people] == [False] * 4
    assert "@" not in found


def test_take_is_logged(desk, people, brussels_25):
    paper_list.take(day=brussels_25, by=desk, now=cast.NOW)
    log = ExportLog.objects.get()
    assert (log.by, log.format, log.rows, log.selection) == (desk, "pdf", 3, "day=brussels-2025-11-25")


def test_take_of_an_empty_day(desk, paris_27):
    with translation.override("en"):
        assert "Nobody is expected yet." in text(paper_list.take(day=paris_27, by=desk, now=cast.NOW))


def test_take_repeats_the_headers_on_every_page(edition, brussels_25):
    many = [Registration(pk=number, last_name=f"Name {number:03}", reference=f"R-{number}") for number in range(90)]
    with translation.override("en"):
        reader = pypdf.PdfReader(io.BytesIO(paper_list.paper_list(brussels_25, many, now=cast.NOW)))
    assert len(reader.pages) > 1
    assert all("Afternoon" in page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_admin_offers_a_list_per_day_and_hands_it_out(client, desk, people, brussels_25):
    client.force_login(desk)
    assert "paper/brussels-2025-11-25/" in client.get("/admin/registration/registration/").content.decode()
    answer = client.post("/admin/registration/registration/paper/brussels-2025-11-25/")
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/admin/registration/registration/paper/unknown/").status_code == 404


def test_admin_without_the_permission_hands_out_nothing(client, desk, people):
    desk.user_permissions.remove(Permission.objects.get(codename="export_registration"))
    client.force_login(desk)
    assert client.post("/admin/registration/registration/paper/brussels-2025-11-25/").status_code == 403
    assert not ExportLog.objects.exists()
