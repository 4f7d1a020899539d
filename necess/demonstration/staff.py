"""One member of staff per group, all with the same printed password."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "third-way-2025"  # noqa: S105 -- printed on purpose, and refused outside the demonstration


@dataclass(frozen=True)
class Account:
    """An invented member of staff."""

    email: str
    full_name: str
    language: str = "fr"


ACCOUNTS = {
    "administrator": Account("adele.martin@team.example.org", "Adèle Martin"),
    "editor": Account("emile.rousseau@team.example.org", "Émile Rousseau"),
    "registration desk": Account("ines.lambert@team.example.org", "Inès Lambert"),
    "door": Account("dora.vos@team.example.org", "Dora Vos", "en"),
    "reviewer": Account("rachid.benali@team.example.org", "Rachid Benali"),
    "approver": Account("anneke.jansen@team.example.org", "Anneke Jansen", "en"),
    "treasurer": Account("theo.girard@team.example.org", "Théo Girard"),
}


def create_staff() -> None:
    """Create the accounts that do not exist yet, their addresses proven: the password opens the door at once."""
    for role, account in ACCOUNTS.items():
        if not User.objects.filter(email=account.email).exists():
            user = User.objects.create_user(
                account.email, PASSWORD, full_name=account.full_name, preferred_language=account.language, is_staff=True
            )
            user.groups.set([Group.objects.get(name=role)])
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


def member(role: str) -> User:
    """Return the member of staff of a group."""
    return User.objects.get(email=ACCOUNTS[role].email)
