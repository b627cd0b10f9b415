"""Settings of the process that works as `owner`: no pages."""

from tongban.config.settings.base import *  # noqa: F403
from tongban.config.settings.base import INSTALLED_APPS, database, site_secret
from tongban.config.settings.sites import PUBLIC

globals().update(PUBLIC)  # links in messages lead to the public site
INSTALLED_APPS = [*INSTALLED_APPS, "tongban.portal", "tongban.workbench"]
DATABASES = database("owner")
SECRET_KEY = site_secret("office")
