"""Who took part in past editions: only what is needed to tell whether an organisation comes for the first time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Edition


class PastParticipation(models.Model):
    """One row of the participant list of a past edition: an organisation, and a person nobody can read back."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="past_participations",
        help_text=_("The past edition."),
    )
    register = models.CharField(
        _("register"), max_length=20, blank=True, help_text=_("Of the legal identifier, such as fr-siren.")
    )
    number = models.CharField(
        _("number"), max_length=40, blank=True, help_text=_("The legal identifier, if it has valid check digits.")
    )
    domain = models.CharField(
        _("e-mail domain"),
        max_length=253,
        blank=True,
        help_text=_("Of the organisation; free-mail domains are left out."),
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Normalised: without case, accents and legal form.")
    )
    city = models.CharField(_("town"), max_length=120, blank=True, help_text=_("Of the organisation, if known."))
    attended = models.BooleanField(
        _("came"), null=True, blank=True, help_text=_("Whether they were scanned in; empty where nobody was.")
    )
    person = models.CharField(
        _("person"), max_length=64, blank=True, help_text=_("Keyed hash of the e-mail address; it cannot be read back.")
    )

    class Meta:
        verbose_name = _("past participation")
        verbose_name_plural = _("past participations")
        ordering = ("edition", "name", "pk")

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.name}"
