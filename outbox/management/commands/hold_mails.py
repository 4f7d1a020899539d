"""After a restore: nothing leaves before somebody looked."""

from typing import Any

from django.core.management.base import BaseCommand

from outbox.queue import hold_waiting


class Command(BaseCommand):
    """Stops every message that waits; staff send again what did not leave."""

    help = "Stop every message that waits. For the moment after a restore: what waited in the backup has left since."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were stopped."""
        self.stdout.write(f"{hold_waiting()} message(s) stopped. The admin lists them and can send them again.")
