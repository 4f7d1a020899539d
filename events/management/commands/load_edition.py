"""Load or update an edition: ``manage.py load_edition events/data/edition-2025.yaml``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from events.edition_file.document import InvalidEditionFile
from events.edition_file.loading import load


class Command(BaseCommand):
    help = "Load or update editions from their files. Nothing is written when a file has a fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    @no_translations
    def handle(self, *args: Any, files: list[Path], dry_run: bool, **options: Any) -> None:
        for file in files:
            try:
                report = load(file, dry_run=dry_run)
            except InvalidEditionFile as invalid:
                raise CommandError(f"{invalid}\n{len(invalid.faults)} fault(s), nothing was written.") from invalid
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
            for line in report.lines():
                self.stdout.write(f"  {line}")
            self.stdout.write(f"{file.name}: {report.changes} change(s){', none written' if dry_run else ''}")
