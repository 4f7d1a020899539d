import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from events import picture_files, pictures
from events.markdown import to_html
from events.models import Picture, Question
from tests.events.test_admin import errors, form_values
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages


@pytest.fixture
def editor(editions, settings) -> Client:
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague("editor"))
    return client


def photograph(width: int = 600, height: int = 300, kind: str = "JPEG") -> bytes:
    """A picture that tells where it was taken."""
    picture, file = Image.new("RGB", (width, height), "#0a5c45"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    picture.save(file, kind, exif=exif)
    return file.getvalue()


def add(editor: Client, slug: str = "hall", raw: bytes | None = None, **values: str):
    upload = SimpleUploadedFile("IMG_0001.jpg", photograph() if raw is None else raw)
    texts = {"alt_fr": "La grande salle", "alt_en": "The great hall"}
    return editor.post(reverse("admin:events_picture_add"), {"slug": slug, "upload": upload, **texts, **values})


def test_form_asks_for_the_file_and_for_what_the_picture_shows(editor):
    page = editor.get(reverse("admin:events_picture_add")).content.decode()
    assert re.findall(r'name="(upload|alt_\w\w|slug|is_decorative)"', page) == [
        "slug",
        "upload",
        "alt_fr",
        "alt_en",
        "is_decorative",
    ]


def test_picture_is_written_again_in_three_formats_and_served_for_ever(editor):
    assert add(editor).status_code == 302
    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.widths) == (600, 300, [480, 600])
    for extension in ("avif", "webp", "jpg"):
        response = Client().get(reverse("picture", args=[picture.name, 480, extension]))
        content = b"".join(response.streaming_content)
        assert b"secret camera" not in content
        assert Image.open(io.BytesIO(content)).size == (480, 240)
        assert "immutable" in response["Cache-Control"]
    assert "hall" not in picture.name
    assert Client().get(reverse("picture", args=[picture.name, 481, "jpg"])).status_code == 404
    assert Client().get(reverse("picture", args=[picture.name, 480, "svg"])).status_code == 404


def test_picture_without_words_is_refused_unless_it_is_decorative(editor):
    assert errors(add(editor, alt_en="")) == {"alt_en"}
    assert errors(add(editor, alt_fr="", alt_en="")) == {"alt_fr", "alt_en"}
    assert errors(add(editor, is_decorative="on")) == {"is_decorative"}
    assert add(editor, alt_fr="", alt_en="", is_decorative="on").status_code == 302


@pytest.mark.parametrize("raw", [b"<svg onload='x'/>", b"GIF89a", photograph()[:200], b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused(editor, raw):
    assert errors(add(editor, raw=raw)) == {"upload"}
    assert Picture.objects.count() == 0


def test_text_places_a_picture_with_its_words_in_each_language(editor):
    add(editor)
    page = to_html("Look:\n\n![](hall)", "en")
    assert 'alt="The great hall" width="600" height="300" loading="lazy"' in page
    assert 'alt="La grande salle"' in to_html("![](hall)", "fr")
    assert len(re.findall("<source ", page)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://example.org/x.png", "//example.org/x", "javascript:x", "../x", "gone"])
def test_picture_from_elsewhere_or_gone_shows_nothing(address):
    assert "<img" not in to_html(f"![x]({address})", "en")


def test_text_that_places_an_unknown_picture_is_refused(editor):
    question = Question.objects.get(slug="what")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url)) | {"answer_en": "![](hall)", "answer_fr": "![](hall)"}
    assert errors(editor.post(url, values)) == {"answer_en", "answer_fr"}
    add(editor)
    assert editor.post(url, values).status_code == 302


def test_page_asks_once_for_all_its_pictures(editor):
    def queries(placed: int) -> int:
        Question.objects.update(answer_en="None.")
        for question in Question.objects.all()[:placed]:
            Question.objects.filter(pk=question.pk).update(answer_en=f"![](hall) {question.pk}")
        with CaptureQueriesContext(connection) as captured:
            assert Client().get("/en/faq/").content.count(b"<picture>") == placed
        return len(captured)

    add(editor)
    assert queries(1) == queries(3)


def test_deleted_picture_takes_its_files_along(editor):
    add(editor)
    picture = Picture.objects.get()
    where = picture_files.path(picture.name, 480, "avif")
    assert default_storage.exists(where)
    editor.post(reverse("admin:events_picture_delete", args=[picture.pk]), {"post": "yes"})
    assert not default_storage.exists(where)


def test_names_of_pictures_are_read_from_texts():
    assert pictures.names_in('a ![x](hall "title") ![](b) [link](c)') == {"hall", "b"}
