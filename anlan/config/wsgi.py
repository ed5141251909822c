"""The WSGI door, for granian (`anlan serve`) or any other WSGI server."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils import translation

if os.environ.get("ANLAN_SUPERVISED"):
    # a web worker must not outlive a supervisor that was killed
    import signal

    from anlan.kernel.processes import die_with_parent

    die_with_parent(signal.SIGKILL)

application = get_wsgi_application()
# all addresses (the API's operations are nine tenths of them) and words are loaded before it listens: else the first
# page, often the wall board's, would wait for seconds
_loaded = get_resolver().url_patterns
for _language, _name in settings.LANGUAGES:
    with translation.override(_language):
        translation.gettext("Hazards")

gc.collect()
gc.freeze()  # what was loaded stays: a full collection would walk half a million objects in the middle of a request
