import io

import pikepdf
import pytest
from PIL import Image

from reimbursement import uploads
from reimbursement.uploads import FileRefused, Problem
from tests.reimbursement import papers


def clean(name: str, content: bytes) -> uploads.CleanFile:
    return uploads.clean(name=name, size=len(content), file=io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("statuts.pdf", papers.pdf(3), ("application/pdf", "pdf", 3)),
        ("Statuts v1.2 FINAL.PDF", papers.pdf(), ("application/pdf", "pdf", 1)),
        ("noname", papers.pdf(), ("application/pdf", "pdf", 1)),
        ("photo.jpeg", papers.picture("JPEG"), ("image/jpeg", "jpg", 1)),
        ("photo.png", papers.picture("PNG"), ("image/jpeg", "jpg", 1)),
        ("photo.HEIC", papers.picture("HEIF"), ("image/jpeg", "jpg", 1)),
    ],
)
def test_clean_keeps_papers_and_photographs(name, content, kept):
    file = clean(name, content)
    assert (file.content_type, file.extension, file.pages) == kept


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"", Problem.EMPTY),
        ("a.pdf", papers.pdf()[:60], Problem.UNREADABLE),
        ("a.pdf", b"%PDF-1.7\n%%EOF", Problem.UNREADABLE),
        ("a.pdf", papers.pdf(encryption=pikepdf.Encryption(owner="x", user="x")), Problem.ENCRYPTED),
        ("a.pdf", papers.pdf(encryption=pikepdf.Encryption(owner="x", user="")), Problem.ENCRYPTED),
        ("a.pdf", papers.pdf(31), Problem.TOO_MANY_PAGES),
        ("a.pdf", b"<html><script>alert(1)</script>", Problem.UNKNOWN_KIND),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Problem.UNKNOWN_KIND),
        ("a.pdf", b"<script>alert(1)</script>" + papers.pdf(), Problem.UNKNOWN_KIND),
        ("a.pdf", b"MZ\x90\x00", Problem.UNKNOWN_KIND),
        ("a.pdf", b"PK\x03\x04", Problem.UNKNOWN_KIND),
        ("a.pdf", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", Problem.DANGEROUS),
        ("a.php", papers.pdf(), Problem.WRONG_EXTENSION),
        ("a.pdf.exe", papers.pdf(), Problem.WRONG_EXTENSION),
        ("a.exe.pdf", papers.pdf(), Problem.WRONG_EXTENSION),
        ("a.html", papers.picture(), Problem.WRONG_EXTENSION),
        ("a.pdf", papers.picture(), Problem.WRONG_EXTENSION),
        ("a.jpg", papers.picture("JPEG")[:200], Problem.UNREADABLE),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, Problem.UNREADABLE),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50, Problem.UNREADABLE),
        ("a.pdf", b"%PDF-" + b"x" * uploads.MAX_BYTES, Problem.TOO_LARGE),
    ],
)
def test_clean_refuses_with_the_reason(name, content, problem):
    with pytest.raises(FileRefused) as refused:
        clean(name, content)
    assert refused.value.problem == problem


def test_clean_refuses_a_bomb_of_pixels_without_unpacking_it():
    bomb = papers.picture("PNG", (16, 16))
    # The header alone says 30,000 × 30,000.
    bomb = bomb[:16] + (30_000).to_bytes(4) * 2 + bomb[24:]
    with pytest.raises(FileRefused) as refused:
        clean("bomb.png", bomb)
    assert refused.value.problem in {Problem.TOO_MANY_PIXELS, Problem.UNREADABLE}


def test_clean_believes_the_bytes_and_not_the_size_that_was_announced():
    with pytest.raises(FileRefused) as refused:
        uploads.clean(name="a.pdf", size=10, file=io.BytesIO(b"%PDF-" + b"x" * uploads.MAX_BYTES))
    assert refused.value.problem == Problem.TOO_LARGE


def test_clean_takes_scripts_files_and_names_out_of_a_pdf():
    content = clean("a.pdf", papers.acting_pdf()).content
    with pikepdf.open(io.BytesIO(content)) as document:
        assert set(document.Root.keys()) == {"/Pages", "/Type"}
        assert "/AA" not in document.pages[0].obj
    assert b"canary" not in content
    assert b"JavaScript" not in content


def test_clean_turns_a_photograph_upright_and_forgets_where_it_was_taken():
    content = clean("a.jpg", papers.picture(exif=papers.located_exif())).content
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((20, 40), {})
    assert b"canary" not in content


def test_clean_makes_large_pictures_smaller():
    content = clean("a.png", papers.picture("PNG", (4000, 2000))).content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (2600, 1300)


def test_clean_twice_gives_the_same_bytes():
    once = clean("a.pdf", papers.pdf()).content
    assert clean("a.pdf", once).content == clean("a.pdf", once).content


def test_clean_gives_the_same_pages_the_same_bytes():
    """A PDF carries a mark of when it was written, which says nothing about its pages."""
    made = [papers.pdf() for _ in range(2)]
    marked = []
    for content in made:
        with pikepdf.open(io.BytesIO(content)) as document:
            document.trailer["/ID"] = pikepdf.Array([pikepdf.String(f"{len(marked)}" * 16)] * 2)
            output = io.BytesIO()
            document.save(output)
        marked.append(output.getvalue())
    assert marked[0] != marked[1]
    assert len({clean("a.pdf", content).content for content in marked}) == 1
