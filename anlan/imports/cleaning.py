"""From the cells of a row to its cleaned values: faults stand at the column in which they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.encodings import LOST
from anlan.imports.kinds import Kind, Row
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical, digest
from anlan.lifecycle.inputs import Text

ODD = {
    "cell.merged": gettext_lazy("The cell is merged with others. Unmerge it and fill each row."),
    "cell.formula_empty": gettext_lazy(
        "The cell holds a formula that was never calculated. Type its value instead."
    ),
    "cell.mojibake": gettext_lazy(
        "The text of the cell is damaged (wrong encoding). Type it anew, or export it again."
    ),
    "cell.error": gettext_lazy("The cell holds an error value. Correct it."),
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
            _refuse(row, name, strange[place], raw)
            continue
        if isinstance(raw, str) and any(sign in raw for sign in LOST):
            _refuse(row, name, "cell.mojibake", raw)
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


def _refuse(row: Row, column: str, code: str, raw: Any) -> None:
    """Note a cell that cannot be taken; of a formula its last value is told, so that it can be pasted."""
    if code == "cell.formula" and raw == "":
        code = "cell.formula_empty"
    if code == "cell.formula":
        told = _("The cell holds a formula. Paste its value instead: %(value)s.") % {"value": str(raw)[:60]}
        row.fault(column, told, code)
        return
    row.fault(column, ODD[code], code)


def content(kind: Kind, row: Row) -> str:
    """Return the digest of what a row says, to tell the same row from another with the same key."""
    said: dict[str, Any] = {}
    for column in kind.columns:
        value = row.values.get(column.input.name)
        value = value if value in (None, "") else column.input.journal(value)
        if value not in (None, ""):
            said[column.input.name] = value
    return digest(canonical(said)).hex()
