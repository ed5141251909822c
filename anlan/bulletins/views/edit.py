"""The editor: a form a paragraph, which works without JavaScript; a conflict shows both texts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anlan.bulletins import checks, composing, editing
from anlan.bulletins.flow import BULLETIN_FLOW, EDITABLE
from anlan.bulletins.guards import CONFLICT
from anlan.bulletins.models import Issue, SpecialSeries, Version
from anlan.bulletins.obstacles import Obstacle
from anlan.bulletins.paper import block_data
from anlan.bulletins.views.issue import visible
from anlan.bulletins.wording import claims_in
from anlan.documents.compose import fill, printed, word
from anlan.documents.diff import differ
from anlan.documents.model import Fault
from anlan.documents.model import Paragraph as ParagraphBlock
from anlan.documents.tokens import FigureToken, TypedToken, WordToken, split
from anlan.documents.unmarked import unmarked
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.kernel import parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

STEPS = ("write", "add", "remove", "move", "head")


@needs(Permission.BULLETIN_EDIT)
def edit(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the editor of an issue; one that is not open to writing leads to its page."""
    issue = visible(request, pk)
    if issue.state not in EDITABLE:
        messages.info(request, _("An issue is written in while it is a draft or was returned."))
        return redirect("bulletins:detail", pk=pk)
    return _page(request, issue)


def _page(
    request: ActedRequest,
    issue: Issue,
    *,
    error: AnlanError | None = None,
    step: str = "",
    raw: dict[str, Any] | None = None,
) -> HttpResponse:
    raw = raw or {}
    with snapshot():
        written = composing.of_issue(issue)
        found = checks.obstacles(issue, written)
    blocks: dict[str, list[dict[str, Any]]] = {}
    for block, key in _keyed(issue, written.document.blocks):
        blocks.setdefault(key, []).append(
            block_data(block, [one for one in found if one.paragraph == key and one.words])
        )
    rows = [
        {
            **{
                name: row.get(name, "")
                for name in ("key", "text", "first", "second", "section", "fault", "at")
            },
            "blocks": blocks.get(row["key"], []),
            "amiss": [
                one for one in found if one.paragraph in (row["key"], row.get("section")) and one.blocks
            ],
            **(
                {n: raw.get(n, "") for n in ("text", "first", "second")}
                if raw.get("paragraph") == row["key"] and step == "write"
                else {}
            ),
            "error": error if raw.get("paragraph") == row["key"] else None,
        }
        for row in issue.passages
    ]
    context = {
        "issue": issue,
        "rows": rows,
        "key": uuid7(),
        "error": error if step in ("head", "add") or not raw.get("paragraph") else None,
        "step": step,
        "raw": raw,
        "palette": _palette(),
        "specials": _specials(issue),
        "most": editing.MOST_CHARACTERS,
    }
    return render(request, "bulletins/edit.html", context, status=error.status if error else 200)


def _keyed(issue: Issue, blocks: Any) -> list[tuple[Any, str]]:
    """Return each block with the key of the paragraph that it came from: tables and faults follow their heading."""
    found, keys = [], iter(row["key"] for row in issue.passages)
    current = ""
    for block in blocks:
        if isinstance(block, Fault) and block.section == composing.TEMPLATE:
            continue  # a figure of the template, not of a paragraph
        key = getattr(block, "key", "")
        if isinstance(block, ParagraphBlock) and not key.endswith("-head"):
            while current != key:
                current = next(keys)
            found.append((block, key))
        elif isinstance(block, ParagraphBlock):
            while current != key.removesuffix("-head"):
                current = next(keys)
            found.append((block, current))
        else:
            plain = (
                not found or found[-1][1] != current or not getattr(found[-1][0], "key", "").endswith("-head")
            )
            current = next(keys) if plain else current
            found.append((block, current))
    return found


def _palette() -> list[dict[str, str]]:
    """Return the figures that can be quoted, as the editor's list shows them: in their own order, app by app.

    The order of declaration is that of meaning: bands of age from young to old, not by their codes.
    """
    return [
        {
            "code": figure.code,
            "name": str(figure.name),
            "unit": figure.unit,
            "group": REGISTRY.group_of(figure)[1],
        }
        for figure in sorted(REGISTRY, key=lambda figure: REGISTRY.group_of(figure)[0])
        if figure.reserved is None
    ]


