"""What the steps write: the columns of registers, tasks and parts, and a task's number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection

from anlan.assignments import duties, facts
from anlan.assignments.kinds import CYCLE_DAYS, STUDYING, Cycle
from anlan.assignments.models import AssignedTask, Attendance, TaskCounter, TaskState
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.org.calendar import CLOSE_OF_WORK
from anlan.search.indexing import touch

_COUNTER = TaskCounter._meta.db_table
_NEXT = (
    f"INSERT INTO {_COUNTER} (issuer_id, year, last) VALUES (%s, %s, 1) "  # noqa: S608 -- the table's own name
    f"ON CONFLICT (issuer_id, year) DO UPDATE SET last = {_COUNTER}.last + 1 RETURNING last"
)


def _picked(taken: Taken, *names: str) -> dict[str, Any]:
    return {name: taken.input[name] for name in names}


def _in_register(taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "is_from_ledger": taken.ledger,
    }


# -- registers -------------------------------------------------------------------------------------------------


def term_of(_case: None, taken: Taken) -> dict[str, Any]:
    return term_told(None, taken) | _in_register(taken)


def term_told(_case: Any, taken: Taken) -> dict[str, Any]:
    return _picked(taken, "name", "title", "leads", "rank", "first_day", "last_day")


def meeting_of(_case: None, taken: Taken) -> dict[str, Any]:
    return meeting_told(None, taken) | _in_register(taken) | {"recorded_by_id": taken.by.person_id}


def meeting_told(_case: Any, taken: Taken) -> dict[str, Any]:
    names = (
        "kind", "title", "held_at", "place", "topics", "attendees", "agenda", "requirement", "issues_raised",
        "issues_resolved", "minutes_reference",
    )  # fmt: skip
    is_safety = taken.input["is_safety"] == "yes"
    return _picked(taken, *names) | {
        "chair_id": taken.input["chair"].pk,
        "held_on": clock.local_day(taken.input["held_at"]),
        "is_safety": is_safety,
        "is_study": is_safety and taken.input["kind"] in STUDYING,
    }


def activity_of(_case: None, taken: Taken) -> dict[str, Any]:
    return activity_told(None, taken) | _in_register(taken) | {"recorded_by_id": taken.by.person_id}


def activity_told(_case: Any, taken: Taken) -> dict[str, Any]:
    meeting = taken.input["meeting"]
    return _picked(taken, "kind", "occasion", "happened_at", "place", "requirement", "source") | {
        "leader_id": taken.input["leader"].pk,
        "happened_on": clock.local_day(taken.input["happened_at"]),
        "meeting_id": meeting.pk if meeting else None,
    }


# -- tasks -----------------------------------------------------------------------------------------------------


def closing(day: date) -> datetime:
    """Return the close of work of a day: what is due on it is due by then."""
    return datetime.combine(day, CLOSE_OF_WORK, tzinfo=clock.SHANGHAI)


def task_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given = taken.input
    whole, origin = given["split_of"], given["origin"]
    return {
        **_picked(taken, "source", "source_reference", "paper_number", "title", "content", "standard"),
        **_picked(taken, "person_in_charge"),
        **_led(given["lead"], given["due_on"]),
        "year": clock.local_day(taken.at).year,
        "meeting_id": given["meeting"].pk if given["meeting"] else None,
        "is_safety": given["is_safety"] == "yes",
        "counts": 0 if whole else 1,
        "split_of_id": whole.pk if whole else None,
        "cycle_days": CYCLE_DAYS[Cycle(given["cycle"])],
        "issuer_id": taken.via.organisation_id,
        "issuer_path": taken.via.area_path,
        "issued_on": clock.local_day(taken.at),
        "origin_kind": origin.kind if origin else "",
        "origin_id": origin.pk if origin else None,
        "is_from_ledger": taken.ledger,
    }


def _led(lead: Any, due_on: date) -> dict[str, Any]:
    return {
        "lead_id": lead.pk,
        "area_id": lead.area_id,
        "area_path": lead.area.path,
        "due_at": closing(due_on),
    }


def number_it(task: Any, taken: Taken, _seq: int) -> None:
    """Give the next number of the issuer's year; the journal's head is held, so no number is skipped or given twice."""
    facts.still_stands(task, taken)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [task.issuer_id, task.year])
        number = int(cursor.fetchone()[0])
    AssignedTask.objects.filter(pk=task.id).update(number=number)


_UNASKED: dict[str, Any] = {"feedback_due_at": None, "asked_until": None, "asked_reason": ""}


def signed(task: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": "", **_next(task, taken)}


def _next(task: Any, taken: Taken) -> dict[str, Any]:
    deadline = duties.next_feedback(task, taken.at)
    return {"feedback_due_at": deadline.due_at if deadline else None}


def fed_back(task: Any, taken: Taken) -> dict[str, Any]:
    return {"progress": taken.input["progress"], **_next(task, taken)}


def because(_task: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": taken.input["reason"]}


def transferred(_task: Any, taken: Taken) -> dict[str, Any]:
    """A new lead begins anew: what the former one asked for or owed ends with him."""
    return {
        **_led(taken.input["lead"], taken.input["due_on"]),
        "reason": taken.input["reason"],
        **_UNASKED,
    }


def extension_asked(_task: Any, taken: Taken) -> dict[str, Any]:
    return {"asked_until": taken.input["until"], "asked_reason": taken.input["reason"]}


def extension_decided(task: Any, taken: Taken) -> dict[str, Any]:
    decided: dict[str, Any] = {"asked_until": None, "asked_reason": "", "reason": taken.input["reason"]}
    if taken.input["decision"] == "grant":
        decided |= {"due_at": closing(task.asked_until), "extensions": task.extensions + 1}
    return decided


def submitted(_task: Any, taken: Taken) -> dict[str, Any]:
    return {
        "result": taken.input["result"],
        "submitted_by_id": taken.by.person_id,
        "submitted_at": taken.at,
        "asked_until": None,
        "asked_reason": "",
    }


def sent_back(task: Any, taken: Taken) -> dict[str, Any]:
    return {
        "reason": taken.input["reason"],
        "submitted_by_id": None,
        "submitted_at": None,
        "verified_by_id": None,
        "verified_at": None,
        **_next(task, taken),
    }


def verified(_task: Any, taken: Taken) -> dict[str, Any]:
    return {"verified_by_id": taken.by.person_id, "verified_at": taken.at, "reason": ""}


def closed(task: Any, taken: Taken) -> dict[str, Any]:
    """Close it; on time is what was submitted by its due moment, of a split or merged task what that depends on."""
    on_time = _on_time(task)
    return {
        "closed_by_id": taken.by.person_id,
        "closed_at": taken.at,
        "is_on_time": on_time,
        "counts_on_time": on_time and bool(task.counts),
    }


def _on_time(task: Any) -> bool:
    if task.state == TaskState.SPLIT:
        pieces = AssignedTask.objects.standing().filter(split_of=task.id)
        return not pieces.filter(is_on_time=False).exists()
    if task.state == TaskState.MERGED:
        return AssignedTask.objects.filter(pk=task.merged_into_id, is_on_time=True).exists()
    return bool(task.submitted_at and task.submitted_at <= task.due_at)


def merged(_task: Any, taken: Taken) -> dict[str, Any]:
    return {"merged_into_id": taken.input["into"].pk, "reason": taken.input["reason"], **_UNASKED}


def split(_task: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": taken.input["reason"], **_UNASKED}


def void(_task: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": taken.input["reason"], "merged_into_id": None}


def taken_back(_task: Any, _taken: Taken) -> dict[str, Any]:
    """What a ledger entered was never there: nobody closed it either."""
    return {"merged_into_id": None, "closed_by_id": None, "closed_at": None}


# -- parts -----------------------------------------------------------------------------------------------------


def part_of(_part: None, taken: Taken) -> dict[str, Any]:
    task, unit = taken.input["task"], taken.input["organisation"]
    return {
        "task_id": task.pk,
        "organisation_id": unit.pk,
        "area_id": unit.area_id,
        "area_path": unit.area.path,
        "issuer_id": task.issuer_id,
        "issuer_path": task.issuer_path,
        "content": taken.input["content"],
        "joined_on": clock.local_day(taken.at),
        "due_at": task.due_at,
        "is_from_ledger": taken.ledger,
    }


def part_ended(_part: Any, taken: Taken) -> dict[str, Any]:
    return {"result": taken.input["result"], "ended_at": taken.at, "ended_by_id": taken.by.person_id}


def part_reopened(_part: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": None, "ended_by_id": None}


def part_follows(_part: Any, taken: Taken) -> dict[str, Any]:
    return {"due_at": closing(taken.input["until"])}


def meeting_beside(meeting: Any, taken: Taken, seq: int) -> None:
    """Look at the chair again, write who came, and let a corrected meeting be found by its new words."""
    facts.still_in_post(meeting, taken, seq)
    if meeting.revision > 1:
        Attendance.objects.filter(meeting=meeting.id).delete()
    Attendance.objects.bulk_create(
        Attendance(
            meeting_id=meeting.id,
            organisation_id=one.organisation_id,
            coming=one.coming,
            deputy=one.deputy,
            position=position,
        )
        for position, one in enumerate(taken.input["attendance"])
    )
    if meeting.revision > 1:
        touch("meeting", [meeting.id])
