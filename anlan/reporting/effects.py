"""What the steps write into a due report."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.lifecycle.flow import Taken
from anlan.reporting import burden, content, prefilled, rollup, stated
from anlan.reporting.calendar import times
from anlan.reporting.facts import moment
from anlan.reporting.groups import axis_of
from anlan.reporting.kinds import Axis
from anlan.reporting.models import ReportKind


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
    said = content.cleaned(due, taken.input)
    return {
        **_received(due, taken, ReportKind.REPORT, said.version.pk, said.typed_fields),
        **content.words_of(said),
        **_more_below(due, said),
    }


def _more_below(due: Any, said: content.Content) -> dict[str, Any]:
    """Return in which numbers the report says less than those below it together: flagged, not refused."""
    return {"below_more": rollup.as_text(rollup.smaller(due, stated.by(said)))}


def zero_reported(due: Any, taken: Taken) -> dict[str, Any]:
    against = prefilled.checked(due)
    explanation = taken.input["explanation"]
    version = content.version_for(due)
    return {
        **_received(due, taken, ReportKind.ZERO, version.pk, 1 if explanation else 0),
        "contradictions": prefilled.as_text(against),
        "explanation": explanation,
    }


def _received(due: Any, taken: Taken, kind: ReportKind, form_version: int, typed: int) -> dict[str, Any]:
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
        "form_version_id": form_version,
        "version": 1,
        "typed_fields": typed,
        **burden.took(due, taken.input, at),
    }


def amended(due: Any, taken: Taken) -> dict[str, Any]:
    """A new version; when it was received first stays, with it whether it was on time, and the form it was sent in."""
    at, said = moment(taken), content.cleaned(due, taken.input)
    return {
        **content.words_of(said),
        **_more_below(due, said),
        "kind": ReportKind.REPORT.value,
        "seen_at": taken.input["seen_at"] or at,
        "version": due.version + 1,
        "amended_at": due.amended_at or at,
    }


def write_values(due: Any, taken: Taken, _seq: int) -> None:
    """Write what the report says in the fields of its form beside it."""
    content.write(due, content.cleaned(due, taken.input))


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
