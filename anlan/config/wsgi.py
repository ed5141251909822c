"""The WSGI door, for granian (`anlan serve`) or any other WSGI server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

from django.core.wsgi import get_wsgi_application

if os.environ.get("ANLAN_SUPERVISED"):
    # a web worker must not outlive a supervisor that was killed
    import signal

    from anlan.kernel.processes import die_with_parent

    die_with_parent(signal.SIGKILL)

application = get_wsgi_application()
