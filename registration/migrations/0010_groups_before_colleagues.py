"""Groups registered before leaders had a list of their colleagues: what is stored with each registration says enough."""

from django.db import migrations


def list_colleagues(apps, schema_editor):
    """Give every leader without a list the people who name them, in the order in which they were registered.

    Somebody who had been registered before does not name the leader, and is not on the list: it tells nothing new.
    """
    Registration = apps.get_model("registration", "Registration")
    Colleague = apps.get_model("registration", "Colleague")
    listed = set(Colleague.objects.values_list("leader", flat=True))
    led = Registration.objects.filter(erased_at=None).exclude(leader=None).exclude(leader__in=listed).order_by("pk")
    numbers = {}
    found = []
    for registration in led.only("pk", "leader_id", "first_name", "last_name"):
        numbers[registration.leader_id] = number = numbers.get(registration.leader_id, 0) + 1
        name = f"{registration.first_name} {registration.last_name}".strip()
        found.append(
            Colleague(leader_id=registration.leader_id, registration=registration, number=number, name=name)
        )
    Colleague.objects.bulk_create(found, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("registration", "0009_colleagues")]
    operations = [migrations.RunPython(list_colleagues, migrations.RunPython.noop, elidable=True)]
