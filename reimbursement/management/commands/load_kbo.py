"""``manage.py load_kbo FOLDER``: the Belgian register of enterprises, from its open data."""

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reimbursement.geocoding import kbo


class Command(BaseCommand):
    """Makes the table in which Belgian enterprise numbers are looked up."""

    help = (
        f"Load {', '.join(kbo.FILES)} of the open data of the Belgian register of enterprises (KBO/BCE) from a folder. "
        "Only legal persons are kept. Load the new files every month or two."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="Where the files were unpacked.")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Replace the table."""
        try:
            count = kbo.load(folder)
        except KeyError as error:
            raise CommandError(f"A column is missing: {error}") from error
        except (OSError, UnicodeDecodeError, sqlite3.Error) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} organisations kept in {kbo.file()}.")
