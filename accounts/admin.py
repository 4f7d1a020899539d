"""Accounts in the admin: who may enter, in which groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import ROLE_NAMES
from accounts.row_choices import RowChoices


class GroupChoices(RowChoices[Group]):
    """Staff groups, named as staff read them."""

    def label_from_instance(self, obj: Group) -> str:
        """Return the name of the role in the active language."""
        return str(ROLE_NAMES.get(obj.name, obj.name))


class NewUserForm(forms.ModelForm[User]):
    """An account without a password: the person logs in by code."""

    class Meta:
        model = User
        fields = ["email", "full_name", "preferred_language", "is_staff", "groups"]

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Users by e-mail address."""

    list_display = ["email", "full_name", "preferred_language", "is_staff", "is_active"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]
    add_form = NewUserForm
    add_form_template = "admin/change_form.html"
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["email", "full_name", "preferred_language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "preferred_language", "is_staff", "groups"]})]

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        """Name the groups in the reader's language."""
        if db_field.name == "groups":
            kwargs["form_class"] = GroupChoices
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser may change a superuser: an administrator cannot take over a stronger account."""
        return not _is_stronger(obj, request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As for a change: nobody removes a stronger account."""
        return not _is_stronger(obj, request) and super().has_delete_permission(request, obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What goes with an account (addresses, second factor, views) needs no right of its own; the account does."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        refused = {str(self.opts.verbose_name)} if any(_is_stronger(user, request) for user in objs) else set()
        return deleted, counts, refused, protected


def _is_stronger(user: User | None, request: HttpRequest) -> bool:
    return user is not None and user.is_superuser and not request.user.is_superuser
