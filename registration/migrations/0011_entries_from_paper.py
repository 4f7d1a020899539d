"""Entries typed back from paper say so: one person alone tells them."""

from django.db import migrations, models

# What the door wrote beside them until now, in both languages.
LANES = ("paper list", "liste papier")


def mark(apps, schema_editor):
    apps.get_model("registration", "CheckIn").objects.filter(lane__in=LANES).update(from_paper=True)


class Migration(migrations.Migration):
    dependencies = [("registration", "0010_groups_before_colleagues")]
    operations = [
        migrations.AddField(
            model_name="checkin",
            name="from_paper",
            field=models.BooleanField(
                default=False,
                help_text="Typed back from the list on paper by one person: alone it proves no presence that is paid for.",
                verbose_name="from paper",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
