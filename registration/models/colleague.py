"""The colleagues somebody typed into the form, as they may see them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colleague(models.Model):
    """One colleague of a leader.

    Somebody who was registered before is shown as a new person would be: as typed, with what the form answered. Else
    the page of the leader would tell who is registered.
    """

    leader = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registered by"),
        on_delete=models.CASCADE,
        related_name="typed_colleagues",
        help_text=_("Who filled in the form."),
    )
    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("The colleague."),
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Place in the form, from 1."))
    name = models.CharField(_("name"), max_length=201, help_text=_("As the leader typed it."))
    told = models.JSONField(
        _("told"), null=True, blank=True, help_text=_("What the form answered for somebody known; nothing for others.")
    )

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("leader", "number"),
                name="colleague_one_per_number",
                violation_error_message=_("This group already has a colleague with this number."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.leader_id} · {self.number}"
