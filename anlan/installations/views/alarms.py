"""Where the monitoring systems of plants send their alarms: signed, within a time window, never twice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anlan.installations import intake, signing
from anlan.kernel.errors import AnlanError, Invalid


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a signed message in. Nothing of a refused one is kept but the mark that a rightly signed one was heard."""
    try:
        if int(request.headers.get("Content-Length") or 0) > intake.MOST_BYTES:
            raise Invalid("alarm.size", _("The body is too long."), field="body", http=413)
        source = signing.verified(request.headers, request.body)
        answers = intake.take_in(source, intake.read(request.body))
    except AnlanError as fault:
        told = {"code": fault.code, "message": str(fault), "field": fault.field}
        return JsonResponse(told, status=fault.status)
    return JsonResponse({"alarms": answers}, status=202)