def _specials(issue: Issue) -> list[tuple[str, str]]:
    rows = SpecialSeries.objects.filter(series=issue.series_id).order_by("-first_on", "-pk")
    return [("", "—"), *((str(one.pk), one.label) for one in rows)]


@needs(Permission.BULLETIN_EDIT)
@require_POST
def write(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of writing; a conflict shows both texts, any other refusal the editor with what was typed."""
    issue = visible(request, pk)
    if step not in STEPS:
        return redirect("bulletins:edit", pk=pk)
    raw = {item.name: request.POST.get(item.name, "") for item in BULLETIN_FLOW.steps[step].form.inputs}
    key = request.POST.get("key") or uuid7()
    try:
        outcome = door.apply(BULLETIN_FLOW, pk, step, by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        issue = visible(request, pk)
        if error.code == CONFLICT:
            return _conflict(request, issue, step, raw, error)
        if issue.state not in EDITABLE:
            messages.error(request, str(error))
            return redirect("bulletins:detail", pk=pk)
        return _page(request, issue, error=error, step=step, raw=raw)
    messages.success(request, _("Saved as version %(n)s.") % {"n": _version(outcome.seq)})
    place = raw.get("paragraph") or raw.get("after") or ""
    return redirect(
        reverse("bulletins:edit", args=[pk]) + (f"#p-{place}" if place and step != "remove" else "")
    )


def _version(seq: int) -> int:
    return Version.objects.values_list("number", flat=True).get(seq=seq)


def _conflict(
    request: ActedRequest, issue: Issue, step: str, raw: dict[str, Any], error: AnlanError
) -> HttpResponse:
    """Show the text that somebody wants to save beside the one that stands, and what both began from."""
    row = editing.find(issue.passages, raw["paragraph"]) or {}
    seen = parameters.whole(raw, "seen") or 1
    before = Version.objects.filter(issue=issue, number__lte=seen).order_by("-number").first()
    base = editing.find(before.passages, raw["paragraph"]) if before else None
    since = list(
        Version.objects.filter(issue=issue, number__gt=seen).select_related("by").order_by("number")[:50]
    )
    theirs, mine = row.get("text", ""), raw.get("text", "")
    began = (base or {}).get("text", "")
    context = {
        "issue": issue,
        "step": step,
        "row": row,
        "raw": raw,
        "error": error,
        "key": uuid7(),
        "base": began,
        "theirs": differ(began, theirs),
        "mine": differ(began, mine),
        "apart": differ(theirs, mine),
        "since": [
            one
            for one in since
            if (editing.find(one.passages, raw["paragraph"]) or {}).get("at") == one.number
        ],
        "most": editing.MOST_CHARACTERS,
    }
    return render(request, "bulletins/conflict.html", context, status=409)


@needs(Permission.BULLETIN_EDIT)
@require_http_methods(["POST"])
def preview(request: ActedRequest, pk: int) -> HttpResponse:
    """Return a paragraph as it would be printed, for the editor's own page: nothing is written."""
    issue = visible(request, pk)
    text = request.POST.get("text", "")[: editing.MOST_CHARACTERS]
    row: editing.Row = {"key": "preview", "text": text, "first": "", "second": ""}
    with snapshot():
        setting = composing.setting_of(issue)
        composed = fill(editing.passages([row]), setting, replaced=composing.replaced(issue))
    amiss = [
        Obstacle("typed", _("typed by hand"), paragraph="preview", words=one.text) for one in unmarked(text)
    ] + claims_in(composed, setting)
    return render(
        request,
        "bulletins/_preview.html",
        {"blocks": [block_data(block, amiss) for block in composed.blocks], "chips": _chips(text, composed)},
    )


def _chips(text: str, composed: Any) -> list[dict[str, str]]:
    """Return each token of a text with what it prints, for the editor that shows chips."""
    shown = []
    for part in split(text):
        if isinstance(part, FigureToken) and part.key in composed.values:
            value = composed.values[part.key]
            shown.append(
                {
                    "token": part.source,
                    "text": printed(value, bare=part.bare, language=composed.setting.language),
                }
            )
        elif isinstance(part, TypedToken):
            shown.append({"token": part.source, "text": part.text})
        elif isinstance(part, WordToken):
            shown.append({"token": part.source, "text": word(part, composed.setting)})
    return shown
