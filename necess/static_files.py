"""The names of static files in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library ships no types
    """Hashed names everywhere, also where one script imports another."""

    support_js_module_import_aggregation = True
