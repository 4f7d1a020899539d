"""A new edition from an earlier one: what stays the same every year is copied, never who registered."""

from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from events.models import Edition, EventDay, FormQuestion, Landmark, Partnership, Question, Session, Venue
from events.models.bilingual import LANGUAGES, Bilingual

Row = TypeVar("Row", bound=Bilingual)
TEXTS = ("tagline", "theme", "summary", "description", "highlights")
LOOK = ("brand", "palette", "own_colour", "logo", "contact_email")


class Part(models.TextChoices):
    """What is taken over."""

    PLACES = "places", _("venues and days")
    PROGRAMME = "programme", _("programme (with venues and days)")
    PARTNERS = "partners", _("partners")
    QUESTIONS = "questions", _("frequent questions")
    FORM = "form", _("questions of the form")


COUNTED = ((Part.PARTNERS, Partnership), (Part.QUESTIONS, Question), (Part.FORM, FormQuestion))


@transaction.atomic
def start_from(*, source: Edition, edition: Edition, parts: set[str]) -> Edition:
    """Save the new ``edition`` as a draft with ``parts`` of ``source``; its days move with its first day."""
    copying = _Copying(source, edition, edition.starts_on - source.starts_on)
    edition.status, edition.is_current = Edition.Status.DRAFT, False
    edition.ends_on = source.ends_on + copying.later
    for name in (*LOOK, *(f"{field}_{language}" for field in TEXTS for language in LANGUAGES)):
        setattr(edition, name, getattr(source, name))
    copying.rename_days(edition)
    edition.save()
    if parts & {Part.PLACES, Part.PROGRAMME}:
        copying.places(with_programme=Part.PROGRAMME in parts)
    for part, model in COUNTED:
        for row in model._default_manager.filter(edition=source) if part in parts else ():
            copying.row(row, edition=edition)
    return edition


@dataclass
class _Copying:
    source: Edition
    edition: Edition
    later: timedelta

    def __post_init__(self) -> None:
        """Texts name days by their short names: every new one is known before the first text is copied."""
        self.slugs: dict[str, str] = {}
        for day in self.source.days_in_order:
            slug = f"{day.venue.slug}-{day.date + self.later}"
            taken = EventDay.objects.filter(slug=slug).exists()
            self.slugs[day.slug] = f"{slug}-{self.edition.slug}"[:60] if taken else slug

    def places(self, *, with_programme: bool) -> None:
        """Venues with what leads to them, days with their caps and, if asked for, their sessions."""
        venues = {}
        for venue in Venue.objects.filter(edition=self.source):
            venues[venue.pk] = self.row(venue, edition=self.edition)
            for landmark in Landmark.objects.filter(venue=venue):
                self.row(landmark, venue=venues[venue.pk])
        for day in self.source.days_in_order:
            new = self.row(
                day,
                edition=self.edition,
                venue=venues[day.venue_id],
                slug=self.slugs[day.slug],
                date=day.date + self.later,
                taken=0,
                reserved=0,
                registration_opens_at=None,
                registration_closes_at=None,
            )
            for session in Session.objects.filter(day=day) if with_programme else ():
                self.row(session, day=new, is_provisional=True)

    def row(self, row: Row, **changes: Any) -> Row:
        """A copy of ``row`` that belongs to the new edition."""
        new = copy(row)
        new._state = copy(row._state)
        new._state.fields_cache = {}
        new._state.adding, new.pk = True, None
        for name, value in changes.items():
            setattr(new, name, value)
        self.rename_days(new)
        new.save()
        return new

    def rename_days(self, row: Bilingual) -> None:
        """Let the facts in its texts be those of the new days."""
        for name in (f"{field}_{language}" for field in row.translated_fields() for language in LANGUAGES):
            text = getattr(row, name)
            if isinstance(text, str):
                for old, new in self.slugs.items():
                    text = text.replace(f":{old}}}", f":{new}}}")
                setattr(row, name, text)
