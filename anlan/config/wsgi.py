"""The WSGI door, for granian (`anlan serve`) or any other WSGI server."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

from django.core.wsgi import get_wsgi_application

if os.environ.get("ANLAN_SUPERVISED"):
    # a web worker must not outlive a supervisor that was killed
    import signal

    from anlan.kernel.processes import die_with_parent

    die_with_parent(signal.SIGKILL)

application = get_wsgi_application()

gc.collect()
gc.freeze()  # what was loaded stays: a full collection would walk half a million objects in the middle of a request
