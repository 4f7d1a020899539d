import pytest
from django.core.exceptions import ValidationError

from events import palettes
from events.contrasts import DARK_GROUNDS, LIGHT_GROUNDS, contrast
from events.models import Edition, Picture
from necess.colour_tokens import PAIRS, schemes

SCHEMES = {"light": 0, "dark": 1}


OWN = ["000000", "ffffff", "808080", "ffff00", "00ff00", "0000ff", "ff00ff", "c1272d", "f6c453", "0a5c45", "ff7f00"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("palette", [*palettes.PALETTES, *OWN])
def test_every_palette_is_as_readable_as_the_house(palette, scheme):
    chosen = dict(zip(palettes.TOKENS, palettes.schemes_of(palette)[SCHEMES[scheme]], strict=True))
    colours = schemes()[SCHEMES[scheme]] | chosen
    weak = [
        f"{text} on {ground}: {contrast(colours[text], colours[ground]):.2f}"
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    ]
    assert weak == []


def test_every_choice_has_its_colours():
    assert set(palettes.Palette.values) == {"commons", "own", *palettes.PALETTES}


def test_grounds_of_accents_are_those_of_the_style_sheet():
    for colours, (paper, raised) in zip(schemes(), (LIGHT_GROUNDS, DARK_GROUNDS), strict=True):
        assert (contrast(colours["paper"], paper), contrast(colours["raised"], raised)) == (1, 1)


@pytest.mark.pages
def test_edition_may_have_a_colour_of_its_own(client, editions):
    edition = editions["2025"]
    edition.palette, edition.own_colour = "own", "#C1272D"
    edition.full_clean()
    edition.save()
    assert '<link rel="stylesheet" href="/look/c1272d.css">' in client.get("/fr/").content.decode()
    assert "--commons: #a32126;" in client.get("/look/c1272d.css").content.decode()
    edition.own_colour = "red"
    with pytest.raises(ValidationError) as refused:
        edition.full_clean()
    assert set(refused.value.message_dict) == {"own_colour"}


@pytest.mark.pages
def test_edition_wears_its_colours_and_logo(client, editions):
    assert b"/look/" not in client.get("/en/").content
    logo = Picture.objects.create(
        slug="logo", name="0123456789abcdef", width=300, height=100, alt_fr="Logo local", alt_en="Local logo"
    )
    Edition.objects.filter(slug="2025").update(palette="plum", logo=logo)
    for path in ("/en/", "/en/news/", "/en/registration/"):
        page = client.get(path).content.decode()
        assert '<link rel="stylesheet" href="/look/plum.css">' in page
        assert 'alt="Local logo"' in page


@pytest.mark.django_db
def test_style_sheet_is_small_and_checked_by_its_tag(client):
    sheet = client.get("/look/plum.css")
    assert sheet["Content-Type"].startswith("text/css")
    assert len(sheet.content) < 500
    assert client.get("/look/plum.css", headers={"If-None-Match": sheet["ETag"]}).status_code == 304
    assert client.get("/look/pink.css").status_code == 404
