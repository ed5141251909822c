"""What the steps write into a due report."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.lifecycle.flow import Taken
from anlan.reporting import prefilled, rollup, stated
from anlan.reporting.calendar import times
from anlan.reporting.facts import moment
from anlan.reporting.groups import axis_of
from anlan.reporting.kinds import Axis
from anlan.reporting.models import ReportKind

_KEPT = ("situation", "help_wanted", "difference_of", "difference_value", "difference_reason")


def due_of(_case: None, taken: Taken) -> dict[str, Any]:
    unit, day = taken.input["obliged"], taken.input["day"]
    rule, body = unit.rule, unit.organisation
    demand = rule.demand
    axis = rule.axis if demand is None else axis_of(demand.unit_group, body)
    return {
        "form": rule.form,
        "axis": str(axis),
        "day": day,
        "turn": rule.turn,
        "organisation_id": body.pk,
        "area_id": body.area_id,
        "area_path": body.area.path,
        "above_id": None if axis == Axis.DEPARTMENT else body.area.parent_id,
        **_by_rule(unit, day),
    }


def _by_rule(unit: Any, day: date) -> dict[str, Any]:
    """Return what a version says of a due report: which it is, its times, who collects it."""
    at, demand = times(unit.rule, day), unit.rule.demand
    return {
        "rule_id": unit.rule_id,
        "collector_id": None if demand is None else demand.organisation_id,
        "phone": unit.phone,
        "opens_at": at.opens_at,
        "due_at": at.due_at,
        "late_after": at.late_after,
        "closes_at": at.closes_at,
    }


def adjusted(due: Any, taken: Taken) -> dict[str, Any]:
    """Move what was made ahead to what the rule says now; what was withdrawn is due again."""
    excuse = {"excused_at": None, "excused_reason": ""}
    return {**_by_rule(taken.input["obliged"], due.day), **excuse, "reminded_at": None}


def withdrawn(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"excused_at": moment(taken), "excused_reason": taken.input["reason"]}


def leader_told(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"told_leader_at": moment(taken)}


def lapsed(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"lapsed_at": moment(taken), "is_named": taken.input["named"] == "yes"}


def reported(due: Any, taken: Taken) -> dict[str, Any]:
    return {**_received(due, taken, ReportKind.REPORT), **_content(taken), **_more_below(due, taken)}


def _more_below(due: Any, taken: Taken) -> dict[str, Any]:
    """Return in which numbers the report says less than those below it together: flagged, not refused."""
    return {"below_more": rollup.as_text(rollup.smaller(due, stated.by(taken.input)))}


def zero_reported(due: Any, taken: Taken) -> dict[str, Any]:
    against = prefilled.against_zero(due)
    return {
        **_received(due, taken, ReportKind.ZERO),
        "contradictions": prefilled.as_text(against),
        "explanation": taken.input["explanation"],
    }


def _received(due: Any, taken: Taken, kind: ReportKind) -> dict[str, Any]:
    at = moment(taken)
    below_due, below_missing = rollup.count_below(due, at)
    return {
        "below_due": below_due,
        "below_missing": below_missing,
        "kind": kind.value,
        "first_kind": kind.value,
        "received_at": at,
        "is_on_time": at <= due.late_after,
        "client_at": taken.input["client_at"],
        "seen_at": taken.input["seen_at"] or at,
        "signed_by_id": taken.by.person_id,
        "version": 1,
    }


def _content(taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in _KEPT}


def amended(due: Any, taken: Taken) -> dict[str, Any]:
    """A new version; when it was received first stays, and with it whether it was on time."""
    at = moment(taken)
    return {
        **_content(taken),
        **_more_below(due, taken),
        "kind": ReportKind.REPORT.value,
        "seen_at": taken.input["seen_at"] or at,
        "version": due.version + 1,
        "amended_at": due.amended_at or at,
    }


def excused(_due: Any, taken: Taken) -> dict[str, Any]:
    return {
        "excused_by_id": taken.by.person_id,
        "excused_at": moment(taken),
        "excused_reason": taken.input["reason"],
    }


def reminded(_due: Any, taken: Taken) -> dict[str, Any]:
    return {"reminded_at": moment(taken)}


def called(due: Any, taken: Taken) -> dict[str, Any]:
    return {"calls": due.calls + 1, "called_at": moment(taken), "answer": taken.input["answer"]}
