"""The people of the office in these tests."""

from django.contrib.auth.models import Group

from accounts.models import User


def colleague(role: str, name: str = "", *, language: str = "en") -> User:
    """Somebody of the staff in one of its groups, or in none."""
    name = name or role.replace(" ", "-") or "outsider"
    user = User.objects.create_user(f"{name}@example.org", is_staff=bool(role), preferred_language=language)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user
