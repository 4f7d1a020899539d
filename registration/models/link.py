"""The links by which people without an account come back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tokens import digest, new_token

LIFETIME = timedelta(days=365)


def end_of_life() -> datetime:
    """When a link made now stops working.  Links age in real time, whatever the business clock says."""
    return timezone.now() + LIFETIME


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    """Links by what they still open."""

    def opened_by(self, token: str, scope: "PersonalLink.Scope") -> "PersonalLinkQuerySet":
        """The usable link of this token and scope: one row, or none."""
        return self.filter(digest=digest(token), scope=scope, revoked_at=None, expires_at__gt=timezone.now())

    def issue(self, *, registration_id: int, scope: "PersonalLink.Scope", lifetime: timedelta = LIFETIME) -> str:
        """Make a link and return its token, which exists nowhere else."""
        [token] = self.issue_several(registration_id=registration_id, scopes=[scope], lifetime=lifetime)
        return token

    def issue_several(
        self, *, registration_id: int, scopes: Sequence["PersonalLink.Scope"], lifetime: timedelta = LIFETIME
    ) -> list[str]:
        """Make one link per scope in one statement, and return their tokens in that order."""
        tokens = [new_token() for _scope in scopes]
        self.bulk_create(
            PersonalLink(
                registration_id=registration_id,
                digest=digest(token),
                scope=scope,
                expires_at=timezone.now() + lifetime,
            )
            for token, scope in zip(tokens, scopes, strict=True)
        )
        return tokens


class PersonalLink(models.Model):
    """One link sent to one person.  Only the digest of its token is stored, so no message can be sent with it again."""

    class Scope(models.TextChoices):
        MANAGE = "manage", _("see and change the registration")
        CALENDAR = "calendar", _("follow the calendar")

    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="links",
        help_text=_("The registration it opens."),
    )
    digest = models.CharField(
        _("digest"), max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the token in the link.")
    )
    scope = models.CharField(
        _("scope"), max_length=10, choices=Scope, default=Scope.MANAGE, help_text=_("What the link allows.")
    )
    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False, help_text=_("When it was made.")
    )
    expires_at = models.DateTimeField(_("expires"), default=end_of_life, help_text=_("It opens nothing from then on."))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, help_text=_("When it was made useless."))

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_scope_display()} · {self.registration_id}"
