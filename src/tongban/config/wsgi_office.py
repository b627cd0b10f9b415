"""The WSGI application of the office site."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tongban.config.settings.office"

from django.core.wsgi import get_wsgi_application

from tongban.kit import collecting

application = get_wsgi_application()
collecting.seldom()
