"""Staff are told that somebody tried to send a dangerous file with a claim."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reimbursement", "0013_payments_in_writing")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="dangerous_file_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a file of the claimant was last refused as dangerous.",
                null=True,
                verbose_name="dangerous file",
            ),
        ),
    ]
