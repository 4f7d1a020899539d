"""The rule of the allowance in the admin, version by version."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import clock
from reimbursement import rule_versions
from reimbursement.forms import AllowanceRuleForm
from reimbursement.models import AllowanceRule
from reimbursement.money import euros


@admin.register(AllowanceRule)
class AllowanceRuleAdmin(admin.ModelAdmin[AllowanceRule]):
    """The rule in versions: saving the newest one writes the next."""

    form = AllowanceRuleForm
    list_display = ["edition", "version", "amount", "threshold_m", "venue_rule", "deadline", "decided_at", "decided_by"]
    list_filter = ["edition"]
    list_select_related = ["edition", "decided_by"]
    filter_horizontal = ["counted_editions"]
    fieldsets = [
        (None, {"fields": ["edition", "amount_cents", "envelope_cents", "opens_at", "deadline"]}),
        (_("Distance"), {"fields": ["threshold_m", "comparison", "venue_rule", "named_venue"]}),
        (_("First participation"), {"fields": ["first_time_scope", "counted_editions", "proof_of_first_time"]}),
        (_("Conditions"), {"fields": ["attendance_required", "individuals_allowed", "answer_days", "contest_days"]}),
        (_("Payment"), {"fields": ["account_asked", "outside_sepa"]}),
        (
            _("Keeping and erasing"),
            {
                "fields": [
                    "keep_paid_years",
                    "keep_refused_days",
                    "keep_documents_days",
                    "keep_bank_days",
                    "keep_draft_days",
                ]
            },
        ),
        (_("Decision"), {"fields": ["legal_basis", "legal_basis_file"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: AllowanceRule | None = None) -> bool:
        """Older versions stay as they were."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj == AllowanceRule.objects.in_force(obj.edition))

    def has_delete_permission(self, request: HttpRequest, obj: AllowanceRule | None = None) -> bool:
        """Claims were judged by it."""
        return False

    def save_model(self, request: HttpRequest, obj: AllowanceRule, form: Any, change: bool) -> None:
        """Write the next version instead of changing one."""
        assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
        rule_versions.adopt(rule=obj, by=request.user, now=clock.now())
        if change:
            messages.info(
                request,
                _("Kept as version %(number)s; claims keep the version they were judged by.") % {"number": obj.version},
            )

    @admin.display(description=_("amount"), ordering="amount_cents")
    def amount(self, rule: AllowanceRule) -> str:
        return euros(rule.amount_cents)
