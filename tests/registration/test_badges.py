"""The badge as a stranger sees it: through PDF readers, a renderer and two QR scanners."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random
from string import ascii_letters
from threading import Thread

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from registration.badge_page import LABEL, BadgeData, BadgeDay, lay_out, print_badges
from registration.badges import attach_badge, badge_data, badge_pdf
from registration.lifecycle import register
from registration.pdf import press
from tests.registration import cast

pytestmark = pytest.mark.press

A6 = (105, 148)
BADGE = BadgeData(
    first_name="Clémentine",
    last_name="Dupont-Martin",
    organisation="Mouvement associatif des Hauts-de-France",
    role="attendee",
    role_name="",
    days=(
        BadgeDay("Bruxelles", "mardi 25 novembre", "ember"),
        BadgeDay("Paris", "mercredi 26 novembre", "saffron"),
        BadgeDay("Paris", "jeudi 27 novembre", "saffron"),
    ),
    edition="NEC ESS Europe 2025",
    cities="Bruxelles · Paris",
    dates="du 25 au 27 novembre 2025",
    reference="7KQ4-M2PD",
    code="Zk3_f9aQ-s7LmT00",
    language="fr",
)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """The text without the places where lines were broken."""
    return "".join("".join(page.extract_text() for page in read(pdf).pages).split())


def encodings(pdf: bytes) -> set[str]:
    fonts = read(pdf).pages[0]["/Resources"]["/Font"].values()
    return {str(font.get_object().get("/Encoding")) for font in fonts}


def picture(pdf: bytes, *, dots_per_inch: int = 200, page: int = 0) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dots_per_inch / 72).to_pil()


def millimetres(page: pypdf.PageObject) -> tuple[int, int]:
    return round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)


def test_badge_is_one_page_of_a6():
    reader = read(badge_pdf(BADGE))
    assert [millimetres(page) for page in reader.pages] == [A6]


def test_badge_says_everything():
    assert words(badge_pdf(BADGE)) == (
        "Clémentine"
        "Dupont-Martin"
        "MouvementassociatifdesHauts-de-France"
        "Bruxelles·mardi25novembre"
        "Paris·mercredi26novembre"
        "Paris·jeudi27novembre"
        "NECESSEurope2025"
        "Bruxelles·Paris"
        "du25au27novembre2025"
        "7KQ4-M2PD"
    )


def test_badge_is_tagged_titled_and_in_its_language():
    catalog = read(badge_pdf(replace(BADGE, language="en"))).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in catalog["/Metadata"].get_data()


def test_badge_metadata_tells_nothing_of_the_machine():
    metadata = read(badge_pdf(BADGE)).metadata
    assert set(metadata) == {"/Producer", "/Title"}
    assert metadata["/Title"] == "Clémentine · Dupont-Martin · NEC ESS Europe 2025"
    assert metadata["/Producer"].startswith("WeasyPrint")


def test_badge_drawings_are_marked_as_decoration():
    """The reference stands next to the code in letters; the weave says nothing."""
    [page] = read(badge_pdf(BADGE)).pages
    drawing = page["/Contents"][0].get_object().get_data()
    assert drawing.startswith(b"/Artifact BMC q ")
    assert drawing.endswith(b" Q EMC")


@pytest.mark.parametrize("dots_per_inch", [100, 300, 600])
def test_qr_code_is_read_by_zxing(dots_per_inch):
    [code] = zxingcpp.read_barcodes(picture(badge_pdf(BADGE), dots_per_inch=dots_per_inch))
    assert code.text == "http://127.0.0.1:8000/door/Zk3_f9aQ-s7LmT00/"


def test_qr_code_is_read_by_zbar(tmp_path):
    picture(badge_pdf(BADGE)).save(tmp_path / "badge.png")
    command = ["zbarimg", "--quiet", "--raw", tmp_path / "badge.png"]
    seen = subprocess.run(command, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == BADGE.address


def test_qr_code_with_the_fixed_mask_is_read_whatever_the_code():
    dice = Random(7)
    many = [replace(BADGE, code="".join(dice.choices(ascii_letters + "-_", k=16))) for _ in range(60)]
    pages = pypdfium2.PdfDocument(print_badges(many, title="Badges", language="fr"))
    codes = [zxingcpp.read_barcodes(page.render(scale=2).to_pil()) for page in pages]
    assert [[code.text for code in found] for found in codes] == [[badge.address] for badge in many]


@pytest.mark.parametrize("site", ["https://n.eu", "https://inscription.rencontres-numeriques-solidaires.example.org"])
def test_qr_code_of_any_version_is_read(settings, site):
    settings.SITE_URL = site
    [code] = zxingcpp.read_barcodes(picture(badge_pdf(BADGE)))
    assert code.text == f"{site}/door/{BADGE.code}/"


def test_qr_code_is_read_in_black_and_white_at_half_size():
    """Printed eight on a sheet, and copied on a machine that knows only black."""
    small = (
        picture(badge_pdf(BADGE), dots_per_inch=150)
        .convert("L")
        .resize((438, 618))
        .point(lambda grey: 255 * (grey > 128))
    )
    [code] = zxingcpp.read_barcodes(small)
    assert code.text == BADGE.address


LONG = {
    "two hundred letters": replace(BADGE, first_name="Marie " * 33 + "Zz", last_name="Dupont " * 28 + "Zzzz"),
    "forty letters in one word": replace(BADGE, first_name="Wilhelmina" * 4, last_name="Bartholomäus" * 4),
    "longest of the form": replace(BADGE, first_name="W" * 100, last_name="M" * 100, organisation="@" * 200),
    "many words": replace(BADGE, organisation="Fédération des coopératives " * 7),
    "one name": replace(BADGE, first_name="", last_name="Madonna", organisation=""),
    "one letter": replace(BADGE, first_name="Ø", last_name="E", organisation=""),
    "no day": replace(BADGE, days=()),
    "ten days": replace(BADGE, days=BADGE.days * 3 + BADGE.days[:1]),
    "speaker": replace(BADGE, role="speaker", role_name="Intervenante ou intervenant"),
}


@pytest.mark.parametrize("badge", LONG.values(), ids=LONG)
def test_badge_of_any_length_is_one_page_with_every_letter(badge):
    pdf = badge_pdf(badge)
    assert len(read(pdf).pages) == 1
    [code] = zxingcpp.read_barcodes(picture(pdf, dots_per_inch=150))
    assert code.text == badge.address
    for text in (badge.first_name, badge.last_name, badge.organisation, badge.role_name):
        assert "".join(text.split()) in words(pdf)


@pytest.mark.parametrize("badge", LONG.values(), ids=LONG)
def test_label_of_any_length_is_one_page(badge):
    pdf = print_badges([badge], title="Labels", language="fr", design=LABEL)
    assert [millimetres(page) for page in read(pdf).pages] == [(100, 62)]
    [code] = zxingcpp.read_barcodes(picture(pdf))
    assert code.text == badge.address


def test_lay_out_keeps_one_page_per_badge_around_a_name_larger_than_estimated():
    tall = replace(BADGE, first_name="ﷺ " * 12, last_name="𒐫 𒐫 𒐫 𒐫 𒐫 𒐫 𒐫 𒐫", organisation="")
    document = lay_out([BADGE, tall, BADGE], title="Badges", language="fr")
    assert len(document.pages) == 3


def test_badge_of_the_widest_characters_is_one_page():
    heavy = replace(BADGE, first_name="﷽" * 50, last_name="鬱" * 100, organisation="𒐫" * 100)
    assert len(read(badge_pdf(heavy)).pages) == 1


SCRIPTS = {
    "Arabic": "محمد",
    "Hebrew": "שרה",
    "Chinese": "小明",
    "Japanese": "さくら",
    "Korean": "김민준",
    "Vietnamese": "Nguyễn",
    "Greek": "Ελένη",
    "Cyrillic": "Наталія",
    "Tamil": "ஸ்ரீ",
    "Devanagari": "प्रिया",
    "Thai": "สมชาย",
    "Georgian": "ნინო",
    "Armenian": "Անահիտ",
    "Amharic": "ሰላም",
    "emoji": "👩‍💻🎉",
}


EMBER = (179, 39, 62)
TALL_NAMES = [
    ("محمد", "عبد الرحمن", "جمعية التضامن الرقمي"),
    ("สมชาย", "ใจดี", "มูลนิธิดิจิทัลเพื่อสังคม"),
    ("प्रिया", "शर्मा", "डिजिटल सहकारिता संस्था"),
]


def where_the_days_begin(badge: BadgeData) -> tuple[int, bool]:
    """The row of the first strip, and whether half a millimetre above it is free of letters."""
    page = picture(print_badges([badge], title="Badge", language="fr")).convert("RGB")
    right = page.width - 4
    top = next(row for row in range(page.height // 4, page.height) if page.getpixel((right, row)) == EMBER)
    above = page.crop((0, top - 5, page.width, top - 1)).convert("L")
    return top, above.getextrema()[0] > 250


@pytest.mark.parametrize("role_name", ["", "Intervention"])
def test_letters_that_reach_far_below_the_line_stay_off_the_days(role_name):
    usual = where_the_days_begin(replace(BADGE, role_name=role_name))
    assert usual[1]
    for first, last, organisation in TALL_NAMES:
        tall = replace(BADGE, first_name=first, last_name=last, organisation=organisation, role_name=role_name)
        assert where_the_days_begin(tall) == usual


@pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS)
def test_badge_has_a_glyph_for_every_letter(name):
    """Where a font lacks a letter, WeasyPrint writes an encoding of its own that maps it to the empty box."""
    assert encodings(badge_pdf(replace(BADGE, first_name=name))) == {"/Identity-H"}


def test_badge_shows_an_empty_box_for_a_letter_no_font_has():
    """The control of the test above: a letter of the private use area."""
    assert encodings(badge_pdf(replace(BADGE, first_name="\ue123"))) != {"/Identity-H"}


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who comes."""
    visits: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Canary) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", visits
        server.shutdown()
        thread.join()


