"""Texts that may be written in one language on purpose: they are offered in it on both sites."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import LANGUAGES, Bilingual


class Languages(models.TextChoices):
    FRENCH = "fr", _("French only")
    ENGLISH = "en", _("English only")
    BOTH = "both", _("French and English")


class Offered(Bilingual):
    """A text with a title and a summary, in both languages or in the one its editors chose."""

    languages = models.CharField(
        _("languages"),
        max_length=4,
        choices=Languages,
        default=Languages.BOTH,
        help_text=_("A text in one language is offered in that language on both sites, and says so."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title_read

    def languages_offered(self) -> tuple[str, ...]:
        return LANGUAGES if self.languages == Languages.BOTH else (self.languages,)

    @property
    def reading_language(self) -> str:
        """The reader's language if the text has it, otherwise the one it has."""
        offered = self.languages_offered()
        active = (get_language() or "")[:2]
        return active if active in offered else offered[0]

    @property
    def title_read(self) -> str:
        """The title in the reading language."""
        return self.text("title", self.reading_language)

    @property
    def summary_read(self) -> str:
        """The summary in the reading language."""
        return self.text("summary", self.reading_language)

    @property
    def is_foreign(self) -> bool:
        """True when the reader gets it in another language than the page's."""
        return self.reading_language != (get_language() or "")[:2]
