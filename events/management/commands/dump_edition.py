"""Write an edition as a file that ``load_edition`` reads: ``manage.py dump_edition 2025 > edition-2025.yaml``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from events.edition_file.dumping import dump, dump_files
from events.models import Edition


class Command(BaseCommand):
    help = "Write an edition as one YAML file, with its documents beside it when --to names a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="write there instead of on the screen")

    @no_translations
    def handle(self, *args: Any, slug: str, to: Path | None, **options: Any) -> None:
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            known = ", ".join(Edition.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no edition “{slug}”; known: {known}.")
        if to is None:
            self.stdout.write(dump(edition), ending="")
            return
        to.mkdir(parents=True, exist_ok=True)
        target = to / f"edition-{slug}.yaml"
        target.write_text(dump(edition), encoding="utf-8")
        for path in (target, *dump_files(edition, to)):
            self.stdout.write(str(path))
