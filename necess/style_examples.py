"""What the style page shows besides pages: a mail, a badge and an attestation of somebody invented."""

import io

import pypdfium2
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import clock
from events.models import Edition
from outbox import preview, rendering
from registration import attestations, badge_pictures
from registration.badges import badge_data
from registration.models import BadgeBatch, CheckIn, Registration

POINTS_PER_INCH, DOTS_PER_INCH = 72, 80


@require_safe
@staff_member_required
def mail(request: HttpRequest) -> HttpResponseBase:
    """A short message as its reader sees it."""
    context = {
        "topic": _("The programme"),
        "name": "Camille Étienne",
        "email": "camille@example.org",
        "page": "/fr/programme/",
        "message": _("Is there a quiet room on the second day?"),
        "language_name": _("French"),
    }
    written = rendering.render(template="events/emails/contact", language=get_language() or "fr", context=context)
    return preview.framed(request, written.html)


@require_safe
@staff_member_required
def badge(request: HttpRequest) -> HttpResponse:
    """A badge for every day of the current edition."""
    somebody = _somebody()
    data = badge_data(somebody, somebody.edition.days_in_order, {})
    return _picture(badge_pictures.picture(data, BadgeBatch.Layout.A6))


@require_safe
@staff_member_required
def attestation(request: HttpRequest) -> HttpResponse:
    """An attestation of the first day of the current edition."""
    somebody = _somebody()
    days = [attestations.Attended(day, tuple(CheckIn.Half)) for day in somebody.edition.days_in_order[:1]]
    paper = attestations.on_paper(somebody, days, now=clock.now())
    with pypdfium2.PdfDocument(paper) as document:
        shown = document[0].render(scale=DOTS_PER_INCH / POINTS_PER_INCH).to_pil()
    png = io.BytesIO()
    shown.convert("P", palette=1, colors=64).save(png, "PNG", optimize=True)
    return _picture(png.getvalue())


def _somebody() -> Registration:
    edition = Edition.objects.current()
    if edition is None or not edition.days_in_order:
        raise Http404
    return Registration(
        edition=edition, first_name="Camille", last_name="Étienne", organisation=_("Cooperative of the Commons"),
        reference="7KQ4-M2PD", badge_code="Zk3_f9aQ-s7LmT00", language=get_language() or "fr",
    )  # fmt: skip


def _picture(png: bytes) -> HttpResponse:
    answer = HttpResponse(png, content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer
