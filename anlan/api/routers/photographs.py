"""Photographs: one in, to be named by its digest in a step; those of a case out."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Path, Router

from anlan.access.models import TokenScope
from anlan.api import schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest, too_large
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.evidence import access, storage
from anlan.evidence.views import taken_in
from anlan.kernel.errors import Invalid, Unknown

router = Router(tags=["photographs"])
MULTIPART = "multipart/form-data"
BODY = {
    "required": True,
    "content": {
        MULTIPART: {
            "schema": {
                "type": "object",
                "properties": {"photo": {"type": "string", "format": "binary"}},
                "required": ["photo"],
            }
        }
    },
}
Kind = Annotated[str, Path(max_length=20, pattern="^[a-z]+$")]


@router.post(
    "",
    auth=AccessToken(TokenScope.ACT, body=MULTIPART),
    response=schemas.Uploaded,
    operation_id="photographs_upload",
    summary=_("Send a photograph"),
    description=_(
        "JPEG, PNG, WebP or HEIC, in the field `photo`. The answer's digest goes into a step within a day."
    ),
    openapi_extra={"requestBody": BODY},
)
def upload(request: ApiRequest) -> HttpResponse:
    request.actor = request.auth.actor  # type: ignore[attr-defined]
    try:
        _files = request.FILES
    except RequestDataTooBig:
        raise too_large() from None
    except (MultiPartParserError, SuspiciousOperation):
        raise Invalid("body.unreadable", _("The body did not arrive whole.")) from None
    file = taken_in(cast(Any, request))
    return answer({"sha256": file.sha256, "width": file.width, "height": file.height})


@router.get(
    "/{kind}/{int:case}/{int:file}",
    auth=AccessToken(TokenScope.READ),
    operation_id="photographs_get",
    summary=_("A photograph of a case"),
    description=_("The kept picture, as JPEG."),
    response={200: None},
)
def show(request: ApiRequest, kind: Kind, case: Number, file: Number) -> HttpResponse:
    found = access.seen(request.auth.actor, case_kind=kind, case_id=case, file_id=file)
    try:
        content = storage.picture(found.sha256) if found else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise Unknown("evidence.unknown", _("There is no such photograph in your area and sector."))
    return HttpResponse(content, content_type="image/jpeg")
