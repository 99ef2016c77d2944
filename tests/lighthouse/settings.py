"""Development, with static files as production serves them: hashed, compressed, kept for ever."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import STORAGES as _DEV
from portal.settings.dev import VAR_DIR

STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    **_DEV,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
