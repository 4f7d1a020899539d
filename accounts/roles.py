"""What each staff group may do: one table, written to the database after every migration."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EVENTS = [
    "edition",
    "venue",
    "eventday",
    "session",
    "speaker",
    "partner",
    "partnership",
    "question",
    "formquestion",
    "article",
    "page",
    "download",
    "picture",
    "optionalservice",
]


def _all(app: str, models: Iterable[str], actions: Iterable[str] = ("view", "add", "change", "delete")) -> list[str]:
    return [f"{app}.{action}_{model}" for model in models for action in actions]


# How staff read the names of the groups.
ROLE_NAMES = {
    "editor": _("editor"),
    "registration desk": _("registration desk"),
    "door": _("door team"),
    "reviewer": _("claim reviewer"),
    "approver": _("claim approver"),
    "treasurer": _("treasurer"),
    "administrator": _("administrator"),
}


def role_choices() -> list[tuple[str, Any]]:
    """The groups as choices of a field; a function, so that a new group is no change of the database."""
    return list(ROLE_NAMES.items())


ROLES: dict[str, list[str]] = {
    "editor": [
        *_all("events", EVENTS),
        *_all("events", ["textlink"], ["view", "change"]),
        *_all("registration", ["badgedesign"]),
        "registration.view_figures",
        "events.view_pageviews",
    ],
    "registration desk": [
        *_all("events", ["edition", "eventday", "venue"], ["view"]),
        *_all("registration", ["registration", "seat", "checkin"], ["view", "change"]),
        "registration.add_registration",
        "registration.check_in",
        "registration.see_addresses",
        *_all("registration", ["doorlink"], ["view", "add", "change"]),
        "registration.view_devicescan",
        "registration.export_registration",
        "registration.view_exportlog",
        "registration.view_historyentry",
        "registration.view_figures",
        "registration.view_reserve",
        "registration.change_reserve",
        *_all("registration", ["invitation"], ["view", "add", "change"]),
        *_all("registration", ["pastparticipant"], ["view", "add", "change", "delete"]),
        "registration.view_importlog",
        "registration.view_badgebatch",
        "registration.print_badges",
        *_all("registration", ["groupmessage"]),
        "registration.send_groupmessage",
        "events.change_eventday",
        "outbox.view_outgoingmail",
        "outbox.resend_outgoingmail",
    ],
    "door": ["registration.check_in"],
    "reviewer": [
        *_all("reimbursement", ["claim"], ["view", "change"]),
        *_all("reimbursement", ["allowancerule", "reviewevent"], ["view"]),
        "reimbursement.propose_claim",
    ],
    "approver": [
        *_all("reimbursement", ["claim"], ["view", "change"]),
        *_all("reimbursement", ["allowancerule", "reviewevent"], ["view"]),
        "reimbursement.approve_claim",
    ],
    "treasurer": [
        *_all("reimbursement", ["claim", "allowancerule", "reviewevent", "paymentbatch"], ["view"]),
        "reimbursement.pay_claim",
        "registration.view_figures",
    ],
    "administrator": [
        *_all("accounts", ["user"]),
        *_all("auth", ["group"], ["view"]),
        *_all("events", EVENTS),
        *_all("events", ["textlink"], ["view", "change"]),
        *_all("events", ["consentproof", "pageviews"], ["view"]),
        *_all("registration", ["badgedesign"]),
        *_all("outbox", ["outgoingmail"], ["view"]),
        "outbox.resend_outgoingmail",
        *_all("registration", ["registration", "seat", "checkin"], ["view", "change"]),
        "registration.add_registration",
        "registration.erase_registration",
        "registration.see_addresses",
        "registration.export_registration",
        "registration.view_exportlog",
        "registration.view_historyentry",
        "registration.view_figures",
        "registration.view_reserve",
        "registration.change_reserve",
        *_all("registration", ["invitation"], ["view", "add", "change"]),
        *_all("registration", ["pastparticipant"], ["view", "add", "change", "delete"]),
        "registration.view_importlog",
        "registration.view_badgebatch",
        "registration.print_badges",
        *_all("registration", ["groupmessage"]),
        "registration.send_groupmessage",
        "registration.check_in",
        *_all("registration", ["doorlink"], ["view", "add", "change"]),
        "registration.view_devicescan",
        *_all("reimbursement", ["allowancerule"], ["view", "add", "change"]),
        *_all("reimbursement", ["claim", "reviewevent", "paymentbatch"], ["view"]),
        "reimbursement.release_payment",
    ],
}


def assign_permissions(**kwargs: Any) -> None:
    """Give each group exactly the permissions of the table (those whose tables exist)."""
    for role, names in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(_permissions(names))


def _permissions(names: list[str]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))
