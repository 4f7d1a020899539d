from pathlib import Path

import pytest
from django.conf import settings

from events.edition_file.loading import load
from events.models import Edition

DATA = Path(settings.BASE_DIR) / "events" / "data"
SHIPPED = [DATA / f"{slug}.yaml" for slug in ("2023", "2024", "2025")]


@pytest.fixture
def editions(db, settings, tmp_path) -> dict[str, Edition]:
    """The editions we ship, by their short names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    for path in SHIPPED:
        load(path)
    return {edition.slug: edition for edition in Edition.objects.all()}
