"""The contact form, and its answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.antirobot import rate_limited
from events import contact as messages
from events.forms import ContactForm
from events.languages import DEFAULT
from events.models import Edition


@never_cache
@rate_limited("contact", "10/h")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Write to the team; ``?topic=`` and ``?page=`` fill in the form for whoever comes from a page."""
    form = ContactForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if form.is_valid():
        messages.write(**form.message_sent(), language=(get_language() or DEFAULT)[:2])
        return redirect("events:contact_sent")
    return render(request, "events/contact.html", {"form": form, "edition": Edition.objects.current()})


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "events/contact_sent.html", {"edition": Edition.objects.current()})
