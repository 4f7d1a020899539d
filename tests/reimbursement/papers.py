"""Files as people and attackers send them."""

import io

import pikepdf
from PIL import Image


def pdf(pages: int = 1, **save) -> bytes:
    """A PDF of empty pages."""
    output = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.save(output, **save)
    return output.getvalue()


def acting_pdf() -> bytes:
    """A PDF that runs a script when it is opened and carries a file."""
    output = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert('canary')")
        document.Root.OpenAction = script
        document.Root.AA = pikepdf.Dictionary(WC=script)
        document.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        document.attachments["canary.exe"] = b"MZ canary"
        document.docinfo["/Author"] = "canary"
        document.save(output)
    return output.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), *, exif: bytes = b"", color: str = "red") -> bytes:
    """A picture of one colour."""
    output = io.BytesIO()
    Image.new("RGB", size, color).save(output, kind, **({"exif": exif} if exif else {}))
    return output.getvalue()


def located_exif() -> bytes:
    """Where and how a phone took a picture: turned by 90 degrees, in Paris."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "canary"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()
