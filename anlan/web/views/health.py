"""Signs of life for supervisors and load balancers: that the process serves, and that it can do its work."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from anlan import __version__
from anlan.web.health import FAULT, READY, look


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves."""
    return JsonResponse({"status": "ok", "version": __version__})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether database, migrations, worker and disk let it work; 503 with what does not."""
    findings = list(look(READY))
    ready = all(finding.state != FAULT for finding in findings)
    told = {finding.name: finding.state for finding in findings}  # to anybody: no particulars
    return JsonResponse({"status": "ok" if ready else "not ready", **told}, status=200 if ready else 503)
