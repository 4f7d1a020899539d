from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from outbox import attachments


class RegistrationConfig(AppConfig):
    """The registration office."""

    name = "registration"
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Tell the outbox how to make what our messages carry."""
        from registration import badges, calendar  # noqa: PLC0415 - models are not loaded before this point

        attachments.register("registration.badge", badges.attach_badge)
        attachments.register("registration.calendar", calendar.attachment)
