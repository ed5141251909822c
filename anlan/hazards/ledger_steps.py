"""The later steps of which a row of a ledger tells: in their order, each by somebody who had the right on that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.hazards.ledger_columns import PLAN
from anlan.hazards.ledger_past import Past, compare_deadline, on_record
from anlan.hazards.models import Grade
from anlan.imports import lookup
from anlan.imports.inputs import Stamp
from anlan.imports.kinds import Row, Run
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises

MAY = {
    "assign": (Permission.HAZARD_ASSIGN, gettext_lazy("assign hazards")),
    "claim": (Permission.HAZARD_CLAIM, gettext_lazy("report rectification")),
    "accept": (Permission.HAZARD_ACCEPT, gettext_lazy("accept rectification")),
    "look_back": (Permission.HAZARD_LOOK_BACK, gettext_lazy("look back")),
    "close_out": (Permission.HAZARD_CLOSE, gettext_lazy("close hazards out")),
}
BY = {
    "assign": "assigned_by",
    "plan": "rectified_by",
    "claim": "rectified_by",
    "accept": "accepted_by",
    "look_back": "looked_back_by",
    "close_out": "closed_by",
}
DEMANDED = ("assign", "claim", "accept")
"""Steps without which no later one was taken; a look back may be left out."""
ToTake = tuple[str, Actor, datetime, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the steps of a row stand on: the place, who found it and when, the bodies that the row names."""

    place: Premises
    finder: str
    found_at: datetime
    among: Sequence[int]


def steps_of(row: Row, run: Run, ground: Ground, past: Past | None) -> list[ToTake]:
    """Return the steps that are to be taken, each not before the one ahead of it; those on record are compared."""
    told = _told(row, past)
    steps: list[ToTake] = []
    at = ground.found_at
    defaults = {"assign": ground.finder}
    for step, column, given in told:
        who = BY[step]
        taken = on_record(row, past, step, (column, who), is_new=bool(steps)) if past else None
        if taken is not None:
            if step == "accept" and taken.names:
                defaults["close_out"] = taken.names[0]
            continue
        at = max(at, past.last.at) if past else at
        stamp: Stamp | None = row[column]
        when = stamp.after(at) if stamp else at
        if when < at:
            _too_early(row, column, past if past and not steps else None)
            return steps
        at = when
        actor = _taker(row, step, at, run, ground, defaults.get(step, ""))
        if actor is None:
            return steps
        if step == "accept":
            defaults["close_out"] = actor.username
        if step == "claim" and _wants_plan(row, past):
            steps.append(("plan", actor, at, {name: row[f"plan_{name}"] for name in PLAN}))
        more = {"due_at": row["due_at"].end} if step == "assign" else {}
        steps.append((step, actor, at, given | more))
    if past is not None:
        compare_deadline(row, past)
    return steps


def _wants_plan(row: Row, past: Past | None) -> bool:
    if past is None:
        return bool(row["grade"] == Grade.MAJOR)
    return past.hazard.grade == Grade.MAJOR and not past.hazard.plan_is_complete


def _too_early(row: Row, column: str, past: Past | None) -> None:
    if past is None:
        row.fault(column, _("It lies before the step ahead of it."), "at.before")
        return
    row.fault(
        column,
        _("It lies before the last step on record of %(number)s (%(day)s).")
        % {"number": past.hazard.number, "day": f"{past.last.day}"},
        "at.before",
    )


def _told(row: Row, past: Past | None) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the steps that a row holds in their order, with the column of their moment; note what is missing."""
    every = _every(row)
    known = {taken.step for taken in past.steps} if past else set()
    last = max((n for n, (_s, column, _g) in enumerate(every) if row[column] is not None), default=-1)
    if row["due_at"] is not None or row["assigned_by"]:
        last = max(last, 0)
    told = [
        step for n, step in enumerate(every[: last + 1]) if step[0] in DEMANDED or row[step[1]] is not None
    ]
    for step, column, _given in told:
        if step in ("claim", "accept") and row[column] is None and step not in known:
            row.fault(column, _("It is missing, though a later step has its day."), "step.missing")
    if told and row["due_at"] is None and "assign" not in known:
        row.fault("due_at", _("What was assigned has a deadline: fill it in."), "due.missing")
    return told if row.sound else []


def _every(row: Row) -> list[tuple[str, str, dict[str, Any]]]:
    """Return every later step with the column of its moment and its input; a look back may follow the closing."""
    acceptance = said(row["acceptance"], _("Accepted according to the ledger"), least=2)
    rectification = said(row["rectification"], _("Rectified according to the ledger"), least=4)
    looked: tuple[str, str, dict[str, Any]] = (
        "look_back",
        "looked_back_at",
        {"result": "cleared", "note": str(_("According to the ledger"))},
    )
    closed: tuple[str, str, dict[str, Any]] = ("close_out", "closed_at", {})
    looked_on, closed_on = row["looked_back_at"], row["closed_at"]
    is_after = looked_on is not None and closed_on is not None and looked_on.day > closed_on.day
    return [
        ("assign", "assigned_at", {"requirement": row["requirement"] or ""}),
        ("claim", "rectified_at", {"rectification": rectification}),
        ("accept", "accepted_at", {"acceptance": acceptance, "mode": "", "report": acceptance}),
        *((closed, looked) if is_after else (looked, closed)),
    ]


def said(text: str, otherwise: Any, *, least: int) -> str:
    """Return what a ledger says, or what stands for it; words too few for the step are quoted."""
    if not text:
        return str(otherwise)
    return text if len(text) >= least else str(_("According to the ledger: %(text)s") % {"text": text})


def _taker(row: Row, step: str, at: datetime, run: Run, ground: Ground, default: str) -> Actor | None:
    column = BY[step]
    permission, what = MAY[step]
    text = row[column] or default
    if not text:
        row.fault(column, _("It is missing, though the step has its day."), "step.nobody")
        return None
    place = ground.place

    def may(actor: Actor) -> bool:
        here = {"area_path": place.area_path, "sector_id": place.sector_id}
        return actor.holds(permission, organisation_id=place.operator_id, **here) is not None

    return lookup.person(row, column, text, at, run, may=may, what=what, bodies=ground.among)
