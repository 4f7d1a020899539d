"""What was fixed in the code and is for organisers to decide: the limit itself, accounts outside SEPA, when one asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reimbursement", "0011_people_without_an_organisation")]
    operations = [
        migrations.AddField(
            model_name="allowancerule",
            name="comparison",
            field=models.CharField(
                choices=[("farther", "farther than the threshold"), ("at_least", "at least as far as the threshold")],
                default="farther",
                help_text="Decides about an office that lies exactly at the threshold.",
                max_length=10,
                verbose_name="comparison",
            ),
        ),
        migrations.AddField(
            model_name="allowancerule",
            name="outside_sepa",
            field=models.CharField(
                choices=[("by_hand", "paid by hand"), ("not_paid", "not accepted")],
                default="by_hand",
                help_text="No file for the bank can pay them.",
                max_length=10,
                verbose_name="accounts outside SEPA",
            ),
        ),
        migrations.AddField(
            model_name="allowancerule",
            name="account_asked",
            field=models.CharField(
                choices=[("approval", "once the claim is approved"), ("attendance", "once attendance is confirmed")],
                default="approval",
                help_text="From when on an organisation can give its bank details.",
                max_length=10,
                verbose_name="account asked for",
            ),
        ),
        migrations.AlterField(
            model_name="allowancerule",
            name="threshold_m",
            field=models.PositiveIntegerField(
                default=20000,
                help_text="In metres. The office must be farther than this.",
                verbose_name="threshold",
            ),
        ),
    ]
