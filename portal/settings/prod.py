"""Production: refuses to start without what it needs, and names what is missing."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import env
from portal.settings.base import *
from portal.settings.mail_from import check_sender
from portal.settings.secret_key import check_secret_key
from portal.settings.storage_url import storage_settings
from portal.settings.watermark_keys import check_watermark_key

NEEDED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "STORAGE_URL",
    "EMAIL_URL",
    "MAIL_FROM",
    "SITE_URL",
    "C2PA_CERTIFICATE",
    "C2PA_PRIVATE_KEY",
    "AUDIT_SIGNING_KEY",
    "WATERMARK_KEYS",
    "STORAGE_PLACE",
)
INSTEAD = {"C2PA_PRIVATE_KEY": "C2PA_SIGN_COMMAND"}
missing = [
    name for name in NEEDED if not (env.text(name, "") or env.text(INSTEAD.get(name, name), ""))
]
if missing:
    raise ImproperlyConfigured(
        "Production needs these in the environment (or as NAME_FILE): " + ", ".join(missing) + "."
    )

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
check_secret_key(SECRET_KEY, var=VAR_DIR)
for each in SECRETS_KEYS:
    check_secret_key(each, var=VAR_DIR, name="key in SECRETS_KEYS")
for each in WATERMARK_KEYS:
    check_watermark_key(each)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host]
DATABASES = {"default": {**env.database(), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
CACHES = {"default": env.cache()}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "pictures": storage_settings(env.text("STORAGE_URL")),
    "staticfiles": {"BACKEND": "portal.static_files.StaticFiles"},
}
check_sender(DEFAULT_FROM_EMAIL)
MAILERS = {"default": env.mailer()}

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")
if CELERY_BROKER_URL.startswith("amqp"):
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"confirm_publish": True}
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT}

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
