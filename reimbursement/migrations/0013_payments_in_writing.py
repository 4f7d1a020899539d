"""What stands in a bank file is fixed when the batch is prepared, and each fate names the file that told it."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fix_purposes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Lines prepared before were given the title of their edition each time the file was made."""
    lines: Any = apps.get_model("reimbursement", "PaymentLine").objects.select_related("batch__edition", "claim")
    for line in lines.iterator():
        line.remittance = f"{line.batch.edition.title} {line.claim.reference}"[:140]
        line.save(update_fields=["remittance"])


class Migration(migrations.Migration):
    dependencies = [("reimbursement", "0012_settings_of_the_rule")]
    operations = [
        migrations.AddField(
            model_name="paymentline",
            name="remittance",
            field=models.CharField(
                default="",
                help_text="What the receiver reads; as in the file.",
                max_length=140,
                verbose_name="text of the transfer",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="paymentline",
            name="answer_format",
            field=models.CharField(
                blank=True,
                help_text="Of the bank’s file that told the fate.",
                max_length=10,
                verbose_name="format of the answer",
            ),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="answer_digest",
            field=models.CharField(
                blank=True,
                help_text="Of the bank’s file that told the fate.",
                max_length=64,
                verbose_name="SHA-256 of the answer",
            ),
        ),
        migrations.RunPython(fix_purposes, migrations.RunPython.noop, elidable=True),
    ]
