"""For the tests: nothing leaves memory and the test's own folder."""

import tempfile
from pathlib import Path

from portal.settings import embedded, env, secret_key
from portal.settings.base import *

SCRATCH = Path(tempfile.gettempdir()) / "twinset-tests"
SCRATCH.mkdir(exist_ok=True)

DEBUG = False
SECRET_KEY = secret_key.FOR_TESTS
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {
    "default": env.database()
    if env.text("DATABASE_URL", "")
    else embedded.database(SCRATCH / "tests.sqlite3")
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "pictures": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
for each in (VAR_DIR / "assets", STATIC_ROOT):
    each.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CELERY_BROKER_URL = "memory://"
WATERMARK_KEYS = ["6d61726b" * 8]
CERTIFICATES_DIR = SCRATCH / "certificates"
LOGGING = {"version": 1, "disable_existing_loggers": False}
