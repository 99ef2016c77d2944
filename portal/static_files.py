"""How static files are named in production: each by its content, in modules' imports too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Else a module would be loaded twice: by its name, and as another one imports it."""

    support_js_module_import_aggregation = True
