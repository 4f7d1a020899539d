from html import escape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from tests.mails.reading import Letter, play_everything


@pytest.fixture(scope="session")
def letters(django_db_setup, django_db_blocker, tmp_path_factory) -> list[Letter]:
    """Every mail, made once for all these tests; the database is as it was afterwards."""
    folder = str(tmp_path_factory.mktemp("private"))
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    made: list[Letter] = []
    with django_db_blocker.unblock(), override_settings(STORAGES={**settings.STORAGES, "default": local}):
        for language in ("fr", "en"):
            with transaction.atomic():
                made += play_everything(language)
                transaction.set_rollback(True)
    write_sheet(made, tmp_path_factory.mktemp("mails", numbered=False))
    return made


def write_sheet(letters: list[Letter], folder: Path) -> None:
    """All mails on one page, ``mails/index.html`` of the folder of the run: narrow and wide, light and dark, plain."""
    rows = []
    for letter in letters:
        (folder / f"{letter.name}.html").write_text(letter.html)
        frames = [
            f'<iframe src="{letter.name}.html" title="{width} {scheme}" width="{width}" height="900" '
            f'style="border: 0; color-scheme: {scheme}"></iframe>'
            for width, scheme in ((600, "light"), (360, "light"), (600, "dark"), (360, "dark"))
        ]
        head = f"<h2>{escape(letter.subject)}</h2><p>{escape(letter.name)}</p>"
        rows.append(f"{head}<div>{''.join(frames)}<pre>{escape(letter.text)}</pre></div>")
    look = "body { font: 16px sans-serif } div { display: flex; gap: 16px; overflow: auto } pre { margin: 0 }"
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>Mails</title><style>{look}</style>{"".join(rows)}'
    (folder / "index.html").write_text(page)
