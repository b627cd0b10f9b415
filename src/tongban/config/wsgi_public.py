"""The WSGI application of the public site."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tongban.config.settings.public"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
