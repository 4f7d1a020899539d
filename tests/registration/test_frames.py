"""Frames of a camera, read by the server."""

from io import BytesIO

import pytest
import segno
from PIL import Image, ImageEnhance, ImageFilter

from registration.frames import MOST_BYTES, NotAFrameError, code_in

ADDRESS = "https://necess.example.org/door/AbCdEfGh12345678/"


@pytest.fixture(scope="module")
def badge() -> Image.Image:
    drawn = BytesIO()
    segno.make_qr(ADDRESS, error="m", mask=3, boost_error=False).save(drawn, kind="png", scale=10, border=4)
    return Image.open(drawn).convert("RGB")


def frame(badge, *, side=260, turn=0, light=1.0, blur=0.0, quality=80) -> bytes:
    """The badge in somebody's hand, as a telephone sees it."""
    scene = Image.new("RGB", (720, 540), (96, 84, 70))
    held = badge.resize((side, side)).rotate(
        turn, expand=True, fillcolor=(96, 84, 70), resample=Image.Resampling.BICUBIC
    )
    scene.paste(held, (360 - held.width // 2, 270 - held.height // 2))
    scene = ImageEnhance.Brightness(scene.filter(ImageFilter.GaussianBlur(blur))).enhance(light)
    written = BytesIO()
    scene.save(written, "JPEG", quality=quality)
    return written.getvalue()


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"turn": 17},
        {"turn": 90},
        {"turn": 180},
        {"side": 110},
        {"light": 0.12},
        {"light": 0.15, "turn": 33, "side": 180},
        {"blur": 1.4},
        {"quality": 30},
    ],
    ids=str,
)
def test_code_in_a_frame_is_read(badge, seen):
    assert code_in(frame(badge, **seen)) == ADDRESS


def test_code_in_a_frame_without_a_badge_is_none():
    written = BytesIO()
    Image.new("RGB", (640, 480), "grey").save(written, "JPEG")
    assert code_in(written.getvalue()) == ""


def png(size=(8, 8)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size).save(written, "PNG")
    return written.getvalue()


def huge() -> bytes:
    written = BytesIO()
    Image.new("L", (5000, 5000)).save(written, "JPEG", quality=1)
    return written.getvalue()


@pytest.mark.parametrize(
    "sent",
    [b"", b"x", png(), b"\xff\xd8\xff", b"\xff\xd8\xff" + b"\0" * 100, b"\xff\xd8\xff" + b"x" * MOST_BYTES, huge()],
    ids=["empty", "text", "png", "nothing but a beginning", "zeros", "too long", "huge"],
)
def test_code_in_something_else_is_refused(sent):
    with pytest.raises(NotAFrameError):
        code_in(sent)
