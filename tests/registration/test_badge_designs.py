"""The designs of badges: colours that can be read, lines that appear, logos made harmless, previews of all layouts."""

import io
from itertools import product

import pypdfium2
import pytest
import zxingcpp
from django.contrib.auth.models import Group as StaffGroup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from accounts.roles import ROLES
from registration import logos
from registration.badge_colours import LEAST_CONTRAST, TOKENS, contrast
from registration.badge_page import LABEL, Look, print_badges
from registration.badges import badge_data
from registration.lifecycle import register
from registration.models import BadgeDesign, Registration
from tests.registration import cast

pytestmark = [pytest.mark.press, pytest.mark.django_db]
ADMIN = "/admin/registration/badgedesign/"
Role, Colour = Registration.Role, BadgeDesign.Colour


@pytest.fixture
def marie(edition, brussels_25, paris_26) -> Registration:
    person = cast.person("marie", organisation="Coopérative")
    return register(edition=edition, person=person, days=[brussels_25, paris_26], now=cast.NOW).registration


@pytest.fixture
def editor(settings, tmp_path) -> User:
    settings.STAFF_MFA, settings.MEDIA_ROOT = False, tmp_path
    user = User.objects.create_user("editor@team.example.org", is_staff=True, preferred_language="en")
    user.groups.set(StaffGroup.objects.filter(name="administrator"))
    return user


def design(edition, **chosen) -> BadgeDesign:
    made = BadgeDesign(edition=edition, **chosen)
    made.full_clean()
    made.save()
    return made


def drawn(size=(400, 100), kind="PNG", mode="RGB", colour="red") -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind)
    return file.getvalue()


def test_badge_without_a_design_is_as_it_always_was(marie):
    badge = badge_data(marie)
    assert (badge.look, badge.role_name, len(badge.days)) == (Look(), "", 2)


def test_badge_takes_the_design_of_its_role_or_of_all_others(marie, edition):
    design(edition, ground=Colour.INK, lettering=Colour.SAFFRON)
    design(edition, role=Role.SPEAKER, ground=Colour.EMBER)
    assert (badge_data(marie).look, badge_data(marie).role_name) == (Look("ink", "saffron"), "Public")
    marie.role = Role.SPEAKER
    assert badge_data(marie).look == Look("ember", "paper")
    marie.role = Role.VOLUNTEER
    assert (badge_data(marie).look.ground, badge_data(marie).role_name) == ("ink", "Bénévole")


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("show_role", {"role_name": ""}),
        ("show_organisation", {"organisation": ""}),
        ("show_days", {"days": ()}),
        ("show_cities", {"cities": "", "dates": ""}),
    ],
)
def test_a_line_that_is_not_wanted_is_not_printed(marie, edition, line, gone):
    design(edition, **{line: False})
    badge = badge_data(marie)
    assert {name: getattr(badge, name) for name in gone} == gone


@pytest.mark.parametrize(("ground", "lettering"), list(product(TOKENS, TOKENS)))
def test_letters_that_cannot_be_read_on_their_band_are_refused(edition, ground, lettering):
    readable = contrast(ground, lettering) >= LEAST_CONTRAST and ground != "paper"
    made = BadgeDesign(edition=edition, ground=ground, lettering=lettering)
    if readable:
        made.full_clean()
    else:
        with pytest.raises(ValidationError):
            made.full_clean()


@pytest.mark.parametrize("layout", [{}, {"design": LABEL}], ids=["badge", "label"])
def test_longest_names_stay_on_one_page_under_a_band_and_the_code_is_read(marie, edition, layout):
    design(edition, ground=Colour.SAFFRON, lettering=Colour.INK)
    marie.first_name, marie.last_name, marie.organisation = "W" * 100, "Bartholomäus " * 7, "@" * 200
    badge = badge_data(marie)
    document = pypdfium2.PdfDocument(print_badges([badge], title="", language="fr", **layout))
    assert len(document) == 1
    [code] = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert code.text == badge.address


def test_band_and_logo_are_on_the_paper(marie, edition, editor):
    made = design(edition, ground=Colour.SAFFRON, lettering=Colour.INK)
    made.logo.save("logo.png", SimpleUploadedFile("x.png", logos.cleaned(drawn())))
    page = pypdfium2.PdfDocument(print_badges([badge_data(marie)], title="", language="fr"))[0]
    picture = page.render(scale=2).to_pil().convert("RGB")
    millimetre = 2 * 72 / 25.4
    assert picture.getpixel((int(90 * millimetre), int(29 * millimetre))) == (0xF6, 0xC4, 0x53)
    assert picture.getpixel((int(10 * millimetre), int(140 * millimetre))) == (255, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * (logos.MAX_BYTES + 1),
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        drawn(kind="GIF"),
        drawn()[:60],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        drawn((5000, 4000), mode="1", colour=1),
    ],
    ids=["empty", "large", "pdf", "svg", "gif", "cut", "broken", "pixel bomb"],
)
def test_logo_that_is_no_picture_is_refused(content):
    with pytest.raises(logos.NotALogoError):
        logos.cleaned(content)