MARKUP = [
    "<img src={canary}/img>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<link rel=stylesheet href={canary}/css>",
    "<style>@import url({canary}/import);</style>",
    "<svg><image href={canary}/svg></svg>",
    "</title><base href={canary}/><img src=x>",
    '"><object data={canary}/object>',
    "{{% include 'x' %}} {{{{ 7*7 }}}}",
]


@pytest.mark.parametrize("markup", MARKUP)
def test_badge_with_markup_in_its_texts_fetches_nothing(canary, markup):
    address, visits = canary
    text = markup.format(canary=address)
    day = BadgeDay(text, text, "ember")
    hostile = replace(
        BADGE, first_name=text, last_name=text, organisation=text, role_name=text, edition=text, days=(day,)
    )
    pdf = badge_pdf(hostile)
    assert visits == []
    assert read(pdf).attachments == {}
    assert words(pdf).count("".join(text.split())) == 7


def test_press_refuses_every_address(canary, tmp_path):
    """The second wall: even if a template forgot to escape."""
    address, visits = canary
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    fetcher = press()._fetcher
    for url in (f"{address}/x.png", secret.as_uri(), "ftp://127.0.0.1/x", "data:text/html,x", "http://127.0.0.1:9/"):
        with pytest.raises(PermissionError):
            fetcher(url)
    assert visits == []


