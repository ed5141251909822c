"""Pages of ledgers: which kinds there are, what was brought, what became of its rows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.imports import receiving, running, workbooks
from anlan.imports.flow import IMPORT_FLOW
from anlan.imports.kinds import Kind, in_order
from anlan.imports.models import Batch, BatchState, Line, LineState, Phase, Work, WorkState
from anlan.imports.rules import post_for
from anlan.imports.sheets import MOST_BYTES, MOST_ROWS
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.pages import trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST_LINES = 200
ACTS = ("try", "take", "undo", "discard")


def kinds_of(actor: Actor) -> list[Kind]:
    return [kind for kind in in_order() if post_for(actor, kind.code)]


@needs(Permission.LEDGER_OPEN)
def listing(request: ActedRequest, error: AnlanError | None = None) -> HttpResponse:
    """Show the kinds that the reader may take in, with their templates, and the ledgers that were brought."""
    kinds = kinds_of(request.actor)
    batches = Batch.objects.within(request.actor.scope).select_related("received_by", "work")
    page = parameters.page(batches, request.GET)
    context = {
        "kinds": kinds,
        "choices": [("", "—"), *((kind.code, kind.label) for kind in kinds)],
        "given": {name: request.POST.get(name, "") for name in ("kind", "sender")},
        "error": error,
        "most_mb": MOST_BYTES // 2**20,
        "most_rows": f"{MOST_ROWS:,}",
        "columns": _batch_columns(),
        "rows": [_batch_row(batch) for batch in page.rows],
        "page": page,
    }
    return render(request, "imports/list.html", context, status=error.status if error else 200)


def _batch_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("File"), "kind": "name"},
        {"label": _("Kind of ledger")},
        {"label": _("Sender"), "kind": "name"},
        {"label": _("Brought by"), "kind": "name"},
        {"label": _("At"), "kind": "date"},
        {"label": _("State")},
        {"label": _("Rows"), "kind": "num"},
        {"label": _("Taken in"), "kind": "num"},
        {"label": _("Faulty"), "kind": "num"},
    ]


def _batch_row(batch: Batch) -> dict[str, Any]:
    kind = receiving.kind_of(batch.ledger)
    work: Work = batch.work
    state: Any = BatchState(batch.state).label
    if work.state in (WorkState.QUEUED, WorkState.RUNNING):
        state = f"{Phase(work.phase).label} {work.done}/{work.total}"
    return {
        "cells": [
            {"text": batch.name, "href": reverse("imports:detail", args=[batch.pk])},
            kind.label,
            batch.sender,
            batch.received_by.name if batch.received_by else _("the system"),
            f"{batch.received_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
            state,
            f"{batch.rows or work.total:,}",
            f"{batch.written:,}",
            {"text": f"{batch.faulty:,}", "tone": "bad"} if batch.faulty else "0",
        ],
        "tone": "warn" if batch.faulty else "",
    }


@needs(Permission.LEDGER_OPEN)
def template(request: ActedRequest, kind: str) -> HttpResponse:
    """Send the template of a kind."""
    found = receiving.kind_of(kind)
    if post_for(request.actor, found.code) is None:
        raise Refused(
            "import.kind", _("Your posts give you no right to take in ledgers of this kind"), http=403
        )
    return _sent(f"{found.label}.xlsx", lambda path: workbooks.template(found, path))


def _sent(name: str, write: Any) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlsx"
        write(path)
        content = path.read_bytes()
    answer = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Permission.LEDGER_OPEN)
@require_POST
def bring(request: ActedRequest) -> HttpResponse:
    """Receive a file and lead to its page; a fault is told on the page from which it was sent."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid("file.missing", _("Choose a file."), field="file")
        kind = receiving.kind_of(request.POST.get("kind", ""))
        if post_for(request.actor, kind.code) is None:
            raise Refused(
                "import.kind", _("Your posts give you no right to take in ledgers of this kind"), http=403
            )
        batch = _received(request, file, kind)
    except AnlanError as error:
        return listing(request, error)
    return redirect("imports:detail", pk=batch.pk)


