"""People who log in: staff, and attendees who want an account. The e-mail address is the identifier."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language we speak to people in."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user; without a password they log in by code."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in."""

    email = models.EmailField(
        _("e-mail address"), unique=True, help_text=_("Identifies the person and receives the login codes.")
    )
    full_name = models.CharField(
        _("name"),
        max_length=150,
        blank=True,
        help_text=_("As colleagues see it, for instance in the history of a claim."),
    )
    preferred_language = models.CharField(
        _("preferred language"),
        max_length=2,
        choices=Language,
        default=Language.FRENCH,
        help_text=_("Language of the admin and of every message to this person."),
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May enter the admin; what is seen there depends on the groups.")
    )
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting an account."))
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, help_text=_("When the account was made."))

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Somebody already has an account with this address."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """Return the name, or the address while there is none."""
        return str(self)

    def get_short_name(self) -> str:
        """Return what the admin greets with."""
        return str(self)
