from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReimbursementConfig(AppConfig):
    """Travel allowance."""

    name = "reimbursement"
    verbose_name = _("Travel allowance")
