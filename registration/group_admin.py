"""Messages to groups in the admin: written, read as each person will, counted, sent, stopped."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Language, User
from events import clock
from outbox.preview import framed
from registration import group_mails, group_messages, tasks
from registration.group_forms import GroupMessageForm, in_words
from registration.groups import Group
from registration.models import GroupMessage, GroupRecipient, Registration

Status = GroupMessage.Status


class ReceivedInline(admin.TabularInline[GroupRecipient, Registration]):
    """The messages to groups this person was written: which, by whom, when, or why not. Read only."""

    model = GroupRecipient
    extra = 0
    can_delete = False
    verbose_name_plural = _("messages to groups")
    fields = ["subject", "sent_by", "handed_at", "left_out"]
    readonly_fields = ["subject", "sent_by", "handed_at", "left_out"]

    def has_add_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        """Whoever sees the person sees what they were written."""
        return request.user.has_perm("registration.view_registration")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupRecipient]:
        return GroupRecipient.objects.select_related("message__sent_by").order_by("message__sent_at", "pk")

    @admin.display(description=_("subject"))
    def subject(self, received: GroupRecipient) -> str:
        return str(received.message)

    @admin.display(description=_("sent by"))
    def sent_by(self, received: GroupRecipient) -> str:
        return str(received.message.sent_by)


class GroupMessageAdmin(ModelAdmin[GroupMessage]):
    """A draft is written here; everything after that happens on the page of the message."""

    form = GroupMessageForm
    list_display = ["subject_shown", "edition", "group_shown", "kind_shown", "status", "total", "sent_by", "sent_at"]
    list_filter = ["status", "kind", "edition"]
    list_select_related = ["edition", "sent_by"]
    search_fields = ["subject_fr", "subject_en"]
    date_hierarchy = "written_at"
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "registration/admin/group_message.html"
    fieldsets = (
        (None, {"fields": ["edition", "kind"]}),
        (_("Who is written to"), {"fields": ["days", "place", "presence", "language", "roles", "coming"]}),
        (_("French"), {"fields": ["subject_fr", "body_fr"]}),
        (_("English"), {"fields": ["subject_en", "body_en"]}),
    )

    def has_change_permission(self, request: HttpRequest, obj: GroupMessage | None = None) -> bool:
        """What left is not rewritten."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: GroupMessage | None = None) -> bool:
        """Drafts go; who sent what when stays until its date."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.is_draft

    def get_fieldsets(self, request: HttpRequest, obj: GroupMessage | None = None) -> Any:
        """A message that left is read on its own page; here stand only its words."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["edition", "kind", "subject_fr", "body_fr", "subject_en", "body_en"]})]

    def save_model(self, request: HttpRequest, obj: GroupMessage, form: Any, change: bool) -> None:
        obj.written_by, obj.written_at = _staff(request), clock.now()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: GroupMessage, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._read(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: GroupMessage) -> HttpResponse:
        return self._read(request, obj) or super().response_change(request, obj)

    def _read(self, request: HttpRequest, message: GroupMessage) -> HttpResponse | None:
        """After writing comes reading."""
        if {"_continue", "_addanother"} & request.POST.keys():
            return None
        return redirect("admin:registration_groupmessage_send", message.pk)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "registration_groupmessage_{}".format
        return [
            path("<int:pk>/send/", view(require_safe(self.send_page)), name=name("send")),
            path("<int:pk>/html/", view(require_safe(self.html_part)), name=name("html")),
            path("<int:pk>/progress/", view(require_safe(self.progress)), name=name("progress")),
            path("<int:pk>/test/", self._button(self.test), name=name("test")),
            path("<int:pk>/start/", self._button(self.start), name=name("start")),
            path("<int:pk>/stop/", self._button(self.stop), name=name("stop")),
            path("<int:pk>/resume/", self._button(self.resume), name=name("resume")),
            *super().get_urls(),
        ]

    @admin.display(description=_("subject"))
    def subject_shown(self, message: GroupMessage) -> str:
        return str(message)

    @admin.display(description=_("group"))
    def group_shown(self, message: GroupMessage) -> str:
        return in_words(Group.from_json(message.group))

    @admin.display(description=pgettext_lazy("message", "kind"), ordering="kind")
    def kind_shown(self, message: GroupMessage) -> str:
        return gettext("news") if message.is_news else gettext("practical")

    def send_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who it goes to, what one of them reads, and the buttons; later how far it is."""
        message = self._message(request, pk)
        page: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "message": message,
            "title": str(message),
            "group": in_words(Group.from_json(message.group)),
            "may_send": request.user.has_perm("registration.send_groupmessage"),
            "may_write": self.has_change_permission(request, message),
        }
        if message.is_draft:
            reached = group_messages.reach(message=message)
            page |= _counts(message, reached)
            page |= _one_reader(message, [one.registration_id for one in reached.receivers], request.GET.get("n", ""))
        else:
            people = list(message.recipients.order_by("position").values_list("registration_id", flat=True))
            page |= {"progress": group_messages.progress(message=message)}
            page |= _one_reader(message, people, request.GET.get("n", ""))
        return TemplateResponse(request, "registration/admin/group_message_send.html", page)

    def html_part(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """What one person would read, as a mail program shows it."""
        message = self._message(request, pk)
        person = get_object_or_404(_readers(), pk=_number(request.GET.get("person", "")), edition=message.edition)
        if not message.is_written_in(person.language):
            raise Http404
        return framed(request, group_mails.preview(message=message, registration=person).html)

    def progress(self, request: HttpRequest, pk: int) -> JsonResponse:
        """For the progress bar."""
        message = self._message(request, pk)
        now = group_messages.progress(message=message)
        return JsonResponse({"done": now.done, "total": now.total, "under_way": message.status == Status.SENDING})

    def test(self, request: HttpRequest, message: GroupMessage) -> None:
        sent = group_mails.send_test(message=message, to=_staff(request))
        said = ngettext(
            "%(count)d test copy is on its way to %(to)s.",
            "%(count)d test copies are on their way to %(to)s.",
            len(sent),
        )
        self.message_user(request, said % {"count": len(sent), "to": _staff(request).email}, messages.SUCCESS)

    def start(self, request: HttpRequest, message: GroupMessage) -> None:
        now, seen = clock.now(), _number(request.POST.get("seen", ""))
        try:
            group_messages.start(message=message, seen=seen, by=_staff(request), now=now)
        except group_messages.NobodyError:
            self.message_user(request, gettext("Nobody is in this group: nothing was sent."), messages.WARNING)
        except group_messages.GroupChangedError:
            self.message_user(
                request, gettext("The group has changed meanwhile: please look at the numbers again."), messages.WARNING
            )
        except group_messages.NotWrittenError as error:
            names = dict(Language.choices)
            missing = ", ".join(str(names[language]) for language in error.languages)
            said = gettext(
                "Some people of the group read a language in which the message is not written: %(languages)s."
            )
            self.message_user(request, said % {"languages": missing}, messages.ERROR)
        except group_messages.SecondPersonError:
            said = gettext("So many people are written to by two of the team: please ask a colleague to send it.")
            self.message_user(request, said, messages.ERROR)
        else:
            transaction.on_commit(tasks.wake_feeder)
            self.log_change(request, message, gettext("Sent."))
            self.message_user(request, gettext("The message is being sent."), messages.SUCCESS)

    def stop(self, request: HttpRequest, message: GroupMessage) -> None:
        now = group_messages.stop(message=message, by=_staff(request), now=clock.now())
        self.log_change(request, message, gettext("Stopped."))
        said = gettext("Stopped: %(sent)d mails of %(total)d have left, the others are kept back.")
        self.message_user(request, said % {"sent": now.sent, "total": now.total}, messages.SUCCESS)

    def resume(self, request: HttpRequest, message: GroupMessage) -> None:
        group_messages.resume(message=message)
        self.log_change(request, message, gettext("Taken up again."))
        transaction.on_commit(tasks.wake_feeder)
        self.message_user(
            request, gettext("The message is being sent to those who have not received it."), messages.SUCCESS
        )

    def _button(self, act: Callable[[HttpRequest, GroupMessage], None]) -> Callable[..., HttpResponse]:
        """A POST by somebody who may send; back to the page of the message afterwards."""

        def pressed(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perm("registration.send_groupmessage"):
                raise PermissionDenied
            message = self._message(request, pk)
            try:
                act(request, message)
            except group_messages.NotNowError:
                said = gettext("Somebody else was quicker: the message is in another state now.")
                self.message_user(request, said, messages.WARNING)
            return redirect("admin:registration_groupmessage_send", pk)

        view: Callable[..., HttpResponse] = self.admin_site.admin_view(require_POST(pressed))
        return view

    def _message(self, request: HttpRequest, pk: int) -> GroupMessage:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(
            GroupMessage.objects.select_related("edition", "written_by", "sent_by", "stopped_by"), pk=pk
        )


def _counts(message: GroupMessage, reached: group_messages.Reach) -> dict[str, Any]:
    """The numbers that are shown before anything is sent."""
    names = dict(Language.choices)
    missing = group_messages.missing_languages(message=message, reached=reached)
    return {
        "reached": reached,
        "french": reached.languages.get("fr", 0),
        "english": reached.languages.get("en", 0),
        "missing": [names[language] for language in missing],
        "second_person": group_messages.needs_second_person(total=reached.total),
    }


def _one_reader(message: GroupMessage, people: list[int], wanted: str) -> dict[str, Any]:
    """One person of the group, the ``wanted``-th, and what they read."""
    if not people:
        return {}
    number = min(max(_number(wanted), 1), len(people))
    person = _readers().filter(pk=people[number - 1]).first()
    if person is None:
        return {}
    written = message.is_written_in(person.language)
    return {
        "person": person,
        "number": number,
        "people": len(people),
        "before": number - 1,
        "after": number + 1 if number < len(people) else 0,
        "mail": group_mails.preview(message=message, registration=person) if written else None,
    }


def _readers() -> Any:
    return Registration.objects.select_related("edition").with_seats()


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)
