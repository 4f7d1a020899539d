"""The claimant says who of the people they registered travels for the organisation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reimbursement", "0009_returned_payments")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="not_travelling",
            field=models.JSONField(
                blank=True,
                help_text="People registered with the claimant who come, but not for the organisation; empty until asked.",
                null=True,
                verbose_name="not travelling",
            ),
        ),
    ]
