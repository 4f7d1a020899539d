"""What every model written in two languages has in common."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from events import facts

LANGUAGES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)


class Bilingual(models.Model):
    """What readers see is written in every language or in none: no page can mix them."""

    class Meta:
        abstract = True

    @classmethod
    def translated_fields(cls) -> tuple[str, ...]:
        options: Any = translator.get_options_for_model(cls)
        return tuple(options.fields)

    def languages_offered(self) -> tuple[str, ...]:
        """The languages this row is written in; an article may have only one."""
        return LANGUAGES

    def text(self, field: str, language: str) -> str:
        """The text of ``field`` in ``language``, empty when there is none."""
        return getattr(self, f"{field}_{language}") or ""

    def is_public(self) -> bool:
        """Whether readers can see the row: only then must no language be missing."""
        edition = getattr(self, "edition", None)
        return edition is None or edition.is_public()

    def missing_texts(self) -> list[tuple[str, str]]:
        """(field, language) pairs that are empty although the field is needed or another language has it."""
        offered = self.languages_offered()
        return [
            (field, language)
            for field in self.translated_fields()
            if self._needs(field) or any(self.text(field, other) for other in offered)
            for language in offered
            if not self.text(field, language)
        ]

    def facts_from(self) -> object:
        """The edition whose facts the texts may name."""
        return getattr(self, "edition", None)

    def clean(self) -> None:
        """Refuse a public text in one language only, an untitled draft, and facts that mean nothing."""
        super().clean()
        errors = {f"{field}_{language}": _missing() for field, language in self.missing_texts() if self._is_due(field)}
        for field in self.translated_fields():
            for language in LANGUAGES:
                try:
                    facts.refuse_unknown(str(self.text(field, language)), self.facts_from())
                except ValidationError as unknown:
                    errors[f"{field}_{language}"] = unknown
        if errors:
            raise ValidationError({name: [error] for name, error in errors.items()})

    def _needs(self, field: str) -> bool:
        model_field: Any = self._meta.get_field(field)
        return not model_field.blank

    def _is_due(self, field: str) -> bool:
        """A draft may wait for its other language, but not for its first."""
        return self.is_public() or not any(self.text(field, language) for language in self.languages_offered())


def _missing() -> ValidationError:
    return ValidationError(_("Needed in this language too before readers see it."), code="missing_language")
