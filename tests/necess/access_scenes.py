"""One of everything that the admin shows, and what makes its buttons work for whoever may press them."""

import re
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from model_bakery import baker

from outbox.models import OutgoingMail
from registration import badge_batches, invitations, keepers, reserves, saved_views, scheduled_exports
from registration.invitations import Guest
from registration.models import (
    BadgeBatch,
    ExportSchedule,
    GroupMessage,
    Registration,
    Seat,
)
from registration.saved_views import Wishes
from tests.registration import cast
from tests.registration.staff import colleague


class Office:
    """The rows that the addresses of the admin are about; nobody who asks later made any of them."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        owner = colleague("administrator", "owner")
        entry = scene.let_in(scene.berthold)
        made: dict[str, Model] = {
            "registration_registration": scene.anna,
            "registration_checkin": entry,
            "registration_doorlink": keepers.make_link(day=scene.paris, label="Vera", now=cast.NOW, by=owner)[0],
            "registration_historyentry": scene.anna.history.first(),
            "registration_groupmessage": GroupMessage.objects.create(
                edition=scene.edition, written_by=owner, written_at=cast.NOW, subject_fr="S", body_fr="T",
                subject_en="S", body_en="T",
            ),
            "events_edition": scene.edition,
            "events_eventday": scene.paris,
            "events_venue": scene.paris.venue,
            "accounts_user": colleague("", "kept"),
            "auth_user": colleague("", "password"),
            "auth_group": Group.objects.get(name="door"),
            "outbox_outgoingmail": OutgoingMail.objects.first(),
        }  # fmt: skip
        made |= self._lists(owner) | self._places(owner)
        made["mfa_authenticator"] = baker.make(Authenticator, user=made["accounts_user"], type="totp", data={})
        for model in site._registry:
            if model._meta.app_label != "reimbursement" and model._meta.label_lower.replace(".", "_") not in made:
                made[model._meta.label_lower.replace(".", "_")] = baker.make(model, **BAKED.get(model.__name__, {}))
        self.made = made
        self.waiting = Seat.objects.waiting().get(registration=scene.berthold)

    def _lists(self, owner: Any) -> dict[str, Model]:
        view = saved_views.make(wishes=Wishes("Ours", True, "", ["last_name"]), by=owner, now=cast.NOW)
        plan = scheduled_exports.schedule(planned=ExportSchedule(view=view), readers=[owner], by=owner, now=cast.NOW)
        batch = badge_batches.ask(
            registrations=Registration.objects.all(), layout=BadgeBatch.Layout.A6, selection="", by=owner, now=cast.NOW
        )
        return {
            "registration_savedview": view,
            "registration_exportreader": plan.readers.get(),
            "registration_badgebatch": batch,
        }

    def _places(self, owner: Any) -> dict[str, Model]:
        until, now = date(2025, 11, 10), cast.NOW
        kept = reserves.make(day=self.scene.free, name="Speakers", places=3, until=until, by=owner, now=now)
        guest = Guest(name="Ada", email="ada@example.org", language="en", role="speaker")
        edition = self.scene.edition
        invitation = invitations.prepare(edition=edition, guest=guest, reserves=[kept], by=owner, now=now)
        return {"registration_reserve": kept, "registration_invitation": invitation}

    def address(self, name: str, route: str) -> str:
        """The address of a name with the row it is about."""
        row = self.made.get("_".join(name.split("_")[:2]))
        key = str(row.pk) if row else ""
        if name == "registration_registration_promote":
            key = str(self.waiting.registration_id)
        given = {
            "slug": self.scene.paris.slug, "file_format": "csv", "layout": "a6", "version": "1",
            "seat": str(self.waiting.pk), "app_label": "registration", "url": "nowhere/",
            "content_type_id": str(ContentType.objects.get_for_model(Registration).pk),
        }  # fmt: skip
        if "(?P<app_label>" in route:
            return "/admin/registration/"
        if name == "view_on_site":
            return f"/admin/r/{given['content_type_id']}/{self.scene.anna.pk}/"
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: given.get(part[1], key), route)

    def values(self, name: str) -> dict[str, Any]:
        """What makes every button work for whoever may press it."""
        return {
            "post": "yes", "reason": "x", "seen": "3", "reference": self.scene.anna.reference, "sure": "on",
            "act": "cap", "cap": "60", "cap_seen": "50", "file_format": "csv",
        }  # fmt: skip


BAKED: dict[str, dict[str, Any]] = {}
