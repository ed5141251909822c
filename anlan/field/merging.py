"""A record that was made from an older version of its case: what goes in by itself, and what a person decides.

Field by field, three ways: what only the phone changed goes in, what only the others changed stays, and what both
changed differently is a conflict. A case whose state went on is one as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.field.models import Difference
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.inspections.models import MemberRole, Visit
from anlan.lifecycle.flow import Step

ATTEND = ("leader", "leader_name", "leader_title", "experts", "officers", "enforcement", "companion")
CONCLUDE = (
    "focus", "situation", "outcome", "outcome_note", "minutes", "requirement", "opinion", "next_step", "signature",
    "signed_by", "witness",
)  # fmt: skip
HAZARD = ("description", "grade", "requirement")
"""What a hazard says: another deadline meanwhile does not stand against a report that it is rectified."""
_ITEM = "item:"


@dataclass(frozen=True, slots=True)
class Merged:
    """What goes in; or, with a `kind`, in which fields it must be decided."""

    input: dict[str, Any]
    kind: Difference | None = None
    fields: tuple[str, ...] = ()


def standing(flow: str, step: str, case: Any) -> dict[str, Any]:
    """Return what a case says now in the fields of a step, as a phone is told it and sends it back as its base."""
    if flow == "hazard":
        return {name: getattr(case, name) for name in HAZARD}
    if flow != "visit":
        return {}
    if step == "conclude":
        return {name: getattr(case, name) if getattr(case, name) is not None else "" for name in CONCLUDE}
    if step == "attend":
        return _team(case)
    if step == "check":
        given = case.answers.order_by("item__position").values_list("item__code", "result", "reason")
        return {
            "checklist": case.checklist_id or "",
            **{f"{_ITEM}{code}": [result, why] for code, result, why in given},
        }
    return {}


def _team(visit: Visit) -> dict[str, Any]:
    members = list(visit.members.order_by("pk").values_list("role", "qualification"))
    return {
        "leader": visit.leader_id or "",
        "leader_name": "" if visit.leader_id else visit.leader_name,
        "leader_title": "" if visit.leader_id else visit.leader_title,
        "experts": sorted(key for role, key in members if role == MemberRole.EXPERT),
        "officers": sorted(key for role, key in members if role == MemberRole.OFFICER),
        "enforcement": "yes" if visit.is_enforcement else "",
        "companion": visit.companion,
    }


def merge(flow: str, step: Step, case: Any, *, base: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Return what becomes of a record on a case that may have changed since its base."""
    theirs = standing(flow, step.name, case)
    if flow == "hazard":
        return _of_hazard(step, case, base, theirs, mine)
    if step.name == "check":
        return _checked(base, theirs, mine)
    whole, fields = _three_ways(base, theirs, mine)
    return Merged(whole, Difference.FIELDS if fields else None, tuple(fields))


def _of_hazard(
    step: Step, case: Hazard, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Merged:
    if case.state in GONE_STATES:
        return Merged(dict(mine), Difference.GONE, ("state",))
    if case.state not in step.sources:
        return Merged(dict(mine), Difference.MOVED, ("state",))
    changed = tuple(name for name in HAZARD if name in base and base[name] != theirs[name])
    return Merged(dict(mine), Difference.FIELDS if changed else None, changed)


def _three_ways(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    whole, fields = dict(mine), []
    for name, now in theirs.items():
        before = _plain(base.get(name, ""))
        said = _plain(mine[name]) if name in mine else before
        if _plain(now) in (before, said):
            continue
        if said == before:
            whole[name] = now
        else:
            fields.append(name)
    return whole, fields


def _checked(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Merge answers item by item; another list altogether is a conflict as a whole."""
    flat = flatten(mine)
    if theirs["checklist"] not in ("", flat["checklist"]):
        return Merged(dict(mine), Difference.FIELDS, ("checklist",))
    whole, fields = _three_ways(
        base, {**dict.fromkeys(flat, ""), **theirs, "checklist": flat["checklist"]}, flat
    )
    return Merged(unflatten(whole), Difference.FIELDS if fields else None, tuple(fields))


def flatten(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of a check as fields, one for each item."""
    rows = given.get("results") or []
    return {
        "checklist": given.get("checklist"),
        **{f"{_ITEM}{row['item']}": [row.get("result", ""), row.get("reason", "")]
           for row in rows if isinstance(row, dict) and "item" in row},
    }  # fmt: skip


def unflatten(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a check as its input again."""
    results = [
        {"item": name.removeprefix(_ITEM), "result": value[0], "reason": value[1]}
        for name, value in flat.items()
        if name.startswith(_ITEM) and value
    ]
    return {"checklist": flat["checklist"], "results": results}


def _plain(value: Any) -> Any:
    """Return a value as it compares: a number typed is the number, a list has no order, nothing is empty."""
    if isinstance(value, list):
        return sorted(map(str, value)) if all(isinstance(one, int) for one in value) else value
    return "" if value is None else str(value)
