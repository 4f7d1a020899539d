from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from outbox import attachments


class ReimbursementConfig(AppConfig):
    """Travel allowance."""

    name = "reimbursement"
    verbose_name = _("Travel allowance")

    def ready(self) -> None:
        """Let texts name what the allowance is; say what is kept, of whom, and how to make what our messages carry."""
        from reimbursement import emails, facts, issued_papers, own_data, ownership, retention  # noqa: PLC0415 - models are ready

        attachments.register(emails.ISSUED_PAPER, issued_papers.attach)
        facts.offer()
        retention.offer()
        own_data.offer()
        ownership.offer()
