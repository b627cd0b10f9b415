"""The office site: its own role, cookie, secret and session table."""

from tongban.config.settings.base import *  # noqa: F403
from tongban.config.settings.base import INSTALLED_APPS, database, site_secret
from tongban.config.settings.sites import OFFICE

globals().update(OFFICE)
INSTALLED_APPS = [*(app for app in INSTALLED_APPS if not app.startswith("allauth")), "tongban.workbench"]
DATABASES = database("office")
SECRET_KEY = site_secret("office")
