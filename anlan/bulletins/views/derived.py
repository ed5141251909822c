"""What hands changed in an issue, each paragraph and number beside what the section files and records give."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.bulletins import composing, editing
from anlan.bulletins.models import Issue, Signed, Version
from anlan.bulletins.views.issue import visible
from anlan.documents.compose import Composed, fill
from anlan.documents.diff import differ
from anlan.documents.model import Block, Origin, Paragraph, Quote, Style, from_data
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate_all
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.BULLETIN_READ)
def derived(request: ActedRequest, pk: int) -> HttpResponse:
    """Show an issue's paragraphs that were written by hand against those derived, and its numbers against the
    records."""
    issue = visible(request, pk)
    with snapshot():
        paragraphs, numbers = compared(issue)
    return render(
        request, "bulletins/derived.html", {"issue": issue, "paragraphs": paragraphs, "numbers": numbers}
    )


def compared(issue: Issue) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return what differs: paragraphs, each as derived and as printed; numbers, each as recorded and as printed.

    Derived is the first version's text, filled with what is known: of a signed issue with what was known then.
    """
    signed = Signed.objects.filter(pk=issue.pk).first()
    known = Known(signed.known_seq, signed.known_at, latest=False) if signed else Known.now()
    first = Version.objects.get(issue=issue, number=1)
    filled = fill(editing.passages(first.passages), composing.setting_of(issue, known))
    was = {block.key: _words(block) for block in filled.blocks if isinstance(block, Paragraph)}
    blocks = (
        from_data(signed.composition).blocks
        if signed
        else composing.of_issue(issue, known=known).document.blocks
    )
    now = {block.key: _words(block) for block in blocks if isinstance(block, Paragraph)}
    changed = editing.by_hand(issue)
    rows = []
    for key in [*was, *(key for key in now if key not in was)]:
        if key in changed or key not in now:
            what = _("left out") if key not in now else _("written by hand") if key not in was else ""
            rows.append({"key": key, "what": what, "changes": differ(was.get(key, ""), now.get(key, ""))})
    return rows, _numbers(blocks, filled)


def _words(block: Paragraph) -> str:
    """Return a paragraph's text without the headings at its head, whose numbers move with what stands before."""
    heads = (Style.FIRST, Style.SECOND)
    return "".join(run.text for run in block.runs if isinstance(run, Quote) or run.style not in heads)


def _numbers(blocks: tuple[Block, ...], filled: Composed) -> list[dict[str, str]]:
    """Return the numbers that a hand gave, beside what the records give."""
    setting = filled.setting
    runs = [
        run
        for block in blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if isinstance(run, Quote)
    ]
    typed = [run for run in runs if run.origin != Origin.FIGURE]
    codes = sorted({run.code for run in typed if run.code and REGISTRY.find(run.code)})
    values = (
        evaluate_all(codes, cut=Cut.of(setting.area), period=setting.period, known=setting.known)
        if codes
        else {}
    )
    rows = []
    for run in typed:
        value = values.get(run.code)
        true = run.number or ("—" if value is None else str(value.number))
        rows.append(
            {
                "name": str(value.figure.name) if value else "",
                "printed": run.text,
                "true": true,
                "source": run.title,
                "kind": _("overridden") if run.origin == Origin.OVERRIDE else _("typed"),
            }
        )
    return rows
