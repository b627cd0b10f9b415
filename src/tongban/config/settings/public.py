"""The public site: its own role, cookie, secret and session table."""

from tongban.config.settings.base import *  # noqa: F403
from tongban.config.settings.base import INSTALLED_APPS, database, site_secret
from tongban.config.settings.sites import PUBLIC

globals().update(PUBLIC)
# Our sign-in pages come before the sign-in library's plain ones.
INSTALLED_APPS = ["tongban.portal", *INSTALLED_APPS]
DATABASES = database("public")
SECRET_KEY = site_secret("public")
