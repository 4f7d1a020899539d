"""Draws the pictures of shared links, each of them once."""

from hashlib import sha256
from io import BytesIO

import pypdfium2
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils import translation
from django.views.decorators.http import require_safe

from events import palettes, sharing, weave
from registration.pdf import press

POINTS_PER_PIXEL = 0.75
COLOURS = 128  # a drawing in four colours and their soft edges: a third of the weight, no visible loss


@require_safe
def share_picture(request: HttpRequest, token: str) -> FileResponse:
    """The picture with the words of ``token``, kept for ever: other words have another address."""
    try:
        card = sharing.read(token)
    except sharing.UnknownCardError as error:
        raise Http404 from error
    name = f"share/{sha256(token.encode()).hexdigest()}.png"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(drawn(card)))
    response = FileResponse(default_storage.open(name), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def drawn(card: sharing.Card) -> bytes:
    """One picture as PNG; about a tenth of a second, after the second that loading the press takes."""
    band = weave.band(card.title, turns=10, width=sharing.WIDTH, height=104, thickness=16, gap=7)
    context = {"card": card, "weave": band, "mark": weave.mark(), "ground": palettes.shade(card.palette)}
    context["name"] = card.name or settings.SITE_NAME
    with translation.override(card.language):
        page = press().lay_out("share/card.html", context, style="share")
    with pypdfium2.PdfDocument(press().ink(page, tagged=False)) as document:
        picture = document[0].render(scale=1 / POINTS_PER_PIXEL).to_pil()
    file = BytesIO()
    picture.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()
