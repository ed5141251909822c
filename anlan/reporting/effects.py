"""What the steps write into a due report."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken
from anlan.reporting import burden, content, prefilled
from anlan.reporting.calendar import times
from anlan.reporting.facts import moment
from anlan.reporting.models import ReportKind


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
    said = content.cleaned(due, taken.input)
    return {
        **_received(due, taken, ReportKind.REPORT, said.version.pk, said.typed_fields),
        **content.words_of(said),
    }


def zero_reported(due: Any, taken: Taken) -> dict[str, Any]:
    against = prefilled.against_zero(due)
    explanation = taken.input["explanation"]
    version = content.version_for(due)
    return {
        **_received(due, taken, ReportKind.ZERO, version.pk, 1 if explanation else 0),
        "contradictions": prefilled.as_text(against),
        "explanation": explanation,
    }


def _received(due: Any, taken: Taken, kind: ReportKind, form_version: int, typed: int) -> dict[str, Any]:
    at = moment(taken)
    return {
        "kind": kind.value,
        "first_kind": kind.value,
        "received_at": at,
        "is_on_time": at <= due.due_at,
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
    at = moment(taken)
    return {
        **content.words_of(content.cleaned(due, taken.input)),
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
