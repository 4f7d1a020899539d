"""Roles in the admin: given to many people of the list at once, as their badges will say."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, helpers
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import clock
from registration import upkeep
from registration.models import Registration

Role = Registration.Role


class RoleForm(forms.Form):
    """The role of the people chosen."""

    role = forms.ChoiceField(label=_("Role"), choices=Role, widget=forms.RadioSelect)


class SetsRoles(ModelAdmin[Registration]):
    """The part of the list of registrations that gives people a role."""

    @admin.action(description=_("Set the role…"), permissions=["change"])
    def set_role(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        """Show who has which role now; then give the one chosen."""
        form = RoleForm(request.POST if "set" in request.POST else None)
        if form.is_valid():
            role, by = Role(form.cleaned_data["role"]), cast("User", request.user)
            number = upkeep.set_roles(registrations=queryset, role=role, by=by, now=clock.now())
            said = ngettext(
                "The role of %(count)d person is changed; the badge is one to print again.",
                "The role of %(count)d people is changed; their badges are to print again.",
                number,
            )
            self.message_user(request, said % {"count": number}, messages.SUCCESS)
            return None
        live = queryset.filter(cancelled_at=None, erased_at=None).order_by().values_list("role")
        roles = [(capfirst(Role(role).label), number) for role, number in live.annotate(Count("pk")).order_by("role")]
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Set the role"),
            "form": form,
            "roles": roles,
            "people": sum(number for _role, number in roles),
            "chosen": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "registration/admin/set_role.html", page)
