"""What each step writes on a visit's own row, and beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from anlan.checklists.models import ChecklistItem
from anlan.inspections.models import (
    Answer,
    MemberRole,
    Outcome,
    Result,
    VisitMember,
)
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.premises.models import Premises

PICTURES = ("glass", "paper")
"""Inputs that are photographs: they hang on the entry, not on the visit's row."""
ON_EXPERTS: list[Callable[[Sequence[int]], None]] = []
"""Who is told that the experts of visits are others now: the apps above put themselves in."""
BEFORE_EXPERTS: list[Callable[[Sequence[int]], None]] = []
"""Who locks what it will write then: cases are locked before the journal's head, never after it."""


def counted(visit: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that measures read, from those that they follow from."""
    inspected, hidden = visit["outcome"] == Outcome.INSPECTED, visit["is_masked"]
    counts = inspected and not hidden
    four = counts and not missing(visit)
    return {
        "is_counted": counts,
        "is_unmet": not inspected and not hidden,
        "is_led_with_expert": counts and bool(visit["leader_name"]) and visit["has_expert"],
        "is_four": four,
        "is_four_submitted": four and visit["submitted_at"] is not None,
    }


def missing(visit: dict[str, Any]) -> list[str]:
    """Return which of the four (expert, focus, checklist, result) a visit lacks (domain brief §1.4, 2.3d).

    A result is recorded when the situation is written down or every item that applies is answered.
    """
    answered = 0 < visit["items_answered"] == visit["items_applicable"]
    there = {
        "expert": visit["has_expert"],
        "focus": bool(visit["focus"]),
        "checklist": visit["checklist_id"] is not None and visit["items_answered"] > 0,
        "result": bool(visit["situation"]) or answered,
    }
    return [name for name, holds in there.items() if not holds]


def with_counts(case: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes with the columns that follow from them."""
    return changes | counted({**vars(case), **changes})


def visit_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a visit's columns: area and sector are copied from the premises as they are now."""
    given = taken.input
    premises: Premises = given["premises"]
    assert taken.via is not None
    outcome = given["outcome"] or Outcome.INSPECTED.value
    hidden = is_hidden(taken)
    inspected = outcome == Outcome.INSPECTED
    return {
        "premises_id": premises.pk,
        "area_id": premises.reporting_area_id,
        "area_path": premises.area_path,
        "sector_id": premises.sector_id,
        "organisation_id": taken.via.organisation_id,
        "recorded_by_id": taken.by.person_id,
        "mode": given["mode"],
        "visited_at": taken.at,
        "visited_on": clock.local_day(taken.at),
        "focus": given["focus"],
        "situation": given["situation"],
        "is_from_ledger": taken.ledger,
        "outcome": outcome,
        "outcome_note": given["outcome_note"],
        "is_masked": hidden,
        "is_counted": inspected and not hidden,
        "is_unmet": not inspected and not hidden,
    }


def is_hidden(taken: Taken) -> bool:
    """Tell whether a visit is recorded hidden: one of today of which that was said. Who says nothing hides nothing."""
    if taken.ledger or taken.input["hidden"] != "yes":
        return False
    return clock.local_day(taken.at) == clock.local_day(taken.now or taken.at)


def attended(case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    leader = given["leader"]
    return with_counts(
        case,
        {
            "leader_id": leader.pk if leader else None,
            "leader_name": leader.name if leader else given["leader_name"],
            "leader_title": leader.title if leader else given["leader_title"],
            "companion": given["companion"],
            "has_expert": bool(given["experts"]),
            "is_enforcement": given["enforcement"] == "yes",
            "officers": len(given["officers"]),
        },
    )


def write_members(case: Any, taken: Taken, _seq: int) -> None:
    """Write who took part in place of who stood there; whoever must keep the experts apart is told."""
    VisitMember.objects.filter(visit=case.id).delete()
    VisitMember.objects.bulk_create(
        VisitMember(visit_id=case.id, role=role, qualification=one)
        for role, name in ((MemberRole.EXPERT, "experts"), (MemberRole.OFFICER, "officers"))
        for one in taken.input[name]
    )
    for tell in ON_EXPERTS:
        tell([case.id])


def checked(case: Any, taken: Taken) -> dict[str, Any]:
    checklist = taken.input["checklist"]
    found = Counter(row["result"] for row in taken.input["results"])
    items = ChecklistItem.objects.filter(checklist=checklist).count()
    return with_counts(
        case,
        {
            "checklist_id": checklist.pk,
            "items_applicable": items - found[Result.NOT_APPLICABLE],
            "items_answered": found[Result.CONFORMS] + found[Result.FAILS],
            "items_failed": found[Result.FAILS],
        },
    )


def write_answers(case: Any, taken: Taken, _seq: int) -> None:
    """Write the answers in place of former ones; an item that was not checked has none."""
    items = dict(ChecklistItem.objects.filter(checklist=taken.input["checklist"]).values_list("code", "pk"))
    Answer.objects.filter(visit=case.id).delete()
    Answer.objects.bulk_create(
        Answer(visit_id=case.id, item_id=items[row["item"]], result=row["result"], reason=row["reason"])
        for row in taken.input["results"]
        if row["result"] != Result.UNCHECKED
    )


def concluded(case: Any, taken: Taken) -> dict[str, Any]:
    """Return what followed; focus, situation and outcome that were told before stay where nothing is said of them,
    the outcome with its reason."""
    given = {name: value for name, value in taken.input.items() if name not in PICTURES}
    if not given["outcome"]:
        given["outcome_note"] = given["outcome_note"] or case.outcome_note
    for name in ("focus", "situation", "outcome"):
        given[name] = given[name] or getattr(case, name)
    return with_counts(case, given)


def submitted(case: Any, taken: Taken) -> dict[str, Any]:
    return with_counts(case, {"submitted_at": taken.at, "submitted_by_id": taken.by.person_id})


def unsubmitted(case: Any, _taken: Taken) -> dict[str, Any]:
    return with_counts(case, {"submitted_at": None, "submitted_by_id": None})


def released(case: Any, taken: Taken) -> dict[str, Any]:
    return with_counts(case, {"is_masked": False, "released_at": taken.at})
