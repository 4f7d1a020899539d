"""Where the rule allows it, people without an organisation can claim; the switch in the rule had no question behind it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reimbursement", "0010_who_travels")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="is_individual",
            field=models.BooleanField(
                default=False,
                help_text="By a person without an organisation, whose name stands in its place; where the rule allows it.",
                verbose_name="on their own account",
            ),
        ),
    ]
