"""Pages of ledgers: which kinds there are, what was brought, what became of its rows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anlan.imports import handling, receiving, running, workbooks
from anlan.imports.flow import IMPORT_FLOW
from anlan.imports.handling import acts_of, is_busy, kinds_of, seen
from anlan.imports.kinds import Kind
from anlan.imports.models import Batch, BatchState, Phase, Work, WorkState
from anlan.imports.rules import post_for
from anlan.imports.sheets import MOST_BYTES, MOST_ROWS
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle.pages import trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST_LINES = 200


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
        "template_columns": [
            {"label": _("Kind of ledger"), "kind": "name"},
            {"label": _("Columns"), "kind": "num"},
            {"label": _("Template")},
        ],
        "templates": [
            [
                {"text": kind.label, "sub": kind.help},
                str(len(kind.columns)),
                {"text": _("Download"), "href": reverse("imports:template", args=[kind.code])},
            ]
            for kind in kinds
        ],
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
        {"label": _("Taken on"), "kind": "num"},
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
            f"{batch.taken_on:,}",
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
@require_http_methods(["GET", "POST"])
def bring(request: ActedRequest) -> HttpResponse:
    """Receive a file and lead to its page; a fault is told on the page from which it was sent."""
    if request.method == "GET":  # its address was opened by hand, or again after signing in
        return redirect("imports:list")
    try:
        batch = handling.bring(request.FILES.get("file"), request.POST, by=request.actor)
    except AnlanError as error:
        return listing(request, error)
    return redirect("imports:detail", pk=batch.pk)


@needs(Permission.LEDGER_OPEN)
def detail(request: ActedRequest, pk: int, error: AnlanError | None = None) -> HttpResponse:
    """Show one ledger: how its columns are read, what became of its rows, what can be done with it now."""
    batch = seen(request.actor, pk)
    kind = receiving.kind_of(batch.ledger)
    told = running.counts(batch)
    to_correct = told["faulty"] + told["kept"] + told["stays"]
    lines = workbooks.to_correct(batch)
    noted = workbooks.with_hints(batch)
    busy = is_busy(batch)
    context = {
        "batch": batch,
        "kind": kind,
        "work": batch.work,
        "told": told,
        "busy": busy,
        "chosen": batch.work.options.split(),  # of the trial: what is taken in is what was tried
        "error": error,
        "state": BatchState(batch.state).label,
        "mapping": _mapping_rows(batch, kind),
        "wanting": receiving.wanting(batch) if batch.work.phase != Phase.STAGING else [],
        "columns": [
            {"label": _("Row"), "kind": "code"},
            {"label": _("Column")},
            {"label": _("Problem"), "kind": "wide"},
        ],
        "hint_columns": [
            {"label": _("Row"), "kind": "code"},
            {"label": _("Column")},
            {"label": _("Hint"), "kind": "wide"},
        ],
        "rows": _fault_rows(kind, lines[:MOST_LINES]),
        "notes": _note_rows(kind, noted[:MOST_LINES]),
        "noted": noted.count(),
        "correct": to_correct,
        "hidden": max(0, to_correct - MOST_LINES),
        "hidden_hints": max(0, noted.count() - MOST_LINES),
        "acts": acts_of(batch),
        "entries": trail(IMPORT_FLOW, batch),
    }
    return render(request, "imports/detail.html", context, status=error.status if error else 200)


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


def _note_rows(kind: Kind, lines: Any) -> list[list[Any]]:
    rows = []
    for line in lines:
        for name, _code, message in line.warnings:
            column = kind.column(name)
            rows.append([str(line.number), column.header if column else _("the row"), message])
    return rows


@needs(Permission.LEDGER_OPEN)
def progress(request: ActedRequest, pk: int) -> HttpResponse:
    """Show how far the work on a ledger is: a fragment that asks again; when it is done the page is loaded anew."""
    batch = seen(request.actor, pk)
    busy = is_busy(batch)
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
    batch = seen(request.actor, pk)
    kind = receiving.kind_of(batch.ledger)
    if "map" not in acts_of(batch):
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
    batch = seen(request.actor, pk)
    try:
        handling.act(batch, request.POST.get("act", ""), options=list(request.POST), by=request.actor)
    except AnlanError as error:
        return detail(request, pk, error)
    return redirect("imports:detail", pk=pk)


@needs(Permission.LEDGER_OPEN)
def faults(request: ActedRequest, pk: int) -> HttpResponse:
    """Send the faulty rows in the layout in which they came, each fault at its cell."""
    batch = seen(request.actor, pk)
    kind = receiving.kind_of(batch.ledger)
    stem = Path(batch.name).stem
    return _sent(
        _("%(name)s – to be corrected.xlsx") % {"name": stem},
        lambda path: workbooks.problems(batch, kind, path),
    )
