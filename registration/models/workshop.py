"""One person in one workshop: a session that has few places and asks people to sign up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Session


class WorkshopPlace(models.Model):
    """A place is a row: leaving deletes it, and the place is everybody's again."""

    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="workshop_places",
        help_text=_("Whose place it is."),
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("workshop"),
        on_delete=models.PROTECT,
        related_name="workshop_places",
        help_text=_("The session it is a place in."),
    )
    taken_at = models.DateTimeField(_("signed up"), help_text=_("When the person signed up."))

    class Meta:
        verbose_name = _("place in a workshop")
        verbose_name_plural = _("places in workshops")
        ordering = ("session__day__date", "session__starts_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("registration", "session"),
                name="workshop_place_once_per_person",
                violation_error_message=_("This person has a place in this workshop already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} · {self.registration_id}"
