"""Invented staff, attendees and claims, so that every screen of the demonstration has something to show."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User

PASSWORD = "third-way-2025"  # noqa: S105 -- printed on purpose, and refused outside the demonstration


@dataclass(frozen=True)
class Account:
    """An invented member of staff."""

    email: str
    full_name: str
    language: str = "fr"


ACCOUNTS = {
    "administrator": Account("adele.martin@example.org", "Adèle Martin"),
    "editor": Account("emile.rousseau@example.org", "Émile Rousseau"),
    "registration desk": Account("ines.lambert@example.org", "Inès Lambert"),
    "door": Account("dora.vos@example.org", "Dora Vos", "en"),
    "reviewer": Account("rachid.benali@example.org", "Rachid Benali"),
    "approver": Account("anneke.jansen@example.org", "Anneke Jansen", "en"),
    "treasurer": Account("theo.girard@example.org", "Théo Girard"),
}


class Command(BaseCommand):
    """Fills the demonstration; a second run adds nothing."""

    help = "Add invented staff, attendees and claims to a demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse to write invented people anywhere but in a demonstration."""
        if not settings.DEMO:
            raise CommandError("Invented people belong in a demonstration only (NECESS_DEMO is not set).")
        with transaction.atomic():
            create_staff()


def create_staff() -> None:
    """One account per staff group, each with the same printed password."""
    if User.objects.filter(email__in=[account.email for account in ACCOUNTS.values()]).exists():
        return
    for role, account in ACCOUNTS.items():
        user = User.objects.create_user(
            account.email, PASSWORD, full_name=account.full_name, preferred_language=account.language, is_staff=True
        )
        user.groups.set([Group.objects.get(name=role)])
