"""The optional questions, from the personal link: answered later, changed, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import clock
from registration import answers, lifecycle, upkeep
from registration.forms import AnswersForm
from registration.models import Registration
from registration.question_fields import initial_values
from registration.views.attendee import opened_by_link


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def edit(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Show the answers given so far; what is emptied is taken back."""
    questions = answers.questions_of(registration.edition)
    if not questions:
        raise Http404
    given = initial_values(questions, answers.given_by(registration))
    form = AnswersForm(request.POST if request.method == "POST" else None, questions=questions, initial=given)
    if not form.is_valid():
        page = {"registration": registration, "edition": registration.edition, "token": token, "form": form}
        return render(request, "registration/answers.html", page)
    try:
        upkeep.answer(registration=registration, answers=form.answers(), now=clock.now())
        messages.success(request, _("Your answers are kept. You can take them back at any time."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    return redirect("registration:personal", token)
