"""What we hold about the person of a link: seen, taken away, erased."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.antirobot import rate_limited
from events import clock
from events.models import Edition
from registration import erasure, own_data
from registration.models import Registration
from registration.views.attendee import opened_by_link


@require_safe
@opened_by_link
def show(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Everything, readable."""
    page = {
        "registration": registration,
        "edition": registration.edition,
        "token": token,
        "parts": own_data.held_about(registration),
    }
    return render(request, "registration/own_data.html", page)


@require_POST
@rate_limited("own-data", "5/m")
@opened_by_link
def download(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Everything, as an archive; taking it leaves a trace, so it is no GET."""
    content = own_data.take_away(registration=registration, now=clock.now())
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{own_data.file_name(registration)}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def erase(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Say what goes and what stays, then erase."""
    if request.method != "POST":
        page = {
            "registration": registration,
            "edition": registration.edition,
            "token": token,
            "going": erasure.going(registration),
            "staying": erasure.staying(registration),
            "loses_attestation": erasure.loses_attestation(registration),
        }
        return render(request, "registration/erase.html", page)
    erasure.erase(registration=registration, now=clock.now())
    return redirect("registration:erased")


@never_cache
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """The end: the same words for everybody, since nobody is known any more."""
    return render(request, "registration/erased.html", {"edition": Edition.objects.current()})
