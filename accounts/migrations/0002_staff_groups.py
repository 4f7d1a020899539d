from django.db import migrations

from accounts.roles import ROLES


def create_groups(apps, schema_editor):
    """Name the groups; their permissions follow once every table exists (accounts.roles)."""
    Group = apps.get_model("auth", "Group")
    for name in ROLES:
        Group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
