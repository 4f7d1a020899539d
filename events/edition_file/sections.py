"""What an edition file contains: one section per model, its fields in the order they are written."""

from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models

from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    FormQuestion,
    Landmark,
    Page,
    Partner,
    Partnership,
    Question,
    Session,
    Speaker,
    Venue,
)
from events.models.bilingual import Bilingual


@dataclass(frozen=True)
class Section:
    """``identity`` names a row of the edition; ``references`` say which section a field points into.

    ``edition_path`` leads from a row to its edition; ``shared`` rows live across editions: they are updated by the
    file that names them and never removed by it.
    """

    name: str
    model: type[Bilingual]
    fields: tuple[str, ...]
    identity: tuple[str, ...] = ("slug",)
    references: dict[str, str] = field(default_factory=dict)
    edition_path: str = "edition"
    shared: bool = False

    @property
    def has_position(self) -> bool:
        return any(f.name == "position" for f in self.model._meta.fields)

    def model_field(self, name: str) -> "models.Field[Any, Any]":
        return cast("models.Field[Any, Any]", self.model._meta.get_field(name))


EDITION = Section(
    "edition",
    Edition,
    (
        "slug", "title", "brand", "tagline", "theme", "summary", "starts_on", "ends_on", "status", "is_current",
        "registration_opens_at", "registration_closes_at", "programme_is_provisional", "contact_email",
        "palette", "own_colour", "description", "highlights", "record",
    ),
)  # fmt: skip

SECTIONS: tuple[Section, ...] = (
    Section(
        "venues",
        Venue,
        (
            "slug", "name", "street", "postal_code", "city", "country", "latitude", "longitude", "to_be_confirmed",
            "strand", "summary", "getting_there", "accessibility", "lodging",
        ),
    ),
    Section(
        "landmarks",
        Landmark,
        ("venue", "slug", "kind", "name", "lines", "latitude", "longitude"),
        identity=("venue", "slug"),
        references={"venue": "venues"},
        edition_path="venue__edition",
    ),
    Section(
        "days",
        EventDay,
        ("slug", "venue", "date", "opens_at", "closes_at", "capacity", "title", "summary"),
        references={"venue": "venues"},
    ),
    Section("speakers", Speaker, ("slug", "name", "organisation", "position_held", "biography")),
    Section(
        "sessions",
        Session,
        (
            "day", "slug", "starts_at", "ends_at", "kind", "title", "room", "language", "is_interpreted",
            "is_provisional", "capacity", "speakers", "summary", "description", "access",
        ),
        identity=("day", "slug"),
        references={"day": "days", "speakers": "speakers"},
        edition_path="day__edition",
    ),
    Section(
        "partners",
        Partner,
        ("slug", "name", "short_name", "website"),
        edition_path="partnerships__edition",
        shared=True,
    ),
    Section(
        "partnerships",
        Partnership,
        ("partner", "role", "description"),
        identity=("partner", "role"),
        references={"partner": "partners"},
    ),
    Section("questions", Question, ("slug", "question", "answer")),
    Section(
        "form_questions",
        FormQuestion,
        ("slug", "kind", "label", "purpose", "options", "seen_by", "keep_days"),
    ),
    Section("downloads", Download, ("slug", "label", "file", "url")),
    Section(
        "articles",
        Article,
        ("slug", "kind", "languages", "published_at", "source_url", "title", "summary", "body"),
    ),
    Section("pages", Page, ("slug", "updated_on", "title", "summary", "body")),
)  # fmt: skip
