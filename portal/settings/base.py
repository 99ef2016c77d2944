"""What every installation shares."""

import json
from pathlib import Path

from django.utils.csp import CSP

from portal.settings import env, mail_from
from portal.settings.signing_in import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("TWINSET_VAR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "guardian",
    "lucide",
    "portal",
    "twins",
    "approvals",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.PermissionsPolicy",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.languages.HerLanguage",
    "portal.zones.HerTime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.RightsAskedOnce",
    "allauth.account.middleware.AccountMiddleware",
    "portal.gate.Seen",
    "portal.middleware.PrivatePages",
    "portal.middleware.InertFiles",
    "portal.middleware.DomainErrors",
    "portal.middleware.WordsThatCanBeKept",
    "portal.gate.SecondFactor",
    "portal.seeing.SeeAs",  # the last, so that all others know who is really there
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.navigation.navigation",
            ],
        },
    },
]

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "portal.access.GrantBackend",
]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
"""GrantBackend is guardian's, and knows when a grant ends."""
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("fr", "Français"), ("de", "Deutsch")]
LOCALE_PATHS = [VAR_DIR / "locale"]  # made from locale/, see portal.catalogues
FORMAT_MODULE_PATH = "portal.formats"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
STATIC_ROOT = VAR_DIR / "static"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "blob:", "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts send the token that stands in the page

# A request carries at most one upload of 40 MB for each of several files; see portal.imaging.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "ring again for what was lost": {
        "task": "approvals.sweep",
        "schedule": 10.0,
        "options": {"expires": 10},  # sweeps do not pile up while no worker runs
    },
    "remind of deadlines": {
        "task": "approvals.deadlines",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tell people": {
        "task": "approvals.tell",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "send the mails whose bell was lost": {
        "task": "portal.sweep_mails",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "send the messages to devices whose bell was lost": {
        "task": "portal.sweep_pushes",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    # Once a day; asked every hour, so that a night without worker or mail costs an hour of it.
    "sign the heads of the audit chains": {
        "task": "portal.checkpoint_audit",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}

COVER_CHECKS = ["twins.cover.check_is_none_of_the_models"]
"""Asked before somebody covers a colleague; each takes organisation, colleague, start and end."""

GENERATORS = json.loads(
    env.text("GENERATORS", json.dumps({"layout": "twins.generators.layout.Layout"}))
)
C2PA_CERTIFICATE = env.text("C2PA_CERTIFICATE", "")
C2PA_PRIVATE_KEY = env.text("C2PA_PRIVATE_KEY", "")
WATERMARK_KEYS = env.items("WATERMARK_KEYS", "")  # hexadecimal, the newest first
STORAGE_PLACE = env.text("STORAGE_PLACE", "the machine that runs this")  # as consents name it
C2PA_SIGN_COMMAND = env.text("C2PA_SIGN_COMMAND", "")  # signs instead of the private key
C2PA_CRL = env.text("C2PA_CRL", "")
C2PA_TSA_URL = env.text("C2PA_TSA_URL", "")
CERTIFICATES_DIR = VAR_DIR / "certificates"
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY", "")  # manage.py make_push_key
PUSH_SERVICES = env.items(
    "PUSH_SERVICES",
    "fcm.googleapis.com,updates.push.services.mozilla.com,.push.apple.com,.notify.windows.com",
)
"""Hosts to which messages for browsers may go; with a dot in front whatever is below it."""

AUDIT_SIGNING_KEY = env.text("AUDIT_SIGNING_KEY", "")
AUDIT_EARLIER_KEYS = env.text("AUDIT_EARLIER_KEYS", "")
AUDIT_CHECKPOINT_MAIL = env.items("AUDIT_CHECKPOINT_MAIL", "")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
SECRETS_KEYS = env.items("SECRETS_KEYS", "")
"""What secrets are sealed under besides ``SECRET_KEY`` (portal.sealing); the first one encrypts."""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", mail_from.embedded(SITE_URL))
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", "")
"""Where people reach the staff of the platform; pages that say "ask" name it."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"kombu.connection": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
