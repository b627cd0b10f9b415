"""Settings of the stub city: nothing but its connection."""

import os

from tongban.kit.database import connection_settings

INSTALLED_APPS = ["django.contrib.contenttypes", "tongban.stub"]
SECRET_KEY = "stub"
USE_TZ = True
ROLE = os.environ["TONGBAN_DB_ROLE"]
DATABASES = {"default": connection_settings(ROLE)}