def _received(request: ActedRequest, file: Any, kind: Kind) -> Batch:
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(
            "file.large",
            _("The file has %(size)s MB; at most %(most)s MB are taken. Split it.")
            % {"size": file.size // 2**20, "most": MOST_BYTES // 2**20},
            field="file",
        )
    with tempfile.NamedTemporaryFile() as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        return receiving.receive(
            Path(kept.name),
            ledger=kind.code,
            name=str(file.name)[-160:],
            sender=parameters.words(request.POST, "sender", most=80),
            by=request.actor,
            at=clock.now(),
        )


def _batch(request: ActedRequest, pk: int) -> Batch:
    batch = (
        Batch.objects.within(request.actor.scope)
        .select_related("received_by", "organisation", "work")
        .filter(pk=pk)
        .first()
    )
    if batch is None:
        raise Unknown("import.unknown", _("There is no ledger with this number."))
    return batch


@needs(Permission.LEDGER_OPEN)
def detail(request: ActedRequest, pk: int, error: AnlanError | None = None) -> HttpResponse:
    """Show one ledger: how its columns are read, what became of its rows, what can be done with it now."""
    batch = _batch(request, pk)
    kind = receiving.kind_of(batch.ledger)
    told = running.counts(batch)
    lines = Line.objects.filter(batch=batch, state__in=(LineState.FAULTY, LineState.KEPT)).order_by("number")
    noted = Line.objects.filter(batch=batch).exclude(warnings=[]).order_by("number")[:MOST_LINES]
    busy = batch.work.state in (WorkState.QUEUED, WorkState.RUNNING)
    context = {
        "batch": batch,
        "kind": kind,
        "work": batch.work,
        "told": told,
        "busy": busy,
        "error": error,
        "state": BatchState(batch.state).label,
        "mapping": _mapping_rows(batch, kind),
        "wanting": receiving.wanting(batch) if batch.work.phase != Phase.STAGING else [],
        "columns": [
            {"label": _("Row"), "kind": "code"},
            {"label": _("Column")},
            {"label": _("Problem"), "kind": "wide"},
        ],
        "rows": _fault_rows(kind, lines[:MOST_LINES]),
        "notes": _note_rows(kind, list(noted)),
        "hidden": max(0, told["faulty"] + told["kept"] - MOST_LINES),
        "acts": _acts(batch, busy),
        "entries": trail(IMPORT_FLOW, batch),
    }
    return render(request, "imports/detail.html", context, status=error.status if error else 200)


def _acts(batch: Batch, busy: bool) -> set[str]:
    """Return what can be done with a ledger now."""
    if busy or batch.work.phase == Phase.STAGING:
        return set()
    if batch.state == BatchState.RECEIVED:
        ready = not receiving.wanting(batch)
        return {"discard", "map", *(("try", "take") if ready else ())}
    return {"undo"} if batch.state == BatchState.TAKEN_IN else set()


def _mapping_rows(batch: Batch, kind: Kind) -> list[dict[str, Any]]:
    places = batch.work.mapping
    header = [str(cell) for cell in batch.work.header]
    choices = [("", "—"), *((str(n), text or f"({n + 1})") for n, text in enumerate(header))]
    return [
        {
            "name": column.name,
            "label": column.header,
            "required": column.input.required,
            "value": str(places[column.name]) if column.name in places else "",
            "choices": choices,
        }
        for column in kind.columns
    ]


def _fault_rows(kind: Kind, lines: Any) -> list[dict[str, Any]]:
    rows = []
    for line in lines:
        for name, _code, message in line.faults:
            column = kind.column(name)
            cells = [str(line.number), column.header if column else _("the row"), message]
            rows.append({"cells": cells, "tone": "bad"})
    return rows


def _note_rows(kind: Kind, lines: list[Line]) -> list[list[Any]]:
    rows = []
    for line in lines:
        for name, _code, message in line.warnings:
            column = kind.column(name)
            rows.append([str(line.number), column.header if column else _("the row"), message])
    return rows


@needs(Permission.LEDGER_OPEN)
def progress(request: ActedRequest, pk: int) -> HttpResponse:
    """Show how far the work on a ledger is: a fragment that asks again; when it is done the page is loaded anew."""
    batch = _batch(request, pk)
    busy = batch.work.state in (WorkState.QUEUED, WorkState.RUNNING)
    if not busy and request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    if not busy:
        return redirect("imports:detail", pk=pk)
    return render(request, "imports/_progress.html", {"batch": batch, "work": batch.work})


@needs(Permission.LEDGER_OPEN)
@require_POST
def map_columns(request: ActedRequest, pk: int) -> HttpResponse:
    """Say which column of the sheet is which of the template."""
    batch = _batch(request, pk)
    kind = receiving.kind_of(batch.ledger)
    if "map" not in _acts(batch, batch.work.state in (WorkState.QUEUED, WorkState.RUNNING)):
        return detail(
            request, pk, Refused("import.busy", _("This ledger is being worked on, or is done already."))
        )
    width = len(batch.work.header)
    columns = {
        column.name: int(text)
        for column in kind.columns
        if (text := request.POST.get(column.name, "")).isascii() and text.isdigit() and int(text[:4]) < width
    }
    receiving.use_columns(batch, columns, at=clock.now())
    return redirect("imports:detail", pk=pk)


@needs(Permission.LEDGER_OPEN)
@require_POST
def act(request: ActedRequest, pk: int) -> HttpResponse:
    """Set the trial, the taking in or the undoing going, or discard the ledger."""
    batch = _batch(request, pk)
    chosen = request.POST.get("act", "")
    busy = batch.work.state in (WorkState.QUEUED, WorkState.RUNNING)
    try:
        if chosen not in ACTS or chosen not in _acts(batch, busy):
            raise Refused("import.busy", _("This ledger is being worked on, or is done already."))
        _act(batch, chosen, request)
    except AnlanError as error:
        return detail(request, pk, error)
    return redirect("imports:detail", pk=pk)


def _act(batch: Batch, chosen: str, request: ActedRequest) -> None:
    by = request.actor
    if chosen == "discard":
        door.apply(IMPORT_FLOW, batch.pk, "discard", by=by)
        return
    options = [code for code, _label in receiving.kind_of(batch.ledger).options if request.POST.get(code)]
    with transaction.atomic():
        if chosen == "undo":
            running.start_undoing(batch, by=by)
        else:
            phase = Phase.TRYING if chosen == "try" else Phase.WRITING
            running.start(batch, phase, by=by, options=options)
        running.ask(batch)


@needs(Permission.LEDGER_OPEN)
def faults(request: ActedRequest, pk: int) -> HttpResponse:
    """Send the faulty rows in the layout in which they came, each fault at its cell."""
    batch = _batch(request, pk)
    kind = receiving.kind_of(batch.ledger)
    stem = Path(batch.name).stem
    return _sent(
        _("%(name)s – to be corrected.xlsx") % {"name": stem},
        lambda path: workbooks.problems(batch, kind, path),
    )
