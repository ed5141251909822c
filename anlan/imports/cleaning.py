"""From the cells of a row to its cleaned values: faults stand at the column in which they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.imports.kinds import Kind, Row
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical, digest
from anlan.lifecycle.inputs import Text

ODD = {
    "cell.merged": _("The cell is merged with others. Unmerge it and fill each row."),
    "cell.formula": _("The cell holds a formula. Paste its value instead."),
    "cell.error": _("The cell holds an error value. Correct it."),
}


def clean(
    kind: Kind,
    columns: Mapping[str, int],
    number: int,
    cells: Sequence[Any],
    odd: Sequence[Sequence[Any]] = (),
) -> Row:
    """Return a row with its values cleaned and its natural key, or with the faults of its cells."""
    row = Row(number, {})
    strange = dict(reversed([(place, code) for place, code in odd]))
    for column in kind.columns:
        field = column.input
        name = field.name
        place = columns.get(name)
        raw = cells[place] if place is not None and place < len(cells) else ""
        if place in strange:
            row.fault(name, ODD[strange[place]], strange[place])
            continue
        if raw == "" and not field.required:  # of most columns a ledger says nothing
            row.values[name] = field.empty()
            continue
        if isinstance(field, Text) and not isinstance(raw, str):
            raw = str(raw)
        try:
            row.values[name] = field.clean(raw)
        except Invalid as fault:
            row.fault(name, fault.message, fault.code)
    if row.sound:
        row.key = kind.natural(row.values)[:200]
    return row


def content(kind: Kind, row: Row) -> str:
    """Return the digest of what a row says, to tell the same row from another with the same key."""
    said: dict[str, Any] = {}
    for column in kind.columns:
        value = row.values.get(column.input.name)
        value = value if value in (None, "") else column.input.journal(value)
        if value not in (None, ""):
            said[column.input.name] = value
    return digest(canonical(said)).hex()
