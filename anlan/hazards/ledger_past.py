"""What is on record of a hazard that a ledger names again: which of its steps were taken, and what contradicts them.

A ledger is sent every month; a number that was found in March may be accepted in the one of April. Steps on record are
not taken twice; those that are new take the case on (ADR 0026).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.likeness import ALIKE, likeness
from anlan.hazards.models import Category, Hazard
from anlan.imports.inputs import Stamp
from anlan.imports.kinds import Row, Run
from anlan.imports.past import Taken, steps_on_record
from anlan.kernel import clock

WORDS = {"assign": "requirement", "claim": "rectification", "accept": "acceptance"}
"""The column of a step's words, which is also their name in the journal."""


@dataclass(frozen=True, slots=True)
class Past:
    """A hazard on record with the steps that were taken."""

    hazard: Hazard
    steps: tuple[Taken, ...]

    @property
    def opening(self) -> Taken:
        return self.steps[0]

    @property
    def last(self) -> Taken:
        return self.steps[-1]

    def of(self, step: str) -> list[Taken]:
        return [taken for taken in self.steps if taken.step == step]


def pasts(rows: Iterable[Row], run: Run) -> dict[int, Past]:
    """Return the hazards that rows go on with, with their steps. Two queries a chunk, none without such rows."""
    keys = [row.known for row in rows if row.known is not None]
    if not keys:
        return {}
    taken = steps_on_record(keys, run)
    hazards = Hazard.objects.select_related("premises", "criterion").in_bulk(keys)
    return {key: Past(hazard, tuple(taken[key])) for key, hazard in hazards.items() if key in taken}


# -- the finding -----------------------------------------------------------------------------------------------


def compare_finding(row: Row, past: Past, place: Any) -> None:
    """Note what contradicts how the hazard was found; other words and another category are kept as on record."""
    hazard, opening = past.hazard, past.opening
    if place.pk != hazard.premises_id:
        _differs(row, "premises", past, hazard.premises.name)
    if row["found_at"].day != opening.day:
        _differs(row, "found_at", past, f"{opening.day}")
    if row["found_by"] not in opening.names:
        _differs(row, "found_by", past, opening.names[-1] if opening.names else _("the system"))
    if row["on_the_spot"] != hazard.on_the_spot:
        _differs(row, "on_the_spot", past, _("yes") if hazard.on_the_spot else _("no"))
    grades = {hazard.grade, opening.input.get("grade", hazard.grade)}
    if row["grade"] and row["grade"] not in grades:
        _differs(row, "grade", past, hazard.get_grade_display())
    if row["description"] != hazard.description:
        if likeness(row["description"], hazard.description) < ALIKE:
            _differs(row, "description", past, hazard.description[:60])
        else:
            _keeps(row, "description", hazard.description)
    if row["category"] and row["category"] != hazard.category:
        _keeps(row, "category", Category(hazard.category).label)


def _differs(row: Row, column: str, past: Past, recorded: Any) -> None:
    row.fault(
        column,
        _(
            "%(number)s is on record with “%(recorded)s”. Correct the cell, or the number if it is another hazard."
        )
        % {"number": past.hazard.number, "recorded": recorded},
        "row.differs",
    )


def _keeps(row: Row, column: str, recorded: Any) -> None:
    told = _("On record: “%(recorded)s”. That is kept.") % {"recorded": str(recorded)[:120]}
    row.warn(column, told, "words.kept")


# -- later steps -----------------------------------------------------------------------------------------------


def on_record(row: Row, past: Past, step: str, columns: tuple[str, str], *, is_new: bool) -> Taken | None:
    """Return the step as it is on record, or None where it is to be taken; note what contradicts it.

    `columns` are those of its day and of its person; `is_new` says that a step ahead of it is new.
    A claim that was sent back, or an acceptance after which the hazard was reopened, may be taken again.
    """
    day, who = columns
    stamp: Stamp | None = row[day]
    found = past.of(step)
    agreeing = [taken for taken in found if taken.agrees(stamp, row[who])]
    if agreeing:
        _compare_words(row, step, agreeing[-1])
        return agreeing[-1]
    if not found or is_new or (step != "look_back" and past.hazard.state in HAZARD_FLOW.steps[step].sources):
        return None
    last = found[-1]
    column = who if last.agrees(stamp, "") else day
    row.fault(
        column,
        _("%(number)s: “%(step)s” is on record for %(day)s by %(who)s; a step that was taken stays as it is.")
        % {
            "number": past.hazard.number,
            "step": HAZARD_FLOW.steps[step].label,
            "day": f"{last.day}",
            "who": last.names[-1] if last.names else _("the system"),
        },
        "step.differs",
    )
    return last


def _compare_words(row: Row, step: str, taken: Taken) -> None:
    """Note that other words are not taken over; a deadline other than that on record is a contradiction."""
    column = WORDS.get(step, "")
    recorded = taken.input.get(column, "")
    if column and row[column] and row[column] not in recorded:
        _keeps(row, column, recorded)


def compare_deadline(row: Row, past: Past) -> None:
    """Note a deadline that is neither the one set at an assignment nor the one that holds now."""
    if row["due_at"] is None:
        return
    given = [parse_datetime(str(taken.input.get("due_at") or "")) for taken in past.of("assign")]
    known = [at for at in [*given, past.hazard.due_at] if at is not None]
    if known and row["due_at"].day not in {clock.local_day(at) for at in known}:
        day = clock.local_day(past.hazard.due_at or known[-1])
        row.fault(
            "due_at",
            _("%(number)s: the deadline on record is %(day)s. Another one is asked for on the hazard's page.")
            % {"number": past.hazard.number, "day": f"{day}"},
            "step.differs",
        )
