"""``manage.py load_past_list 2023 FILE.csv``: who took part in a past edition."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.models import Edition
from reimbursement import past_lists


class Command(BaseCommand):
    """Reads a participant list and keeps only what tells whether an organisation comes for the first time."""

    help = (
        "Load the participant list of a past edition from a CSV file with the columns "
        f"{', '.join(past_lists.COLUMNS)}; without a file, from the registrations made here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the edition and perhaps a file."""
        parser.add_argument("edition", help="Short name of the edition, such as 2023.")
        parser.add_argument("file", nargs="?", type=Path, help="CSV file in UTF-8.")

    def handle(self, *args: Any, edition: str, file: Path | None, **options: Any) -> None:
        """Replace the list of that edition."""
        try:
            past = Edition.objects.get(slug=edition)
            count = past_lists.replace_list(edition=past, participants=self._participants(past, file))
        except Edition.DoesNotExist as error:
            raise CommandError(f"There is no edition {edition!r}.") from error
        except (OSError, UnicodeDecodeError, past_lists.UnreadableList) as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(f"{past}: {count} participations kept.")

    def _participants(self, edition: Edition, file: Path | None) -> list[past_lists.Participant]:
        if file is None:
            return past_lists.registered(edition)
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return past_lists.read_list(lines)
