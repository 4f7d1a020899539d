"""The keys that encrypt bank details and links are replaced, and the old one is taken away."""

import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts import sealing
from necess.management.commands.rotate_data_keys import SEALED
from outbox.models import OutgoingMail
from reimbursement import payments
from reimbursement.models import BankDetails, PaymentLine
from tests.reimbursement import cast

NEW = "bmV3LWtleS1vbmx5LWZvci10ZXN0cy0wMTIzNDU2Nzg="


@pytest.fixture
def batch(db, settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    edition = cast.make_edition()
    cast.make_rule(edition)
    treasurer = cast.staff("treasurer")
    claim = cast.present(edition, "anna", cast.staff("reviewer"), cast.staff("approver"))
    payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
    return cast.prepare(edition, treasurer)


def test_every_value_opens_with_the_new_key_alone(batch, settings, capsys):
    before, mails = payments.file_of(batch), OutgoingMail.objects.exclude(sealed="").count()
    settings.DATA_KEYS = [NEW, *settings.DATA_KEYS]
    call_command("rotate_data_keys")
    settings.DATA_KEYS = [NEW]
    batch.refresh_from_db()
    assert payments.file_of(batch) == before
    assert all(sealing.unseal(mail.sealed) for mail in OutgoingMail.objects.exclude(sealed=""))
    assert sealing.unseal(BankDetails.objects.get().sealed_iban) == sealing.unseal(
        PaymentLine.objects.get().sealed_iban
    )
    assert capsys.readouterr().out == f"{mails + 3} values are encrypted with the first key: the others can go.\n"


def test_a_value_that_no_key_opens_keeps_the_keys_where_they_are(batch, settings, capsys):
    PaymentLine.objects.update(sealed_iban="lost")
    settings.DATA_KEYS = [NEW, *settings.DATA_KEYS]
    with pytest.raises(CommandError, match="1 values cannot be opened"):
        call_command("rotate_data_keys")
    assert re.search(r"PaymentLine \d+: no key opens it", capsys.readouterr().err)


def test_no_encrypted_field_is_forgotten():
    named = {(model, field) for model, field in SEALED}
    fields = [(model, field.name) for model in apps.get_models() for field in model._meta.get_fields()]
    assert {(model, name) for model, name in fields if "sealed" in name} == named
