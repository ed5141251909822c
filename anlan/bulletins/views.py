"""The page of the bulletin: composed for a day from live figures, every number a link to its rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.bulletins.compose import as_text, draft
from anlan.documents.compose import Chip, Document
from anlan.figures.evaluation import Value
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@needs(Permission.BULLETIN_READ)
def compose_page(request: ActedRequest) -> HttpResponse:
    """Show the draft of a day; `format=txt` gives it as a text file with its annex."""
    on = parameters.day(request.GET, "on") or clock.today()
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    as_file = bool(parameters.choice(request.GET, "format", ("txt",)))
    with snapshot():
        issue = draft(on=on, language=language, area=_own_area(request.actor))
        text = as_text(issue) if as_file else ""
    if as_file:
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="bulletin-{on.isoformat()}.txt"'
        return response
    blocks = [_block(block, issue.document) for block in issue.document.blocks]
    columns, rows = _sources(issue.document)
    context = {"issue": issue, "blocks": blocks, "on": on, "sources_columns": columns, "sources": rows}
    return render(request, "bulletins/compose.html", context)


def _sources(document: Document) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table that says of each printed figure what it is, exactly, and where its records are."""
    printed = {chip.value.figure.code: chip.text for chip in document.chips}
    values = {chip.value.figure.code: chip.value for chip in document.chips}
    columns: list[dict[str, Any]] = [
        {"label": _("Figure"), "kind": "wide"},
        {"label": _("As printed"), "kind": "num"},
        {"label": _("Exactly"), "kind": "num"},
        {"label": _("Records")},
        {"label": _("Code"), "kind": "code"},
    ]
    rows = [
        [
            {"text": value.figure.name, "sub": value.figure.definition},
            printed[value.figure.code],
            str(value.number),
            {"text": _("Open"), "href": address(value, document.area.code)},
            value.figure.code,
        ]
        for value in values.values()
    ]
    return columns, rows


def _own_area(actor: Actor) -> Area:
    """Return the widest area that the reader's posts may read bulletins of."""
    posts = [post for post in actor.posts if Permission.BULLETIN_READ in post.permissions]
    return Area.objects.get(path=min((post.area_path for post in posts), key=lambda path: path.count("/")))


def address(value: Value, area_code: str) -> str:
    """Return the page that opens a printed number: its figure, area, period and moment of knowledge."""
    query = {
        "area": area_code,
        "from": value.period.first.isoformat(),
        "to": value.period.last.isoformat(),
        "known_at": value.known.at.astimezone(clock.SHANGHAI).replace(tzinfo=None).isoformat(),
    }
    return reverse("figures:detail", args=[value.figure.code]) + "?" + urlencode(query)


def _block(block: Any, document: Document) -> dict[str, Any]:
    runs = [
        {
            "text": run.text,
            "href": address(run.value, document.area.code),
            "title": str(run.value.figure.name),
        }
        if isinstance(run, Chip)
        else {"text": run}
        for run in block.runs
    ]
    rows = [
        (
            name,
            [
                {"text": cell.text, "href": address(document.values[cell.code], cell.area_code)}
                for cell in cells
            ],
        )
        for name, cells in block.rows
    ]
    return {"heading": block.heading, "runs": runs, "header": block.header, "rows": rows}
