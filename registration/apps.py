from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from events import places
from outbox import attachments


class RegistrationConfig(AppConfig):
    """The registration office."""

    name = "registration"
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Tell the outbox how to make what our messages carry, and public pages how full days are and what we keep."""
        from outbox import queue  # noqa: PLC0415 - models are not loaded before
        from registration import (  # noqa: PLC0415 - models are not loaded before
            attestations,
            badges,
            calendar,
            group_messages,
            retention,
            seat_allocation,
            workshops,
        )

        places.answered_by(seat_allocation.availability, workshops=workshops.left_in)
        retention.offer()

        queue.hold_too(group_messages.hold)
        attachments.register("registration.badge", badges.attach_badge)
        attachments.register("registration.calendar", calendar.attachment)
        attachments.register("registration.attestation", attestations.attachment)
