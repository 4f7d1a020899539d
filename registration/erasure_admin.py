"""Erasing a person at the desk: with the right, a reason, and two questions."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from events import clock
from registration import erasure
from registration.codes import normalise_reference
from registration.fields import NameField
from registration.models import Registration

ERASE = "registration.erase_registration"


class ReasonForm(forms.Form):
    """The first question: why."""

    reason = NameField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Stays in the history: please write no name and no address, “asked by e-mail” will do."),
    )


class CertainForm(ReasonForm):
    """The second question: whom, typed by hand."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the person, to be sure"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: object, registration: Registration, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        self._expected = registration.reference
        self.fields["reason"].widget = forms.HiddenInput()

    def clean_reference(self) -> str:
        typed = normalise_reference(self.cleaned_data["reference"])
        if typed != self._expected:
            raise forms.ValidationError(_("This is not the reference of this person."))
        return typed


class ErasesPeople(ModelAdmin[Registration]):
    """The part of the office that erases."""

    def get_urls(self) -> list[URLPattern]:
        page = require_http_methods(["GET", "HEAD", "POST"])(self.erase)
        return [
            path("<int:pk>/erase/", self.admin_site.admin_view(page), name="registration_registration_erase"),
            *super().get_urls(),
        ]

    def erase(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, say what goes and what stays, ask whom, then erase."""
        if not request.user.has_perm(ERASE):
            raise PermissionDenied
        registration = get_object_or_404(Registration.objects.select_related("edition"), pk=pk, erased_at=None)
        data = request.POST if request.method == "POST" else None
        first, form = ReasonForm(data), None
        if first.is_valid():
            sure = request.POST if "reference" in request.POST else None
            form = CertainForm(sure, registration=registration, initial={"reason": first.cleaned_data["reason"]})
            if form.is_valid():
                reason, by = form.cleaned_data["reason"], cast("User", request.user)
                erasure.erase(registration=registration, now=clock.now(), by=by, reason=reason)
                self.message_user(request, _("The person is erased. Nothing leads to them any more."), messages.SUCCESS)
                return redirect("admin:registration_registration_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Erase a person"),
            "subtitle": registration.reference,
            "registration": registration,
            "form": form or first,
            "is_certain": form is not None,
            "staying": erasure.staying(registration),
        }
        return TemplateResponse(request, "registration/admin/erase.html", context)
