from copy import copy
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from events.edition_file.loading import load
from events.edition_file.sections import EDITION, SECTIONS
from events.models import ConsentProof, Edition, OptionalService, PageViews, Picture, Session, TextLink, TextVersion

DATA = Path(settings.BASE_DIR) / "events" / "data"
SHIPPED = [DATA / f"{slug}.yaml" for slug in ("2023", "2024", "2025")]
# What no edition file carries.
APART = {ConsentProof, OptionalService, PageViews, Picture, TextLink, TextVersion}
MODELS = [EDITION.model, *(section.model for section in SECTIONS)]


@pytest.fixture(scope="session")
def shipped() -> dict[type[models.Model], list[models.Model]]:
    """The rows of the shipped editions, read from their files by the first test that needs them."""
    return {}


@pytest.fixture(scope="session")
def documents(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture
def editions(db, settings, shipped, documents) -> dict[str, Edition]:
    """The editions we ship, by their short names."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": documents}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    if shipped:
        insert(shipped)
    else:
        for path in SHIPPED:
            load(path)
        shipped.update({model: list(model._default_manager.order_by("pk")) for model in MODELS})
        shipped[Session.speakers.through] = list(Session.speakers.through.objects.order_by("pk"))
    return {edition.slug: edition for edition in Edition.objects.all()}


def insert(rows: dict[type[models.Model], list[models.Model]]) -> None:
    """Write copies of rows under new keys: ten times faster than reading the files again."""
    keys: dict[type[models.Model], dict[int, int]] = {}
    for model, originals in rows.items():
        copies = []
        for original in originals:
            row = copy(original)
            row._state = copy(original._state)
            row._state.fields_cache = {}
            row._state.adding, row.pk = True, None
            for field in model._meta.concrete_fields:
                key = getattr(original, field.attname)
                if field.remote_field and key:
                    setattr(row, field.attname, keys[field.remote_field.model][key])
            copies.append(row)
        model._default_manager.bulk_create(copies)
        keys[model] = {original.pk: row.pk for original, row in zip(originals, copies, strict=True)}
    assert set(rows) | APART >= set(apps.get_app_config("events").get_models())
