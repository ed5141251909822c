"""Rows of a ledger that read like a hazard on record or another row of the file (C37), or that say too little (C97).

A hint is no fault: the clerk decides, and merging can be undone. A run may be told to leave such rows out; then
they come back as rows to be corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.hazards import hollow
from anlan.hazards.likeness import MOST_COMPARED, WITHIN_DAYS, may_be_one
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.imports.kinds import Row, Run

WITHOUT_ALIKE = "without-alike"
_MOST_AT_ONCE = 4_000


@dataclass(frozen=True, slots=True)
class Known:
    """A finding to compare with: when, in which words, and what it is called."""

    on: date
    text: str
    name: str
    code: str

    def reads_like(self, on: date, text: str) -> bool:
        return abs((on - self.on).days) <= WITHIN_DAYS and may_be_one(text, self.text)


def hint(rows: Sequence[Row], run: Run) -> None:
    """Warn of rows that read much like another row of the file or a hazard of the same place, and of hollow words.

    One query a chunk.
    """
    fresh = [row for row in rows if row.ready and row.known is None]
    if not fresh:
        return
    above: dict[int, list[Known]] = run.memory.setdefault("hints", {})
    recorded = _recorded(fresh)
    for row in fresh:
        place, on = row.ready.place.pk, row["found_at"].day
        text = row["description"]
        _tell_of_words(row)
        known = [*above.get(place, ()), *recorded.get(place, ())]
        found = next((one for one in known if one.reads_like(on, text)), None)
        if found is not None:
            _tell(row, found, leave_out=WITHOUT_ALIKE in run.options)
        if row.sound:
            name = _("row %(row)s of this file") % {"row": row.number}
            of_place = above.setdefault(place, [])
            of_place.append(Known(on, text, name, "row.alike"))
            del of_place[:-MOST_COMPARED]


def _tell_of_words(row: Row) -> None:
    """Warn of words that say too little: those of the finding, and those of what was done about it."""
    finding, measure = row["description"], row["rectification"] or ""
    met = {"description": hollow.hints(finding), "rectification": hollow.hints_of_measure(measure, finding)}
    for column, told in met.items():
        if told:
            row.warn(column, " ".join(told), "hazard.hollow")


def _recorded(rows: Sequence[Row]) -> dict[int, list[Known]]:
    """Return what is on record of the places, of the days around."""
    days = [row["found_at"].day for row in rows]
    span = timedelta(days=WITHIN_DAYS)
    near = Hazard.objects.filter(
        premises__in={row.ready.place.pk for row in rows},
        found_on__range=(min(days) - span, max(days) + span),
    ).exclude(state__in=GONE_STATES)
    known: dict[int, list[Known]] = {}
    columns: Any = near.order_by("-pk").values_list("premises", "found_on", "description", "pk")
    for place, on, text, key in columns[:_MOST_AT_ONCE]:
        name = _("%(number)s of %(day)s") % {"number": f"YH{on:%Y}-{key:07d}", "day": f"{on}"}
        known.setdefault(place, []).append(Known(on, text, name, "hazard.alike"))
    return known


def _tell(row: Row, found: Known, *, leave_out: bool) -> None:
    if leave_out:
        row.fault(
            "description",
            _("Left out, as was asked for: reads much like %(other)s.") % {"other": found.name},
            found.code,
        )
        return
    row.warn(
        "description",
        _("Reads much like %(other)s: merge them if they are the same.") % {"other": found.name},
        found.code,
    )
