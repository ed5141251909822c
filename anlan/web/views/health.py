"""A sign of life for supervisors and load balancers: no session, no database."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from anlan import __version__


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves."""
    return JsonResponse({"status": "ok", "version": __version__})
