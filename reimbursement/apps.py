from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReimbursementConfig(AppConfig):
    """Travel allowance."""

    name = "reimbursement"
    verbose_name = _("Travel allowance")

    def ready(self) -> None:
        """Let texts name the amount, the distance and the dates of the allowance; say what is kept, and of whom."""
        from reimbursement import facts, own_data, retention  # noqa: PLC0415 - models are ready only now

        facts.offer()
        retention.offer()
        own_data.offer()
