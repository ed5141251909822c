"""Pages of exports: ask for a list as a file, see how far it is, fetch it; one's own exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError
from anlan.kernel.identity import uuid7
from anlan.listings import exporting
from anlan.listings.counts import capped
from anlan.listings.models import Export, ExportState, Format
from anlan.listings.sheets import SHEETS, Sheet, find_sheet
from anlan.listings.writing import SUFFIXES
from anlan.org.doors import ActedRequest, needs

TONES = {
    ExportState.QUEUED: "info",
    ExportState.RUNNING: "info",
    ExportState.DONE: "good",
    ExportState.FAILED: "bad",
}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@needs()
@require_http_methods(["GET", "POST"])
def export(request: ActedRequest, page: str) -> HttpResponse:
    """Show what would be exported and ask in which format (GET); put it in the queue and go to its page (POST)."""
    sheet = find_sheet(page)
    exporting.allowed(request.actor, sheet)
    if sheet.door is not None and (before := sheet.door(request)) is not None:
        return before
    if request.method == "GET":
        return _form(request, sheet, request.GET, uuid7())
    query = dict(parse_qsl(request.POST.get("query", "")[:8_000]))
    key = (request.POST.get("key") or uuid7())[:80]
    try:
        form = Format(parameters.choice(request.POST, "format", Format.values) or Format.XLSX)
        asked = exporting.ask(by=request.actor, sheet=sheet, query=query, form=form, key=key, at=clock.now())
    except AnlanError as error:
        return _form(request, sheet, query, key, error=error)
    return redirect("listings:export-progress", pk=asked.pk)


def _form(
    request: ActedRequest, sheet: Sheet, query: Any, key: str, error: AnlanError | None = None
) -> HttpResponse:
    told: list[tuple[str, str]] = []
    count: Any = ""
    if error is None or error.status != 422:
        try:
            told = sheet.told(request.actor, query)
            rows = sheet.check(request.actor, query)
            count = "" if "q" in sheet.kept(query) and sheet.spec else capped(rows)
        except AnlanError as fault:
            error = fault
    kept = sheet.canonical(query)
    address = sheet.address()
    context = {
        "sheet": sheet,
        "columns": len(sheet.columns()),
        "told": told,
        "count": count,
        "query": kept,
        "formats": Format.choices,
        "key": key,
        "error": error,
        "back": f"{address}?{kept}" if kept else address,
    }
    return render(request, "listings/export.html", context, status=error.status if error else 200)


@needs()
@never_cache
def progress(request: ActedRequest, pk: int) -> HttpResponse:
    """Show how far an export is, then its file: a page, and for htmx the part of it that changes."""
    own = exporting.find_own(request.actor, pk)
    context = {"export": own, **_told(own)}
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "listings/_progress.html" if part else "listings/progress.html", context)


@needs()
@never_cache
def file(request: ActedRequest, pk: int) -> HttpResponse:
    """Hand the file to whoever asked for it, if the posts of now still reach what it holds."""
    own, path = exporting.file_for(request.actor, pk)
    sheet = find_sheet(own.page)
    if sheet.door is not None and (before := sheet.door(request)) is not None:
        return before
    suffix = SUFFIXES[Format(own.format)]
    answer: Any = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{_stem(own)}.{suffix}", content_type=TYPES[suffix]
    )
    return answer  # type: ignore[no-any-return]


def _stem(export: Export) -> str:
    """Return the file's name: the list and the moment as of which it was read."""
    known = (export.known_at or export.asked_at).astimezone(clock.SHANGHAI)
    return f"{_label(export)}-{known:%Y%m%d-%H%M}"


def _label(export: Export) -> str:
    sheet = SHEETS.get(export.page)
    return str(sheet.label) if sheet else export.page


@needs()
@require_POST
def drop(request: ActedRequest, pk: int) -> HttpResponse:
    """Remove the file of an own export, or give up one in work."""
    exporting.drop(exporting.find_own(request.actor, pk), at=clock.now())
    return redirect("listings:exports")


@needs()
@never_cache
def exports(request: ActedRequest) -> HttpResponse:
    """Show the reader's exports, newest first."""
    page = parameters.page(exporting.own(request.actor), request.GET)
    columns: list[dict[str, Any]] = [
        {"label": _("Export"), "kind": "name"},
        {"label": _("Filter"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Rows"), "kind": "num"},
        {"label": _("Asked for at"), "kind": "date"},
        {"label": _("Kept until"), "kind": "date"},
    ]
    rows = [_row(own) for own in page.rows]
    return render(request, "listings/exports.html", {"columns": columns, "rows": rows, "page": page})


def _row(export: Export) -> list[Any]:
    state = ExportState(export.state)
    gone = export.state == ExportState.DONE and export.dropped_at is not None
    return [
        {
            "text": _label(export),
            "href": reverse("listings:export-progress", args=[export.pk]),
            "sub": Format(export.format).label,
        },
        _("; ").join(
            _("%(head)s: %(parts)s") % {"head": what, "parts": which} for what, which in export.conditions
        ),
        {"text": _("Removed"), "tone": "neutral"} if gone else {"text": state.label, "tone": TONES[state]},
        f"{export.done:,}" if export.state == ExportState.DONE else "",
        _minute(export.asked_at),
        _minute(export.expires_at) if export.has_file and export.expires_at else "",
    ]


def _told(export: Export) -> dict[str, Any]:
    """Return what the page of an export says, prepared."""
    facts: list[tuple[str, Any]] = [
        (_("List"), _label(export)),
        (_("Format"), Format(export.format).label),
        *export.conditions,
        (_("Asked for at"), _minute(export.asked_at)),
    ]
    if export.state == ExportState.DONE:
        facts += [
            (_("As of"), _minute(export.known_at)),
            (_("Rows"), f"{export.done:,}"),
            (_("Size"), _size(export.size)),
            (_("Kept until"), _minute(export.expires_at) if export.has_file else _("removed")),
            (_("Digest of the rows"), {"text": export.keys_digest, "code": True}),
            (_("SHA-256 of the file"), {"text": export.sha256, "code": True}),
        ]
    sheet = SHEETS.get(export.page)
    address = sheet.address() if sheet else ""
    return {
        "label": _label(export),
        "facts_told": facts,
        "state_label": ExportState(export.state).label,
        "state_tone": TONES[ExportState(export.state)],
        "back": f"{address}?{export.query}" if export.query and address else address,
        "again": reverse("listings:export", args=[export.page])
        + (f"?{export.query}" if export.query else ""),
    }


def _minute(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"
