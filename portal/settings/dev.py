"""The embedded default: nothing needed but Python."""

import os
import secrets

from portal.settings import embedded, env, secret_key
from portal.settings.base import *
from portal.settings.storage_url import storage_settings


def _secret_of_this_machine() -> str:
    path = VAR_DIR / secret_key.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


DEBUG = env.text("DEBUG", "1") == "1"
SECRET_KEY = env.text("SECRET_KEY", "") or _secret_of_this_machine()
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

DATABASES = {
    "default": env.database()
    if "DATABASE_URL" in os.environ
    else embedded.database(VAR_DIR / "twinset.sqlite3")
}
CACHES = {"default": env.cache(default="locmemcache://")}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "pictures": storage_settings(env.text("STORAGE_URL", (VAR_DIR / "storage").as_uri())),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
(VAR_DIR / "assets").mkdir(parents=True, exist_ok=True)

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = embedded.broker(VAR_DIR / "queue")

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
    }
}
