"""What every process shares. Each process adds its role, its site and its secrets (public, office, worker, …)."""

import json
import os
from pathlib import Path
from typing import Any

from tongban.config.settings.sign_in import *  # noqa: F403
from tongban.engine import uploads

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "src" / "tongban"
DATA = Path(os.environ.get("TONGBAN_DATA", ROOT / "var"))

SECRETS = Path(os.environ.get("TONGBAN_SECRETS", DATA / "secrets"))
FILES_DIR = DATA / "files"
VAULT_KEY_FILE = SECRETS / "vault.key"
INDEX_KEY_FILE = SECRETS / "index.key"
SEAL_KEY_FILE = SECRETS / "seal.key"
SERVICES_DIR = ROOT / "services"

DEBUG = False
CLOCK_MAY_MOVE = False
ALLOWED_HOSTS = os.environ.get("TONGBAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True

ROOMS = [
    "tongban.kit",
    "tongban.directory",
    "tongban.catalog",
    "tongban.records",
    "tongban.exchange",
    "tongban.cases",
    "tongban.ui",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",  # password hashing and the base of the citizen account; no groups are used
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    *ROOMS,
]
SITE_ID = 1
AUTH_USER_MODEL = "directory.Citizen"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # the address is sealed: found through its blind index only
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tongban.ui.context.page",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS: list[Path] = [DATA / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MAX_MB = uploads.MAX_MB  # one file; packages that ask for more are refused
FILE_UPLOAD_MAX_MEMORY_SIZE = (UPLOAD_MAX_MB + 2) * 1024 * 1024  # with the form around it
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tongban.ui.errors.csrf_failure"
SECURE_TLS = os.environ.get("TONGBAN_TLS", "") == "1"  # behind a TLS proxy: cookies only over https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TLS
SECURE_SSL_REDIRECT = SECURE_TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_TLS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_TLS else None

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Systems that decide elsewhere: address and shared key of each. "answers" lets the stand-in grant by itself (demo).
_exchange_key = SECRETS / "exchange.key"  # of this data folder, so nobody outside it can answer for the stand-in
EXCHANGE_SYSTEMS: dict[str, dict[str, str]] = json.loads(os.environ.get("TONGBAN_EXCHANGE_SYSTEMS", "null")) or {
    "provincial-registration": {"url": "", "key": _exchange_key.read_text().strip() if _exchange_key.exists() else ""}
}
EXCHANGE_STAND_IN = os.environ.get("TONGBAN_EXCHANGE_STAND_IN", "answers")
TSA_URL = os.environ.get("TONGBAN_TSA_URL", "")
TSA_PATIENCE = float(os.environ.get("TONGBAN_TSA_PATIENCE", "600"))  # seconds that papers wait for a time stamp
ACCOUNT_REQUEST_DAYS = int(os.environ.get("TONGBAN_ACCOUNT_REQUEST_DAYS", "7"))  # then unanswered requests end
PUBLIC_URL = os.environ.get("TONGBAN_PUBLIC_URL", "http://127.0.0.1:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}


PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 2}
"""Statements that come again are planned once: planning is most of what the database does for a page."""


def database(role: str) -> dict[str, dict[str, Any]]:
    """DATABASES for a process that works as `role`."""
    from tongban.kit.database import connection_settings

    entry = connection_settings(role)
    entry["OPTIONS"] = {**entry["OPTIONS"], **PREPARED}
    return {"default": {**entry, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}


def site_secret(name: str) -> str:
    """The Django secret of one site; each site has its own, so a cookie of one says nothing to the other."""
    return (SECRETS / f"{name}.key").read_text().strip()
