"""Ledgers: a file in, a trial, the taking in, its faults, the undoing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import ninja
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import ledger_schemas, schemas
from anlan.api.answers import JSON, answer
from anlan.api.gate import AccessToken, ApiRequest, too_large
from anlan.api.listed import COUNT, PAGING, ordered
from anlan.api.routers.photographs import MULTIPART
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.imports import handling, receiving, running, workbooks
from anlan.imports.kinds import Kind
from anlan.imports.models import Batch
from anlan.imports.rules import post_for
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.org.scope import Actor

router = Router(tags=["ledgers"])
MOST_FAULTS = 1_000
BODY = {
    "required": True,
    "content": {
        MULTIPART: {
            "schema": {
                "type": "object",
                "properties": {
                    "kind": {"type": "string", "maxLength": 24},
                    "sender": {"type": "string", "maxLength": 80},
                    "file": {"type": "string", "format": "binary"},
                },
                "required": ["kind", "file"],
            }
        }
    },
}
Code = Annotated[str, ninja.Path(max_length=24, pattern="^[a-z_]+$")]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ = AccessToken(TokenScope.READ, Permission.LEDGER_OPEN)


@router.get(
    "kinds",
    auth=READ,
    response=ledger_schemas.LedgerKinds,
    operation_id="ledgers_kinds",
    summary=_("Kinds of ledgers"),
    description=_("The kinds that you may take in, in the order of loading, with their columns."),
)
def kinds(request: ApiRequest) -> HttpResponse:
    return answer({"kinds": [_kind(kind) for kind in handling.kinds_of(request.auth.actor)]})


def _kind(kind: Kind) -> dict[str, Any]:
    columns = [
        {
            "name": column.name,
            "header": column.header,
            "also": list(column.also),
            "required": column.input.required,
            "type": column.input.kind,
            "help": str(column.input.help),
            "example": column.example,
        }
        for column in kind.columns
    ]
    options = [{"code": code, "label": str(label)} for code, label in kind.options]
    return {"code": kind.code, "label": str(kind.label), "columns": columns, "options": options}


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(ledger_schemas.LedgerRow),
    operation_id="ledgers_list",
    summary=_("Ledgers that were brought"),
    description=_("The newest first, of your area and of the kinds that you may take in."),
    openapi_extra={"parameters": [COUNT, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Batch.objects.within(request.auth.actor.scope).select_related("work")
    return ordered(request, rows, lambda page: [_row(batch) for batch in page], order=NEWEST)


def _row(batch: Batch) -> dict[str, Any]:
    work = batch.work
    return {
        "id": batch.pk,
        "kind": batch.ledger,
        "file": batch.name,
        "sender": batch.sender,
        "sha256": batch.digest,
        "received_at": batch.received_at,
        "state": batch.state,
        "work": {"phase": work.phase, "state": work.state, "done": work.done, "total": work.total},
    }


@router.post(
    "",
    auth=AccessToken(TokenScope.ACT, Permission.LEDGER_OPEN, body=MULTIPART),
    response=ledger_schemas.Ledger,
    operation_id="ledgers_bring",
    summary=_("Bring a ledger"),
    description=_(
        "xlsx, xls or csv. Nothing is taken in yet. The same file again is answered with the ledger that waits."
    ),
    openapi_extra={"requestBody": BODY},
)
def bring(request: ApiRequest) -> HttpResponse:
    try:
        file, given = request.FILES.get("file"), request.POST
    except RequestDataTooBig:
        raise too_large() from None
    except (MultiPartParserError, SuspiciousOperation):
        raise Invalid("body.unreadable", _("The body did not arrive whole.")) from None
    batch = handling.bring(file, given, by=request.auth.actor)
    return answer(_whole(batch))


@router.get(
    "{int:ledger}",
    auth=READ,
    response=ledger_schemas.Ledger,
    operation_id="ledgers_get",
    summary=_("One ledger"),
    description=_("How far it is, how its columns are read, and the first thousand faulty rows and hints."),
)
def one(request: ApiRequest, ledger: Number) -> HttpResponse:
    return answer(_whole(_seen(request.auth.actor, ledger)))


@router.post(
    "{int:ledger}/acts",
    auth=AccessToken(TokenScope.ACT, Permission.LEDGER_OPEN, body=JSON),
    response=ledger_schemas.Ledger,
    operation_id="ledgers_act",
    summary=_("Try, take in, undo or discard a ledger"),
    description=_("The work is done by the queue: read the ledger until its work is done."),
    openapi_extra={"requestBody": {"content": {JSON: {"example": {"act": "try", "options": []}}}}},
)
def act(request: ApiRequest, ledger: Number, body: ledger_schemas.LedgerAct) -> HttpResponse:
    actor = request.auth.actor
    batch = _seen(actor, ledger)
    handling.act(batch, body.act, options=body.options, by=actor)
    return answer(_whole(_seen(actor, ledger)))


@router.post(
    "{int:ledger}/columns",
    auth=AccessToken(TokenScope.ACT, Permission.LEDGER_OPEN, body=JSON),
    response=ledger_schemas.Ledger,
    operation_id="ledgers_columns",
    summary=_("Say which column is which"),
    description=_("Column of the template → header of the sheet or its letter; remembered for the sender."),
    openapi_extra={
        "requestBody": {"content": {JSON: {"example": {"columns": {"premises": "企业", "found_at": "C"}}}}}
    },
)
def columns(request: ApiRequest, ledger: Number, body: ledger_schemas.LedgerColumns) -> HttpResponse:
    actor = request.auth.actor
    batch = _seen(actor, ledger)
    if "map" not in handling.acts_of(batch):
        raise Refused("import.busy", gettext("This ledger is being worked on, or is done already."))
    receiving.map_columns(batch, body.columns, at=clock.now())
    return answer(_whole(_seen(actor, ledger)))


@router.get(
    "{int:ledger}/corrections",
    auth=READ,
    operation_id="ledgers_corrections",
    summary=_("What is to be corrected, as a workbook"),
    description=_(
        "The faulty rows in the layout in which they came, each fault at its cell; a second sheet holds hints."
    ),
    response={200: None},
)
def corrections(request: ApiRequest, ledger: Number) -> HttpResponse:
    batch = _seen(request.auth.actor, ledger)
    kind = receiving.kind_of(batch.ledger)
    return _workbook(lambda path: workbooks.problems(batch, kind, path))


@router.get(
    "kinds/{kind}/template",
    auth=READ,
    operation_id="ledgers_template",
    summary=_("The template of a kind"),
    description=_("A workbook to fill in, with a sheet that explains every column."),
    response={200: None},
)
def template(request: ApiRequest, kind: Code) -> HttpResponse:
    found = receiving.kind_of(kind)
    if post_for(request.auth.actor, found.code) is None:
        raise Refused(
            "import.kind", gettext("Your posts give you no right to take in ledgers of this kind"), http=403
        )
    return _workbook(lambda path: workbooks.template(found, path))


def _workbook(write: Callable[[Path], Any]) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlsx"
        write(path)
        return HttpResponse(path.read_bytes(), content_type=WORKBOOK)


def _seen(actor: Actor, key: int) -> Batch:
    return handling.seen(actor, key)


def _whole(batch: Batch) -> dict[str, Any]:
    batch = Batch.objects.select_related("work").get(pk=batch.pk)
    counts = running.counts(batch)
    header = [str(cell) for cell in batch.work.header]
    columns = {name: header[place] for name, place in batch.work.mapping.items() if place < len(header)}
    return {
        **_row(batch),
        "counts": counts,
        "columns": columns,
        "wanting": list(receiving.wanting(batch)),
        "notes": [str(note) for note in batch.work.notes],
        "fault": batch.work.fault,
        "rows": [
            {"row": line.number, "faults": _said(line.faults)}
            for line in workbooks.to_correct(batch)[:MOST_FAULTS]
        ],
        "hints": [
            {"row": line.number, "hints": _said(line.warnings)}
            for line in workbooks.with_hints(batch)[:MOST_FAULTS]
        ],
    }


def _said(what: list[list[str]]) -> list[dict[str, str]]:
    return [{"column": column, "code": code, "message": message} for column, code, message in what]
