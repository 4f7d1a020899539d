"""Somebody who writes no code sets up “NEC local” from nothing, publishes it; a visitor registers and gets the mail.

With NECESS_GUIDE_PICTURES=docs/pictures/guide the pages met on the way are kept for the organisers’ guide.
"""

import os
import re
from email.utils import parseaddr
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.journeys import reading
from tests.journeys.test_registration import fill_in_registration
from tests.live import ROOT

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

EDITOR = "emile.rousseau@team.example.org"
PICTURES = os.environ.get("NECESS_GUIDE_PICTURES", "")
SHELL = "from accounts.models import User; from events.models import Edition\n"
WORDS = {
    "fr": {
        "venue": "Un lieu", "day": "Une journée et ses places", "programme": "Le programme",
        "question": "Questions fréquentes", "partner": "Partenaires", "publish": "Publier",
        "published": "tout le monde le voit", "register": "/fr/inscription/", "home": "/fr/",
        "subject": "votre place", "opening": "Ouverture des inscriptions", "position": "La position de chaque lieu",
    },
    "en": {
        "venue": "A venue", "day": "A day with its places", "programme": "The programme", "position": "The position",
        "question": "Frequent questions", "partner": "Partners", "publish": "Publish",
        "opening": "Opening of registration",
        "published": "everybody sees it", "register": "/en/registration/", "home": "/en/", "subject": "your place",
    },
}  # fmt: skip


OWN = {"fr": "votre propre couleur", "en": "your own colour"}
ACCENT = "a32126"  # what the site makes of #c1272d, so that it is read on light ground
INK_OF_ACCENT = "0.639 0.129 0.149 RG"  # the same in the words of a PDF


