"""The attestation of attendance: fetched by the person, checked by anybody who holds the paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.antirobot import rate_limited
from events import clock
from registration import attestations
from registration.models import Registration
from registration.views.attendee import opened_by_link


@require_safe
@opened_by_link
def download(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The attestation as PDF, for people who were scanned."""
    try:
        content = attestations.attestation_pdf(registration, now=clock.now())
    except attestations.NotAttendedError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="attestation-{attestations.number(registration)}.pdf"'
    return response


@never_cache
@require_safe
@rate_limited("attestation", "30/m")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the door knows of the attestation with this code; words for a code that is not ours or no longer holds."""
    try:
        registration, days = attestations.verified(code)
    except attestations.UnknownAttestationError:
        return render(request, "registration/attestation_unknown.html", status=404)
    except attestations.WithdrawnAttestationError:
        return render(request, "registration/attestation_withdrawn.html", status=410)
    page = {
        "registration": registration,
        "edition": registration.edition,
        "days": days,
        "number": attestations.number(registration),
    }
    return render(request, "registration/attestation_valid.html", page)
