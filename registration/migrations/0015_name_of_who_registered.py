from django.db import migrations, models


def write_names(apps, schema_editor):
    """What is known of groups made before: the name of their leader today."""
    registrations = apps.get_model("registration", "Registration").objects
    for led in registrations.exclude(leader=None).select_related("leader").iterator():
        name = f"{led.leader.first_name} {led.leader.last_name}".strip()
        registrations.filter(pk=led.pk).update(registered_by=name)


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0014_workshops"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="registered_by",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="As whoever filled in the form for this person wrote their own name there.",
                max_length=201,
                verbose_name="name of who registered them",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(write_names, migrations.RunPython.noop),
    ]
