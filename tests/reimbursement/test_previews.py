"""Documents looked at beside the claim, as pictures that the server draws."""

import io
import re

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from reimbursement import documents, page_picture, previews
from tests.reimbursement import cast, papers

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("private_files")]


def add(claim, content, name="a.pdf"):
    file = io.BytesIO(content)
    return documents.add(claim=claim, kind="bank", name=name, size=len(content), file=file, now=cast.NOW)


def ask(client, document, page):
    path = reverse("admin:reimbursement_claim_document", args=[document.claim_id, document.digest])
    return client.get(path, {"page": page})


def size_of(content):
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        picture.load()
        return picture.size


@pytest.fixture
def claim(edition, rule, settings):
    settings.STAFF_MFA = False
    return cast.checked(edition)


def test_pages_and_pictures_are_handed_out_as_pictures_that_run_nothing_and_stay_nowhere(client, claim, reviewer):
    client.force_login(reviewer)
    for content, name in ((papers.acting_pdf(), "a.pdf"), (papers.picture(size=(2500, 1000)), "a.jpg")):
        response = ask(client, add(claim, content, name), "1")
        assert {name: response.headers[name] for name in sorted(EXPECTED)} == EXPECTED
        assert 600 < max(size_of(response.content)) <= page_picture.LONGEST_SIDE


EXPECTED = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Type": "image/jpeg",
    "X-Content-Type-Options": "nosniff",
}


def test_the_first_five_pages_are_shown_and_no_other(client, claim, reviewer):
    client.force_login(reviewer)
    document = add(claim, papers.pdf(7))
    page = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk])).content.decode()
    shown = re.findall(r'<img src="[^"]+[?]page=(\d)" alt="a.pdf, page (\d) of 7"', page)
    assert shown == [(number, number) for number in "12345"]
    tried = ("2", "5", "6", "0", "-1", "x", "", "99999")
    assert [ask(client, document, number).status_code for number in tried] == [200, 200, *[404] * 6]


@pytest.mark.parametrize("role", ["administrator", "door", "editor", "registration desk"])
def test_who_may_not_take_a_document_does_not_see_its_pages(client, claim, role):
    document = add(claim, papers.pdf())
    assert ask(client, document, "1").status_code == 302
    client.force_login(cast.staff(role))
    assert ask(client, document, "1").status_code == 404


def sheet(width, height, content=b""):
    output = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(width, height))
        page.obj.Contents = pikepdf.Stream(document, content)
        document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("size", [(3, 3), (14_000, 14_000), (14_000, 3)])
def test_pictures_of_pages_are_never_larger_than_the_limit(size):
    assert max(size_of(page_picture.draw(sheet(*size), 1))) <= page_picture.LONGEST_SIDE


def test_a_page_that_takes_for_ever_is_given_up(claim):
    document = add(claim, sheet(600, 800, b"0 0 m 600 800 l 1 0 l S " * 100_000))
    with pytest.raises(previews.NotDrawn):
        previews.picture_of(document, page=1, seconds=0.02)


def test_a_file_that_is_gone_or_broken_draws_nothing(client, claim, reviewer):
    client.force_login(reviewer)
    document = add(claim, papers.pdf())
    with document.file.storage.open(document.file.name, "wb") as file:
        file.write(b"%PDF-1.4 broken")
    assert ask(client, document, "1").status_code == 404
