"""Files as attackers, old phones and broken connections send them: what each is, and what has to become of it.

``CANARY`` is the word that must not be found in what is kept of a file that is accepted.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from PIL import Image, PngImagePlugin

from reimbursement.uploads import MAX_BYTES, Problem
from tests.reimbursement import papers

CANARY = b"canary"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class NastyFile:
    """A file with its name; ``problem`` is empty where it is kept, made harmless."""

    name: str
    content: Callable[[], bytes]
    problem: Problem | None = None


def zipped(**members: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def zip_bomb() -> bytes:
    return zipped(**{f"word/document{number}.xml": bytes(20_000_000) for number in range(5)})


def zip_slip() -> bytes:
    return zipped(**{"../../../tmp/canary": b"x", "word/document.xml": b"<w/>"})


def sheet_with_entity() -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst>&e;</sst>'
    return zipped(**{"[Content_Types].xml": b"<Types/>", "xl/sharedStrings.xml": entity})


def png(width: int, height: int) -> bytes:
    """A real black-and-white picture: a few kilobytes that unfold to width × height."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + b"\x01\x00\x00\x00\x00"
    packer = zlib.compressobj(1)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join([*(packer.compress(row * 100) for _hundred in range(height // 100)), packer.flush()])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_that_says_it_is_large() -> bytes:
    small = papers.picture("JPEG")
    start = small.index(b"\xff\xc0") + 5
    return small[:start] + (65_000).to_bytes(2) * 2 + small[start + 4 :]


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<?php canary ?>")
    words.add_itxt("XML:com.adobe.xmp", "canary", zip=True)
    output = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 10)).save(output, "PNG", pnginfo=words)
    return output.getvalue()


def moving_png() -> bytes:
    output = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "green", "blue")]
    frames[0].save(output, "PNG", save_all=True, append_images=frames[1:])
    return output.getvalue()


def jpeg_for_print() -> bytes:
    output = io.BytesIO()
    Image.new("CMYK", (20, 20)).save(output, "JPEG", comment=b"canary")
    return output.getvalue()


def pdf_made_by(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(output)
    return output.getvalue()


def pdf_with_scripts_by_name() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="canary")
        names = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script]))
        document.Root.Names = pikepdf.Dictionary(JavaScript=names)

    return pdf_made_by(change)


def pdf_with_a_button() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        launch = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="canary.exe")
        button = pikepdf.Dictionary(
            Type=pikepdf.Name("/Annot"),
            Subtype=pikepdf.Name("/Widget"),
            FT=pikepdf.Name("/Btn"),
            T="x",
            Rect=pikepdf.Array([0, 0, 9, 9]),
            A=launch,
        )
        annotation = document.make_indirect(button)
        document.pages[0].Annots = pikepdf.Array([annotation])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([annotation]), XFA="canary")

    return pdf_made_by(change)


def pdf_with_outline_and_metadata() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        go = pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI="http://canary.example")
        entry = document.make_indirect(pikepdf.Dictionary(Title="canary", A=go))
        document.Root.Outlines = pikepdf.Dictionary(First=entry, Last=entry, Count=1)
        document.Root.Metadata = pikepdf.Stream(document, b"<x>canary</x>")
        document.docinfo["/Author"] = "canary"

    return pdf_made_by(change)


def pdf_that_is_its_own_page() -> bytes:
    body = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"


def pdf_of_brackets() -> bytes:
    body = b"1 0 obj<</Type/Catalog/Pages 2 0 R/X " + b"[" * 100_000 + b"]" * 100_000 + b">>endobj "
    return b"%PDF-1.4\n" + body + b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj trailer<</Root 1 0 R>>\n%%EOF"


def pdf_with_a_bomb() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        packed = zlib.compress(zlib.compress(bytes(100_000_000), 9), 9)
        stream = pikepdf.Stream(document, b"")
        stream.write(packed, filter=pikepdf.Array([pikepdf.Name("/FlateDecode"), pikepdf.Name("/FlateDecode")]))
        document.pages[0].Contents = stream

    return pdf_made_by(change)