@pytest.fixture
def marie(edition, brussels_25, paris_27):
    person = cast.person("marie", organisation="Coopérative")
    return register(edition=edition, person=person, days=[brussels_25, paris_27], now=cast.NOW).registration


def test_badge_data_is_in_the_language_of_the_person(marie):
    marie.language = "en"
    assert badge_data(marie) == BadgeData(
        first_name="Marie",
        last_name="Example",
        organisation="Coopérative",
        role="attendee",
        role_name="",
        days=(
            BadgeDay("Brussels", "Tuesday 25\N{NO-BREAK SPACE}November", "commons"),
            BadgeDay("Paris", "Thursday 27\N{NO-BREAK SPACE}November", "commons"),
        ),
        edition="NEC ESS Europe 2025",
        cities="Brussels · Paris",
        dates="25–27\N{NO-BREAK SPACE}November 2025",
        reference=marie.reference,
        code=marie.badge_code,
        language="en",
    )


def test_badge_data_says_the_role_of_those_who_have_one(marie):
    marie.role = marie.Role.SPEAKER
    marie.language = "en"
    assert badge_data(marie).role_name == "Speaker"


def test_badge_data_leaves_out_days_waited_for(marie, paris_26, django_assert_num_queries):
    marie.seats.filter(day__date=date(2025, 11, 27)).update(status="waiting")
    with django_assert_num_queries(3):
        assert [day.date for day in badge_data(marie).days] == ["mardi 25\N{NO-BREAK SPACE}novembre"]


def test_attach_badge_is_named_after_the_reference(marie):
    attachment = attach_badge(str(marie.pk), "fr")
    assert (attachment.filename, attachment.mimetype) == (f"badge-{marie.reference}.pdf", "application/pdf")
    assert "Marie" in words(attachment.content)
