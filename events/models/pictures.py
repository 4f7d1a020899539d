"""Pictures that texts place by their short name."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import LANGUAGES, Bilingual

WIDTHS = (480, 960, 1600)  # pixels: a telephone, a column of text, the same on a fine screen


class Picture(Bilingual):
    """A picture with what it shows in both languages. Its files are ours: written again, without metadata."""

    slug = models.SlugField(
        _("short name"), max_length=60, unique=True, help_text=_("Texts place it with ![](short-name).")
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What somebody who does not see the picture must know."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It says nothing that the text does not: screen readers pass over it."),
    )
    name = models.CharField(_("name of the files"), max_length=16, unique=True, editable=False, help_text=_("Made up."))
    width = models.PositiveIntegerField(_("width"), editable=False, help_text=_("Of the widest file, in pixels."))
    height = models.PositiveIntegerField(_("height"), editable=False, help_text=_("Of the widest file, in pixels."))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        """A picture speaks both languages or says nothing on purpose."""
        super().clean()
        texts = {f"alt_{language}": self.text("alt", language) for language in LANGUAGES}
        if self.is_decorative and any(texts.values()):
            raise ValidationError({"is_decorative": _("A decorative picture has no alternative text.")})
        if not self.is_decorative and not all(texts.values()):
            message = _("Say what the picture shows, or tick “decorative”.")
            raise ValidationError({name: message for name, text in texts.items() if not text})

    @property
    def widths(self) -> list[int]:
        """The widths there are files of."""
        return [*(width for width in WIDTHS if width < self.width), self.width]
