"""Lists as files: asked for, looked after until they are written, fetched. One's own only."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import office_schemas, schemas
from anlan.api.answers import JSON, answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, ordered
from anlan.api.stepping import KEY_HEADER, Number
from anlan.api.words import _
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Refused
from anlan.kernel.identity import uuid7
from anlan.kernel.parameters import NEWEST
from anlan.listings import exporting
from anlan.listings.downloads import TYPES
from anlan.listings.models import Export, Format
from anlan.listings.sheets import find_sheet
from anlan.listings.writing import SUFFIXES

router = Router(tags=["exports"])
READ = AccessToken(TokenScope.READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(office_schemas.ExportRow),
    operation_id="exports_list",
    summary=_("One's own exports"),
    description=_("Newest first."),
    openapi_extra={"parameters": PAGING},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = exporting.own(request.auth.actor)
    return ordered(request, rows, lambda page: [_row(export) for export in page], order=NEWEST)


def _row(export: Export) -> dict[str, Any]:
    return {
        "id": export.pk,
        "list": export.page,
        "query": export.query,
        "format": export.format,
        "state": export.state,
        "done": export.done,
        "total": export.total,
        "asked_at": export.asked_at,
        "known_at": export.known_at,
        "expires_at": export.expires_at,
        "rows_sha256": export.keys_digest,
        "sha256": export.sha256,
        "size": export.size,
        "reason": export.reason,
    }


@router.post(
    "",
    auth=AccessToken(TokenScope.READ, body=JSON),
    response=office_schemas.ExportRow,
    operation_id="exports_ask",
    summary=_("Ask for a list as a file"),
    description=_(
        "It is written by a process of its own: read the export until it is done, then fetch its file."
    ),
    openapi_extra={
        "parameters": [KEY_HEADER],
        "requestBody": {
            "content": {
                JSON: {"example": {"list": "hazards", "query": {"state": "overdue"}, "format": "xlsx"}}
            }
        },
    },
)
def ask(request: ApiRequest, body: office_schemas.ExportWish) -> HttpResponse:
    sheet = find_sheet(body.list)
    _no_register(sheet)
    key = request.headers.get("Idempotency-Key") or uuid7()
    form = Format(body.format)
    asked = exporting.ask(
        by=request.auth.actor, sheet=sheet, query=body.query, form=form, key=key[:80], at=clock.now()
    )
    if (asked.page, asked.query, asked.format) != (sheet.code, sheet.canonical(body.query), form):
        raise Conflict(
            "key.reused",
            gettext("This key was already used for another export (%(number)s). Use a new key.")
            % {"number": asked.pk},
            field="key",
            http=422,
        )
    return answer(_row(asked))


def _no_register(sheet: Any) -> None:
    if sheet.door is not None:
        raise Refused(
            "export.register",
            gettext("A register is opened by a person who says why: export it on its page."),
            http=403,
        )


@router.get(
    "/{int:export}",
    auth=READ,
    response=office_schemas.ExportRow,
    operation_id="exports_get",
    summary=_("One export"),
    description=_("How far it is, and what its file holds."),
)
def one(request: ApiRequest, export: Number) -> HttpResponse:
    return answer(_row(exporting.find_own(request.auth.actor, export)))


@router.get(
    "/{int:export}/file",
    auth=READ,
    operation_id="exports_file",
    summary=_("The file of an export"),
    description=_("For a week, if the posts of now still reach what it holds."),
    response={200: None},
)
def file(request: ApiRequest, export: Number) -> HttpResponse:
    own, path = exporting.file_for(request.auth.actor, export)
    _no_register(find_sheet(own.page))
    whole: Any = FileResponse(path.open("rb"), content_type=TYPES[SUFFIXES[Format(own.format)]])
    return whole  # type: ignore[no-any-return]


@router.post(
    "/{int:export}/drop",
    auth=AccessToken(TokenScope.READ, body=JSON),
    response=office_schemas.ExportRow,
    operation_id="exports_drop",
    summary=_("Remove the file of an export"),
    description=_("Its line stays as the record of what was handed out; one in work is given up."),
    openapi_extra={"requestBody": {"content": {JSON: {"schema": {"type": "object"}, "example": {}}}}},
)
def drop(request: ApiRequest, export: Number) -> HttpResponse:
    exporting.drop(exporting.find_own(request.auth.actor, export), at=clock.now())
    return answer(_row(exporting.find_own(request.auth.actor, export)))
