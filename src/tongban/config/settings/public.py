"""The public site: its own role, cookie, secret and session table."""

from tongban.config.settings.base import *  # noqa: F403
from tongban.config.settings.base import INSTALLED_APPS, database, site_secret
from tongban.config.settings.sites import PUBLIC

globals().update(PUBLIC)
INSTALLED_APPS = [*INSTALLED_APPS, "tongban.portal"]
DATABASES = database("public")
SECRET_KEY = site_secret("public")
