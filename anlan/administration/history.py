"""The journal of administration's cases for a timeline, with the names of what a step was about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from anlan.administration.inputs import Sectors
from anlan.journal.models import Entry
from anlan.lifecycle.door import entry_input
from anlan.lifecycle.flow import Flow
from anlan.lifecycle.inputs import Reference
from anlan.lifecycle.models import Case
from anlan.lifecycle.pages import trail
from anlan.org.models import Post, Sector

MOST = 20
"""Cases told on one page; older ones are found from the post or the cell itself."""


def told(flow: Flow, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Return the entries of these cases, newest first; a few queries a case."""
    lines = [line for case in list(cases)[:MOST] for line in trail(flow, case)]
    entries = {entry.seq: entry for entry in Entry.objects.filter(seq__in=[line["seq"] for line in lines])}
    given = {seq: entry_input(entry) for seq, entry in entries.items()}
    names = _names(flow, [(entries[seq].step, values) for seq, values in given.items()])
    for line in lines:
        seq = line["seq"]
        line["details"] = _details(flow, entries[seq].step, given[seq], names, line["details"])
    return sorted(lines, key=lambda line: -line["seq"])


def _names(flow: Flow, taken: list[tuple[str, Any]]) -> dict[tuple[type[Any], int], str]:
    wanted: dict[type[Any], set[int]] = defaultdict(set)
    for step, values in taken:
        for item in flow.steps[step].form.inputs:
            if isinstance(item, Reference) and item.name in values:
                wanted[item.model].add(values[item.name])
    found: dict[tuple[type[Any], int], str] = {}
    for model, keys in wanted.items():
        rows = model.objects.filter(pk__in=keys)
        for row in rows.select_related("person") if model is Post else rows:
            found[model, row.pk] = f"{row.title} · {row.person.name}" if model is Post else str(row)
    return found


def _details(
    flow: Flow, step: str, values: Any, names: dict[tuple[type[Any], int], str], plain: list[Any]
) -> list[tuple[Any, Any]]:
    """Return what a step took in, in the order of its form: references by name, sectors by their labels."""
    shown = dict(plain)
    told_inputs: list[tuple[Any, Any]] = []
    for item in flow.steps[step].form.inputs:
        if item.name not in values:
            continue
        if isinstance(item, Reference):
            value = names.get((item.model, values[item.name]), "")
        elif isinstance(item, Sectors):
            value = _sector_labels(values[item.name])
        else:
            value = shown.get(item.label, values[item.name])
        told_inputs.append((item.label, value))
    return told_inputs


def _sector_labels(codes: str) -> str:
    found = {sector.code: sector.label for sector in Sector.objects.all()}
    return _(", ").join(found.get(code.strip(), code.strip()) for code in codes.split(","))
