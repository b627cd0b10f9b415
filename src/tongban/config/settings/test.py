"""Settings of the tests: the owner's connection, from which a test client steps down to the role of its site."""

import json
import os
import tempfile
from pathlib import Path

from tongban.config.settings import base
from tongban.config.settings.base import *  # noqa: F403
from tongban.config.settings.sites import PUBLIC

globals().update(PUBLIC)
if "TONGBAN_DATA" not in os.environ:
    _folder = tempfile.TemporaryDirectory(prefix="tongban-test-")  # removed when the process ends
DATA = Path(os.environ.get("TONGBAN_DATA") or _folder.name)
if (side := os.environ.get("PYTEST_XDIST_WORKER")) and DATA.name != side:
    DATA /= side  # two processes test side by side, each with its own city and the published root of its seals
FILES_DIR = DATA / "files"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = []
SECRETS = DATA / "secrets"
for folder in (SECRETS, STATIC_ROOT, FILES_DIR):
    folder.mkdir(parents=True, exist_ok=True)
VAULT_KEY_FILE, INDEX_KEY_FILE, SEAL_KEY_FILE = (SECRETS / f"{name}.key" for name in ("vault", "index", "seal"))
for number, file in enumerate((VAULT_KEY_FILE, INDEX_KEY_FILE, SEAL_KEY_FILE), 1):
    file.write_text(f"{number:02x}" * 32)
INSTALLED_APPS = ["tongban.portal", *base.INSTALLED_APPS, "tongban.workbench"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": base.PREPARED,
        **json.loads(os.environ.get("TONGBAN_TEST_DATABASE", "{}")),
    }
}
SECRET_KEY = "only for tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**base.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CLOCK_MAY_MOVE = True
ALLOWED_HOSTS = ["*"]
EXCHANGE_STAND_IN = "keeps"
EXCHANGE_SYSTEMS = {"provincial-registration": {"url": "", "key": "only for tests"}}
