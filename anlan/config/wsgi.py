"""The WSGI door, for granian (`anlan serve`) or any other WSGI server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
