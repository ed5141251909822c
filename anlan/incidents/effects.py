"""What the steps of an incident write on it. Grade, category and clocks follow from the numbers at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from anlan.incidents import clocks, terms
from anlan.incidents.facts import COUNTED
from anlan.incidents.forms import YES
from anlan.incidents.grading import Numbers, category, grade, is_at_least, reporting_grade
from anlan.incidents.kinds import IncidentGrade, IncidentKind, IncidentState
from anlan.incidents.models import CasualtyCount
from anlan.incidents.models.incident import numbers_of
from anlan.incidents.terms import Terms
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.org.models import Organisation
from anlan.supervision.superiors import Superiors


def classed(kind: str, numbers: Numbers, *, is_real: bool) -> dict[str, str]:
    """Return what follows from kind and numbers; a drill is in no count."""
    of = grade(numbers)
    return {
        "grade": of,
        "counted_grade": of if is_real else "",
        "reporting_grade": reporting_grade(numbers),
        "category": category(kind, numbers) if is_real else "",
    }


def _numbers(given: Mapping[str, Any], former: Numbers | None = None) -> Numbers:
    """Return the numbers that were given, for what was not the former ones."""
    base = former or Numbers()
    return Numbers(*(getattr(base, name) if given[name] is None else given[name] for name in COUNTED))


def _as_columns(numbers: Numbers) -> dict[str, int]:
    return {name: getattr(numbers, name) for name in COUNTED}


def must_be_investigated(kind: str, of: str) -> bool:
    """Tell whether decree 493 asks for an investigation report: of a graded production accident (art. 19, 29)."""
    return kind == IncidentKind.PRODUCTION and of != IncidentGrade.NONE


def terms_of(kind: str, at: datetime) -> Terms:
    """Return the terms by which what is done at a moment is judged. One query."""
    return terms.of(kind, clock.local_day(at))


def _call(taken: Taken, *, is_real: bool) -> dict[str, Any]:
    assert taken.via is not None
    given, numbers = taken.input, _numbers(taken.input)
    received = given["received_at"] or taken.at
    occurred = given["occurred_at"] or received
    kept = ("kind", "source", "place", "what")
    return {
        **{name: given[name] for name in kept},
        "is_real": is_real,
        "received_at": received,
        "occurred_at": occurred,
        "occurred_on": clock.local_day(occurred),
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "premises_id": given["premises"].pk if given["premises"] else None,
        "organisation_id": taken.via.organisation_id,
        "taken_by_id": taken.by.person_id,
        **_as_columns(numbers),
        "official_n": 1,
        "chosen_by_id": taken.by.person_id,
        "chosen_at": taken.at,
        **classed(given["kind"], numbers, is_real=is_real),
    }


def _taking(*, is_real: bool) -> Callable[[None, Taken], dict[str, Any]]:
    def taken_in(_case: None, taken: Taken) -> dict[str, Any]:
        columns = _call(taken, is_real=is_real)
        received: datetime = columns["received_at"]
        held = terms_of(columns["kind"], received)
        phone = clocks.by_phone(received, columns["reporting_grade"], held)
        columns |= {
            **{name: taken.input[name] for name in ("caller", "caller_body", "caller_phone", "already_told")},
            "superior_id": _superior(columns["organisation_id"], received),
            "chosen_reason": FIRST_REPORTED,
            "phone_due_at": phone.due_at if phone else None,
            "first_due_at": clocks.first_report(received, held).due_at,
        }
        return columns | _investigation(columns["kind"], columns["grade"], columns["occurred_at"], taken)

    return taken_in


FIRST_REPORTED = "接报时首次所报"  # stands in the record, beside reasons that people write
FROM_A_LEDGER = "台账所载"
call_of = _taking(is_real=True)
drill_of = _taking(is_real=False)


def _superior(organisation_id: int, at: datetime) -> int | None:
    """Return the office above; None at the top. Two queries."""
    owner = Organisation.objects.select_related("area").get(pk=organisation_id)
    above = Superiors(clock.local_day(at)).of(owner)
    return None if above is None or above.pk == organisation_id else above.pk


def _investigation(kind: str, of: str, occurred_at: datetime, taken: Taken) -> dict[str, Any]:
    if not must_be_investigated(kind, of):
        return {}
    due = clocks.investigation(occurred_at, terms_of(kind, occurred_at)).due_at
    return {"investigation_due_at": due, "investigation_owed_at": taken.at}


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    """Return an incident of the past as its ledger tells it: closed, its clocks run down."""
    given = taken.input
    columns = _call(taken, is_real=True)
    held = terms_of(given["kind"], given["received_at"])
    first_due = clocks.first_report(given["received_at"], held).due_at
    sent = given["first_sent_at"]
    return columns | {
        "chosen_reason": FROM_A_LEDGER,
        "first_due_at": first_due,
        "first_sent_at": sent,
        "first_in_time": sent is not None and sent <= first_due,
        "counts_reported": sent is not None,
        "counts_in_time": sent is not None and sent <= first_due,
        "closed_at": taken.at,
        "is_from_ledger": True,
    }


def amended(incident: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    columns = {
        **{name: given[name] for name in ("kind", "place", "what", "course", "measures", "occurred_at")},
        "occurred_on": clock.local_day(given["occurred_at"]),
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "premises_id": given["premises"].pk if given["premises"] else None,
        **classed(given["kind"], numbers_of(incident), is_real=incident.is_real),
    }
    if incident.investigated_at is None:
        owed = must_be_investigated(given["kind"], columns["grade"])
        due = None
        if owed:
            held = terms_of(given["kind"], given["occurred_at"])
            due = clocks.investigation(given["occurred_at"], held, incident.extended_days).due_at
        columns |= {"investigation_due_at": due, "investigation_owed_at": taken.at if owed else None}
    return columns


# -- numbers -----------------------------------------------------------------------------------------------------


def counted(incident: Any, taken: Taken) -> dict[str, Any]:
    """Return the official numbers, if the count becomes them; else nothing changes but the table of counts."""
    if taken.input["adopt"] != YES:
        return {}
    numbers = _numbers(taken.input, numbers_of(incident))
    return _official(incident, taken, numbers, incident.revision + 1)


def adopted(incident: Any, taken: Taken) -> dict[str, Any]:
    found = CasualtyCount.objects.get(incident=incident.id, n=taken.input["n"])
    given = {name: getattr(found, name) for name in COUNTED}
    return _official(incident, taken, _numbers(given, numbers_of(incident)), found.n)


def _official(incident: Any, taken: Taken, numbers: Numbers, n: int) -> dict[str, Any]:
    changed = numbers != numbers_of(incident)
    columns: dict[str, Any] = {
        **_as_columns(numbers),
        "official_n": n,
        "chosen_by_id": taken.by.person_id,
        "chosen_at": taken.at,
        "chosen_reason": taken.input["reason"] or incident.chosen_reason,
        **classed(incident.kind, numbers, is_real=incident.is_real),
    }
    held = terms_of(incident.kind, taken.at)
    phone = clocks.by_phone(taken.at, columns["reporting_grade"], held)
    if phone and (incident.phone_due_at is None or _reaches_the_province(incident, columns)):
        columns |= {"phone_due_at": phone.due_at, "phoned_at": None}
    if changed and incident.first_sent_at is not None and incident.supplement_due_at is None:
        columns["supplement_due_at"] = clocks.supplement(taken.at, held).due_at
    if incident.investigation_due_at is None:
        columns |= _investigation(incident.kind, columns["grade"], incident.occurred_at, taken)
    return columns


def _reaches_the_province(incident: Any, columns: dict[str, Any]) -> bool:
    """Tell whether another one must be told by telephone now: the level above was, and it became 较大."""
    before, now = incident.reporting_grade, columns["reporting_grade"]
    larger = IncidentGrade.LARGER
    return incident.phoned_at is not None and is_at_least(now, larger) and not is_at_least(before, larger)


# -- reports -----------------------------------------------------------------------------------------------------


def _sent(incident: Any, taken: Taken) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "reports": incident.reports + 1,
        "last_report_at": taken.at,
        "supplement_due_at": None,
    }
    held = terms_of(incident.kind, taken.at)
    if incident.state == IncidentState.ACTIVE:
        columns["follow_up_due_at"] = clocks.follow_up(taken.at, incident.reporting_grade, held).due_at
    larger = is_at_least(incident.reporting_grade, IncidentGrade.LARGER)
    if larger and incident.superior_id is not None and incident.pass_on_due_at is None:
        columns["pass_on_due_at"] = clocks.pass_on(taken.at, held).due_at
    return columns


def first_sent(incident: Any, taken: Taken) -> dict[str, Any]:
    in_time = taken.at <= incident.first_due_at
    return _sent(incident, taken) | {
        "first_sent_at": taken.at,
        "first_in_time": in_time,
        "counts_reported": incident.is_real,
        "counts_in_time": in_time and incident.is_real,
    }


def follow_up_sent(incident: Any, taken: Taken) -> dict[str, Any]:
    return _sent(incident, taken) | {"follow_ups": incident.follow_ups + 1}


def final_sent(incident: Any, taken: Taken) -> dict[str, Any]:
    return _sent(incident, taken) | {"final_sent_at": taken.at}


def phoned(_incident: Any, taken: Taken) -> dict[str, Any]:
    return {"phoned_at": taken.at}


def passed_on(_incident: Any, taken: Taken) -> dict[str, Any]:
    return {"passed_on_at": taken.at}


def rescue_ended(incident: Any, taken: Taken) -> dict[str, Any]:
    held = terms_of(incident.kind, incident.occurred_at)
    due = clocks.final_report(incident.occurred_at, taken.at, held).due_at
    return {"ended_at": taken.at, "final_due_at": due, "follow_up_due_at": None}


def resumed(incident: Any, taken: Taken) -> dict[str, Any]:
    """Return what rescue that goes on again sets: follow-ups are owed anew, what was final is not."""
    last = incident.last_report_at
    held = terms_of(incident.kind, taken.at)
    due = clocks.follow_up(taken.at, incident.reporting_grade, held).due_at if last else None
    return {"ended_at": None, "final_due_at": None, "final_sent_at": None, "follow_up_due_at": due}


# -- investigation and end -----------------------------------------------------------------------------------------


def investigated(incident: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "investigated_at": taken.at,
        "investigation": f"{given['reference']}\n{given['words']}",
        "reply_due_at": clocks.reply(taken.at, incident.grade, terms_of(incident.kind, taken.at)).due_at,
    }


def extended(incident: Any, taken: Taken) -> dict[str, Any]:
    days = incident.extended_days + taken.input["days"]
    held = terms_of(incident.kind, incident.occurred_at)
    return {
        "extended_days": days,
        "investigation_due_at": clocks.investigation(incident.occurred_at, held, days).due_at,
        "investigation_owed_at": taken.at,
    }


def replied(_incident: Any, taken: Taken) -> dict[str, Any]:
    return {"replied_at": taken.at}


def closed(_incident: Any, taken: Taken) -> dict[str, Any]:
    return {"closed_at": taken.at}


def reopened(_incident: Any, _taken: Taken) -> dict[str, Any]:
    return {"closed_at": None}


def merged(incident: Any, taken: Taken) -> dict[str, Any]:
    return {"merged_into_id": taken.input["into"].pk, "former_state": incident.state}


def set_aside(incident: Any, _taken: Taken) -> dict[str, Any]:
    return {"former_state": incident.state}


def restored(_incident: Any, _taken: Taken) -> dict[str, Any]:
    return {"merged_into_id": None}


def as_before(incident: Any, _taken: Taken) -> str:
    """Return the state from which it was set aside."""
    return str(incident.former_state)