FILES = {
    # 21: empty, cut off, locked
    "nothing": NastyFile("a.pdf", lambda: b"", Problem.EMPTY),
    "the first bytes of a PDF": NastyFile("a.pdf", lambda: papers.pdf()[:40], Problem.UNREADABLE),
    "half a photograph": NastyFile("a.jpg", lambda: papers.picture(size=(400, 400))[:300], Problem.UNREADABLE),
    "half a picture": NastyFile("a.png", lambda: papers.picture("PNG", (400, 400))[:100], Problem.UNREADABLE),
    "half a phone picture": NastyFile("a.heic", lambda: papers.picture("HEIF")[:300], Problem.UNREADABLE),
    "a PDF with a password": NastyFile(
        "a.pdf", lambda: papers.pdf(encryption=pikepdf.Encryption(owner="o", user="u")), Problem.ENCRYPTED
    ),
    # 22: something else than its name says
    "a page named PDF": NastyFile("a.pdf", lambda: b"<html><script>x</script>", Problem.UNKNOWN_KIND),
    "a drawing named PNG": NastyFile("a.png", lambda: b"<svg onload='x'/>", Problem.UNKNOWN_KIND),
    "a program": NastyFile("a.pdf", lambda: b"MZ\x90\0" + bytes(99), Problem.UNKNOWN_KIND),
    "a PHP script": NastyFile("a.php", lambda: b"<?php system($_GET[0]);", Problem.UNKNOWN_KIND),
    "a PDF named like a program": NastyFile("rib.pdf.exe", papers.pdf, Problem.WRONG_EXTENSION),
    "a program's name before PDF": NastyFile("rib.php.pdf", papers.pdf, Problem.WRONG_EXTENSION),
    "a photograph named PDF": NastyFile("a.pdf", papers.picture, Problem.WRONG_EXTENSION),
    "a GIF named PNG": NastyFile("a.png", lambda: papers.picture("GIF"), Problem.UNKNOWN_KIND),
    # 23: two things at once, or with something that acts
    "a page before a PDF": NastyFile("a.pdf", lambda: b"<script>x</script>" + papers.pdf(), Problem.UNKNOWN_KIND),
    "a PDF with an archive behind": NastyFile("a.pdf", lambda: papers.pdf() + zipped(canary=b"canary")),
    "a photograph with a script behind": NastyFile("a.jpg", lambda: papers.picture() + b"<?php canary"),
    "a PDF that acts": NastyFile("a.pdf", papers.acting_pdf),
    "a PDF with named scripts": NastyFile("a.pdf", pdf_with_scripts_by_name),
    "a PDF with a button that starts a program": NastyFile("a.pdf", pdf_with_a_button),
    "a PDF with links and metadata": NastyFile("a.pdf", pdf_with_outline_and_metadata),
    # 25: too much
    "more than 10 MB": NastyFile("a.pdf", lambda: b"%PDF-" + bytes(MAX_BYTES), Problem.TOO_LARGE),
    "31 pages": NastyFile("a.pdf", lambda: papers.pdf(31), Problem.TOO_MANY_PAGES),
    # 26: bombs
    "900 million pixels": NastyFile("a.png", lambda: png(30_000, 30_000), Problem.TOO_MANY_PIXELS),
    "4 billion pixels announced": NastyFile("a.jpg", jpeg_that_says_it_is_large, Problem.TOO_MANY_PIXELS),
    "a document that unfolds": NastyFile("a.docx", zip_bomb, Problem.UNKNOWN_KIND),
    "an archive that climbs": NastyFile("a.docx", zip_slip, Problem.UNKNOWN_KIND),
    "a sheet that reads files": NastyFile("a.xlsx", sheet_with_entity, Problem.UNKNOWN_KIND),
    "a PDF that is its own page": NastyFile("a.pdf", pdf_that_is_its_own_page, Problem.UNREADABLE),
    "a PDF of brackets": NastyFile("a.pdf", pdf_of_brackets, Problem.UNREADABLE),
    "a PDF whose page unfolds": NastyFile("a.pdf", pdf_with_a_bomb),
    # 27 to 29: virus, phone, place
    "the test virus": NastyFile("a.pdf", lambda: EICAR, Problem.DANGEROUS),
    "the test virus in a PDF": NastyFile("a.pdf", lambda: papers.pdf() + EICAR, Problem.DANGEROUS),
    "a phone picture": NastyFile("IMG_1.HEIC", lambda: papers.picture("HEIF")),
    "a photograph that knows where": NastyFile("a.jpg", lambda: papers.picture(exif=papers.located_exif())),
    "a picture with words inside": NastyFile("a.png", png_with_words),
    "a moving picture": NastyFile("a.png", moving_png),
    "a photograph for print": NastyFile("a.jpg", jpeg_for_print),
}
