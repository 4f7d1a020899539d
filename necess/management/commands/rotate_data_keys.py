"""``manage.py rotate_data_keys``: write everything encrypted again with the newest key, so that older ones can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models

from accounts import sealing
from outbox.models import OutgoingMail
from reimbursement.models import BankDetails, PaymentBatch, PaymentLine

SEALED: tuple[tuple[type[models.Model], str], ...] = (
    (BankDetails, "sealed_iban"),
    (PaymentLine, "sealed_iban"),
    (PaymentBatch, "debtor_sealed_iban"),
    (OutgoingMail, "sealed"),
)


class Command(BaseCommand):
    """Goes through every encrypted value; what changes meanwhile is already written with the newest key."""

    help = "Encrypt bank details and links in stored mails again with the first of NECESS_DATA_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were written, and how many no key opens any more."""
        written = lost = 0
        for model, field in SEALED:
            held = model._default_manager.exclude(**{field: ""}).order_by("pk")
            for key, value in held.values_list("pk", field).iterator():
                try:
                    again = sealing.rotate(value)
                except sealing.InvalidToken:
                    lost += 1
                    self.stderr.write(f"{model._meta.label} {key}: no key opens it")
                    continue
                written += model._default_manager.filter(pk=key, **{field: value}).update(**{field: again})
        if lost:
            raise CommandError(f"{lost} values cannot be opened: do not take a key away.")
        self.stdout.write(f"{written} values are encrypted with the first key: the others can go.")
