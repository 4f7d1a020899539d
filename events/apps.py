from django.apps import AppConfig
from django.core.signals import request_finished
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The public site."""

    name = "events"
    verbose_name = _("Event and website")

    def ready(self) -> None:
        """Let texts name dates, places, addresses and how long things are kept."""
        from events import (  # noqa: PLC0415 - models are ready only now
            audience,
            consent,
            edition_facts,
            link_check,
            pictures,
            retention_calendar,
            text_versions,
        )

        edition_facts.offer()
        retention_calendar.offer()
        consent.offer()
        text_versions.offer()
        audience.offer()
        link_check.offer()
        request_finished.connect(audience.write_when_due)
        pictures.offer()
