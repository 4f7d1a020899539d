"""Services of others that readers may allow, and the proof of what they chose."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import Bilingual


class OptionalService(Bilingual):
    """Something a page shows from elsewhere, in a frame, once the reader has allowed it."""

    class Category(models.TextChoices):
        PREFERENCES = "preferences", _("preferences")
        STATISTICS = "statistics", _("statistics")
        MARKETING = "marketing", _("marketing")

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("As its users know it."))
    provider = models.CharField(_("provider"), max_length=120, help_text=_("The company or association, and country."))
    category = models.CharField(
        _("category"), max_length=12, choices=Category, help_text=_("Readers allow or refuse a whole category.")
    )
    purpose = models.CharField(
        _("purpose"), max_length=300, help_text=_("What it does for the reader, and what its provider learns.")
    )
    origin = models.URLField(
        _("origin of its frame"),
        unique=True,
        help_text=_("https:// and the host only. The browser is allowed to load frames from there, and nothing else."),
    )
    policy_url = models.URLField(_("its privacy policy"), blank=True, help_text=_("Linked beside the choice."))
    is_active = models.BooleanField(
        _("active"),
        default=False,
        help_text=_("From then on readers are asked. Without any active service there is nothing to ask."),
    )

    class Meta:
        verbose_name = _("optional service")
        verbose_name_plural = _("optional services")
        ordering = ("category", "name")

    def __str__(self) -> str:
        return self.name

    def is_public(self) -> bool:
        return self.is_active

    def facts_from(self) -> Any:
        return None

    def clean(self) -> None:
        super().clean()
        parts = urlsplit(self.origin)
        if self.origin and (parts.scheme != "https" or self.origin != f"https://{parts.hostname}"):
            raise ValidationError({"origin": _("Write it as https://host.example, without a path.")})


class ConsentProof(models.Model):
    """That somebody was asked and what they answered; nothing says who."""

    number = models.CharField(
        _("number"), max_length=16, unique=True, help_text=_("Random. Only the reader’s own cookie has it too.")
    )
    version = models.CharField(_("version of the list"), max_length=8, help_text=_("Changes with every service."))
    services = models.TextField(_("services"), help_text=_("The list as it was shown."))
    allowed = models.CharField(_("allowed"), max_length=40, blank=True, help_text=_("Categories; empty: none."))
    given_at = models.DateTimeField(_("chosen on"), db_index=True, help_text=_("Goes six months later."))

    class Meta:
        verbose_name = _("proof of a choice")
        verbose_name_plural = _("proofs of choices")
        ordering = ("-given_at", "pk")

    def __str__(self) -> str:
        return self.number
