"""Check the distance rule for a list of offices: ``manage.py assess_offices members.csv > members-assessed.csv``."""

import csv
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from events.models import Edition
from reimbursement.case import rules_of, venues_of
from reimbursement.eligibility import Venue
from reimbursement.models import AllowanceRule
from reimbursement.office_assessment import UnknownColumns, added_columns, assess, check_columns
from reimbursement.places import find_candidates


class Command(BaseCommand):
    help = (
        "Add the distance to each venue, the verdict and its reasons to a CSV file with the columns name, street, "
        "postcode, city, country, lat, lon, precision. Rows without coordinates are placed by the shipped table of "
        "towns; nothing is sent to any service and nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="UTF-8, separated by commas or semicolons")
        parser.add_argument("--edition", metavar="SLUG", help="the current edition by default")
        parser.add_argument("--venue", metavar="SLUG", action="append", help="measure from this venue only; repeatable")

    @no_translations
    def handle(self, *args: Any, file: Path, edition: str | None, venue: list[str] | None, **options: Any) -> None:
        chosen = self._edition(edition)
        rule = AllowanceRule.objects.in_force(chosen)
        if rule is None:
            raise CommandError(f"{chosen} has no allowance rule.")
        venues = self._venues(chosen, venue)
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        heading = text.partition("\n")[0]
        separator = ";" if heading.count(";") > heading.count(",") else ","
        # Not line by line: a cell may hold a line break.
        reader = csv.DictReader(StringIO(text, newline=""), delimiter=separator, restkey="more", restval="")
        try:
            check_columns(reader.fieldnames or ())
        except UnknownColumns as error:
            raise CommandError(f"{file}: columns missing: {error}") from error
        columns = [*(reader.fieldnames or ()), *added_columns(venues)]
        writer = csv.DictWriter(self.stdout, columns, delimiter=separator, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(assess(reader, rules=rules_of(rule), venues=venues, find=find_candidates))

    def _edition(self, slug: str | None) -> Edition:
        edition = Edition.objects.filter(slug=slug).first() if slug else Edition.objects.current()
        if edition is None:
            raise CommandError("There is no such edition.")
        return edition

    def _venues(self, edition: Edition, slugs: list[str] | None) -> list[Venue]:
        """The venues of the edition, all attended: a list of offices says nothing about days."""
        venues = venues_of(edition, attended=set(edition.venues.values_list("pk", flat=True)))
        unknown = set(slugs or ()) - {venue.key for venue in venues}
        if unknown:
            raise CommandError(f"{edition} has no venue: {', '.join(sorted(unknown))}")
        return [venue for venue in venues if not slugs or venue.key in slugs]