def test_press_leaves_cut_pictures_refused(marie):
    """WeasyPrint would let every picture of the process be cut off, those of claims too."""
    print_badges([badge_data(marie)], title="", language="fr")
    with pytest.raises(logos.NotALogoError):
        logos.cleaned(drawn(kind="JPEG")[:300])


def test_logo_is_written_again_small_and_flat():
    kept = Image.open(io.BytesIO(logos.cleaned(drawn((3000, 1000), mode="RGBA", colour=(0, 0, 0, 0)))))
    assert (kept.format, kept.mode, kept.size, kept.getpixel((5, 5))) == ("PNG", "RGB", (288, 96), (255, 255, 255))


def test_admin_keeps_a_design_and_shows_why_not(client, editor, edition):
    client.force_login(editor)
    given = {"edition": edition.pk, "role": "speaker", "ground": "saffron", "lettering": "paper", "show_days": "on"}
    refused = client.post(f"{ADMIN}add/", given)
    assert "hard to read on that band (contrast 1.6" in refused.content.decode()
    logo = SimpleUploadedFile("../../evil.svg", b"<svg/>")
    refused = client.post(f"{ADMIN}add/", {**given, "lettering": "ink", "logo": logo})
    assert "Please choose a PNG or JPEG picture of 2 MB at most." in refused.content.decode()
    logo = SimpleUploadedFile("../../logo.png", drawn())
    client.post(f"{ADMIN}add/", {**given, "lettering": "ink", "logo": logo})
    made = BadgeDesign.objects.get()
    assert (made.role, made.show_days, made.show_role) == ("speaker", True, False)
    assert made.logo.name.startswith("badge-logos/")
    assert "logo.png" not in made.logo.name
    again = client.post(f"{ADMIN}add/", {**given, "lettering": "ink"})
    assert "This role already has a design in this edition." in again.content.decode()


@pytest.mark.parametrize("layout", ["a6", "a4x4", "a4x8", "label"])
def test_preview_is_a_picture_of_every_layout(client, editor, edition, brussels_25, layout):
    client.force_login(editor)
    answer = client.get(f"{ADMIN}preview/{layout}.png?sample=arabic&role=speaker&language=en")
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"].startswith("private, no-store")
    assert Image.open(io.BytesIO(answer.content)).width > 300


def test_preview_shows_a_person_by_reference(client, editor, marie):
    client.force_login(editor)
    page = client.get(f"{ADMIN}preview/?person={marie.reference.lower()}").content.decode()
    assert "Badge: Marie · Example · NEC ESS Europe 2025" in page
    picture = client.get(f"{ADMIN}preview/a6.png?person={marie.reference}").content
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert code.text.endswith(f"/door/{marie.badge_code}/")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("person=ZZZZ-ZZZZ", "Nobody who comes has this reference."),
        ("person=%27%22%3E%3Cscript%3E", "Please correct the choices above."),
        ("edition=9223372036854775808", "Please correct the choices above."),
        ("role=king&sample=zz", "Please correct the choices above."),
    ],
)
def test_preview_of_nothing_says_so(client, editor, edition, query, said):
    client.force_login(editor)
    answer = client.get(f"{ADMIN}preview/?{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page or "Nobody who comes has this reference." in page
    assert "<script>" not in page
    assert client.get(f"{ADMIN}preview/a6.png?{query}").status_code == 404


@pytest.mark.parametrize("role", [*ROLES, "nobody", "stranger"])
def test_each_role_meets_each_address_as_it_should(client, settings, edition, role):
    settings.STAFF_MFA = False
    if role != "stranger":
        user = User.objects.create_user("somebody@team.example.org", is_staff=True)
        user.groups.set(StaffGroup.objects.filter(name=role))
        client.force_login(user)
    refused = 302 if role == "stranger" else 403
    may_design = role in {"editor", "administrator"}
    may_look = may_design or role == "registration desk"
    made = design(edition)
    for address in ("", "add/", f"{made.pk}/change/", f"{made.pk}/delete/"):
        assert client.get(ADMIN + address).status_code == (200 if may_design else refused)
    assert client.get(f"{ADMIN}preview/").status_code == (200 if may_look else refused)
    assert client.post(f"{ADMIN}preview/").status_code == (refused if role == "stranger" else 405)


def test_editor_sees_samples_but_no_person(client, settings, marie):
    settings.STAFF_MFA = False
    user = User.objects.create_user("editor2@team.example.org", is_staff=True)
    user.groups.set(StaffGroup.objects.filter(name="editor"))
    client.force_login(user)
    assert client.get(f"{ADMIN}preview/?person={marie.reference}").status_code == 403
    assert client.get(f"{ADMIN}preview/a6.png?person={marie.reference}").status_code == 403