class Desk:
    """An editor at the screen, counting what an editor does."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.words = page, language, WORDS[language]
        self.clicks = self.fields = 0

    def click(self, target) -> None:
        self.clicks += 1
        target.click()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.fields += 1
            field = self.page.locator(f"[name={name}]")
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def both(self, **values: dict[str, str]) -> None:
        self.fill(**{f"{name}_{language}": text for name, texts in values.items() for language, text in texts.items()})

    def save(self) -> None:
        self.click(self.page.locator(".submit-row [name=_save]").first)

    def step(self, name: str):
        """The button of a line of the check list."""
        line = self.page.locator(".check-list li").filter(has=self.page.locator("b", has_text=self.words[name]))
        self.click(line.locator("a.button"))
        return line

    def keep(self, name: str, part: str = "#content", most: int = 760) -> None:
        """A picture of a part of the page for the guide, small; nothing in a run of the tests."""
        if not PICTURES:
            return
        folder = ROOT / PICTURES
        folder.mkdir(parents=True, exist_ok=True)
        shot = Image.open(BytesIO(self.page.locator(part).last.screenshot())).convert("RGB")
        shot = shot.crop((0, 0, shot.width, min(shot.height, most)))
        shot = shot.resize((880, round(shot.height * 880 / shot.width)), Image.Resampling.LANCZOS)
        shot.save(folder / f"{name}-{self.language}.webp", quality=60, method=6)


def texts(french: str, english: str) -> dict[str, str]:
    return {"fr": french, "en": english}


def a_logo(folder: Path) -> Path:
    picture = Image.new("RGB", (600, 200), "#124c85")
    ImageDraw.Draw(picture).ellipse((40, 30, 180, 170), fill="#f6c453")
    picture.save(folder / "logo.png")
    return folder / "logo.png"


@pytest.fixture
def desk(open_page, live_site, request):
    """The editor, logged in; afterwards the home page is about 2025 again and nothing of the new event is left."""
    language = request.param
    live_site.manage(
        "shell", "-v0", "-c", f"{SHELL}User.objects.filter(email='{EDITOR}').update(preferred_language='{language}')"
    )
    page = open_page(viewport={"width": 1280, "height": 860}, locale=language)
    page.goto("/admin/")
    page.fill("input[name=login]", EDITOR)
    page.fill("input[name=password]", "third-way-2025")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    yield Desk(page, language)
    live_site.manage(
        "shell", "-v0", "-c",
        f"{SHELL}User.objects.filter(email='{EDITOR}').update(preferred_language='fr')\n"
        "Edition.objects.filter(slug__startswith='nec-local').update(is_current=False, status='draft')\n"
        "Edition.objects.filter(slug='2025').update(is_current=True)",
    )  # fmt: skip


@pytest.mark.parametrize("desk", ["fr", "en"] if PICTURES else ["fr"], indirect=True)
def test_local_event_from_nothing_to_its_first_registration(desk, open_page, live_site, tmp_path):
    language = desk.language
    slug = f"nec-local-{language}"
    make_the_edition(desk, slug)
    fill_the_check_list(desk, slug, a_logo(tmp_path))
    publish(desk, slug)
    visitor_registers(desk, open_page, live_site)
    # A field takes about fifteen seconds to think of and type, a click five: well under half an hour.
    assert desk.fields * 15 + desk.clicks * 5 < 25 * 60, (desk.fields, desk.clicks)


def make_the_edition(desk: Desk, slug: str) -> None:
    page = desk.page
    page.goto("/admin/")
    desk.keep("desk", ".desk")
    desk.click(page.locator(".desk-ways a[href='/admin/events/edition/add/']"))
    desk.both(
        title=texts("NEC local Lyon 2025", "NEC local Lyon 2025"),
        tagline=texts("Le numérique en commun de Lyon, par la Maison des communs.", "Digital commons in Lyon."),
        theme=texts("Quel numérique pour notre ville ?", "Which digital city do we want?"),
        summary=texts("Une journée gratuite à Lyon.", "A free day in Lyon."),
    )
    desk.fill(slug=slug, starts_on="12/12/2025" if desk.language == "fr" else "2025-12-12")
    desk.fill(ends_on="12/12/2025" if desk.language == "fr" else "2025-12-12", contact_email="lyon@example.org")
    desk.keep("edition")
    desk.fill(brand="NEC local Lyon", palette=OWN[desk.language], own_colour="#c1272d")
    desk.keep("look", "fieldset:has([name=own_colour])")
    desk.save()
    expect(page.locator(".check-list li")).to_have_count(7)
    desk.keep("check-list")


def fill_the_check_list(desk: Desk, slug: str, logo: Path) -> None:
    page, slot = desk.page, {"fr": 0, "en": 1}[desk.language]
    desk.step("venue")
    desk.both(name=texts("Maison des communs", "House of commons"), city=texts("Lyon", "Lyon"))
    desk.fill(slug=f"lyon-{slug}", street="1 place des Communs", postal_code="69001", country="FR")
    desk.fill(latitude="45.767", longitude="4.834")
    desk.save()
    desk.step("day")
    desk.fill(capacity="60", date=f"{'12/12/2025' if desk.language == 'fr' else '2025-12-12'}")
    desk.save()
    desk.step("programme")
    desk.both(title=texts("Ouverture", "Opening"))
    desk.fill(slug="opening", kind=("plénière", "plenary")[slot], starts_at="09:30", ends_at="11:00")
    desk.save()
    desk.step("question")
    desk.both(question=texts("Est-ce gratuit ?", "Is it free?"))
    desk.fill(slug="free", answer_fr="Oui.")
    desk.save()
    expect(page.locator(".ready td").first).to_be_visible()  # the answer lacks its English
    desk.keep("missing", "section.ready:has(table)")
    partner_with_logo(desk, slug, logo)
    desk.step("opening")
    desk.fill(registration_opens_at_0="01/10/2025" if slot == 0 else "2025-10-01", registration_opens_at_1="09:00")
    page.locator("[name=logo]").select_option(label=f"logo-{slug}")
    desk.save()


def partner_with_logo(desk: Desk, slug: str, logo: Path) -> None:
    page, check_list = desk.page, desk.page.url
    page.goto("/admin/events/picture/add/")
    desk.both(alt=texts("Logo de la Maison des communs", "Logo of the House of commons"))
    desk.fill(slug=f"logo-{slug}")
    page.locator("[name=upload]").set_input_files(logo)
    desk.keep("picture")
    desk.save()
    page.goto("/admin/events/partner/add/")
    desk.both(name=texts("Maison des communs", "House of commons"))
    desk.fill(slug=f"house-{slug}", website="https://house.example.org", logo=f"logo-{slug}")
    desk.save()
    page.goto(check_list)
    desk.step("partner")
    page.locator(".select2-selection").click()
    name = {"fr": "Maison des communs", "en": "House of commons"}[desk.language]
    page.locator(".select2-search__field").fill(name)
    desk.click(page.locator(".select2-results__option[role=option]", has_text=name).first)
    desk.fill(role=("organisation", "organiser")[desk.language == "en"])
    desk.save()


def publish(desk: Desk, slug: str) -> None:
    page = desk.page
    button = page.locator("form[action$='/publish/'] button")
    desk.click(button)
    expect(page.locator(".messagelist .error")).to_be_visible()
    desk.click(page.locator(".ready th a").first)
    expect(page).to_have_url(re.compile("#id_answer_en$"))
    desk.fill(answer_en="Yes.")
    desk.keep("side-by-side")
    desk.save()
    page.locator("[name=takes_home_page]").check()
    desk.keep("publish", "section.ready")
    desk.click(page.locator("form[action$='/publish/'] button"))
    expect(page.locator(".messagelist")).to_contain_text(re.compile(desk.words["published"], re.IGNORECASE))


def visitor_registers(desk: Desk, open_page, live_site) -> None:
    language, words = desk.language, desk.words
    page = open_page(locale=language, viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page.goto(words["home"])
    expect(page.locator("h1, .hero-title").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Lyon")
    button = page.locator("main a.button").first
    assert button.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(163, 33, 38)"
    assert page.locator(".brand img.logo").count() == 1
    assert page.title().startswith("NEC local Lyon 2025")
    for part in ("header.site-header", "footer.site-footer"):
        assert "NEC local Lyon" in page.locator(part).inner_text()
        assert "ESS Europe" not in page.locator(part).inner_text()
    Desk(page, language).keep("home", "body")
    page.goto({"fr": "/fr/partenaires/", "en": "/en/partners/"}[language])
    expect(page.locator(".partners img.logo")).to_have_js_property("naturalWidth", 480)
    page.goto(f"/{language}/programme/")
    expect(page.locator("main")).to_contain_text({"fr": "Ouverture", "en": "Opening"}[language])
    page.goto(words["register"])
    email = f"lyon.{language}@visitors.example.org"
    box = page.locator("input[name=days]").first
    fill_in_registration(page, email=email, days=(box.get_attribute("value"),))
    mail = live_site.wait_for_mail(email)
    assert words["subject"] in mail["Subject"].lower()
    assert "Lyon" in reading.text_of(mail)
    assert parseaddr(mail["From"])[0] == "NEC local Lyon"
    html = mail.get_body(("html",)).get_content()
    assert f".button {{ border-color: #{ACCENT}; background: #{ACCENT};" in html
    assert "ESS Europe" not in html + reading.text_of(mail)
    wears_the_badge(
        desk, next(each for each in mail.iter_attachments() if each.get_content_type() == "application/pdf")
    )


def wears_the_badge(desk: Desk, attached) -> None:
    """The badge that came by mail: the name, the colour and the logo of the event."""
    content = attached.get_content()
    with pikepdf.open(BytesIO(content)) as pdf:
        assert INK_OF_ACCENT.encode() in b"".join(stream.read_bytes() for stream in pdf.pages[0].Contents)
        assert [name for name in pdf.pages[0].Resources.XObject if name.startswith("/Logo")]
    with pypdfium2.PdfDocument(content) as pdf:
        assert "NEC local Lyon 2025" in pdf[0].get_textpage().get_text_bounded()
        if PICTURES:
            picture = pdf[0].render(scale=440 / 297).to_pil().convert("RGB")
            picture.save(ROOT / PICTURES / f"badge-{desk.language}.webp", quality=60, method=6)
