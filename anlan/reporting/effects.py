"""What the steps write into a due report."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken
from anlan.reporting import prefilled
from anlan.reporting.calendar import times
from anlan.reporting.facts import moment
from anlan.reporting.models import ReportKind

_KEPT = ("situation", "help_wanted", "difference_of", "difference_value", "difference_reason")


def due_of(_case: None, taken: Taken) -> dict[str, Any]:
    unit, day = taken.input["obliged"], taken.input["day"]
    opens_at, due_at, closes_at = times(unit.rule, day)
    body = unit.organisation
    return {
        "rule_id": unit.rule_id,
        "form": unit.rule.form,
        "axis": unit.rule.axis,
        "day": day,
        "organisation_id": body.pk,
        "area_id": body.area_id,
        "area_path": body.area.path,
        "phone": unit.phone,
        "opens_at": opens_at,
        "due_at": due_at,
        "closes_at": closes_at,
    }


def reported(due: Any, taken: Taken) -> dict[str, Any]:
    return {**_received(due, taken, ReportKind.REPORT), **_content(taken)}


def zero_reported(due: Any, taken: Taken) -> dict[str, Any]:
    against = prefilled.checked(due)
    return {
        **_received(due, taken, ReportKind.ZERO),
        "contradictions": prefilled.as_text(against),
        "explanation": taken.input["explanation"],
    }


def _received(due: Any, taken: Taken, kind: ReportKind) -> dict[str, Any]:
    at = moment(taken)
    return {
        "kind": kind.value,
        "first_kind": kind.value,
        "received_at": at,
        "is_on_time": at <= due.due_at,
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
