"""A conflict decided by a person: which of the two each field keeps. What goes in goes through the door, as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.field import merging, uploads
from anlan.field.models import Choice, Conflict, Upload
from anlan.field.taking import CARRIED
from anlan.inspections.forms import ATTEND, CONCLUDE
from anlan.inspections.models import Result
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.org.scope import Actor

MINE, THEIRS = Choice.MINE.value, Choice.THEIRS.value


@dataclass(frozen=True, slots=True)
class Side:
    """A field of a conflict: as it was, as the phone has it, as the case has it now."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str


def case_of(conflict: Conflict, by: Actor) -> Any:
    """Return the case of a conflict as it stands. Raises Unknown where the reader does not see it any more."""
    case = CARRIED[conflict.case_kind].rows(by.scope).filter(pk=conflict.case_id).first()
    if case is None:
        raise Unknown("case.unknown", _("There is no such record in your area and sector."))
    return case


def sides(conflict: Conflict, case: Any) -> list[Side]:
    """Return the fields in which a conflict is to be decided, with the three values of each."""
    step = conflict.receipt.step
    now = merging.standing(conflict.case_kind, step, case)
    mine = conflict.branch["input"]
    mine = merging.flatten(mine) if step == "check" else mine
    if conflict.case_kind != "visit":
        return [
            Side(name, _label(conflict, name), _told(conflict.base.get(name)), "", _told(now.get(name)))
            for name in conflict.fields
            if name != "state"
        ]
    return [
        Side(
            name,
            _label(conflict, name),
            _told(conflict.base.get(name)),
            _told(mine.get(name)),
            _told(now.get(name)),
        )
        for name in conflict.fields
    ]


def _label(conflict: Conflict, name: str) -> str:
    if name.startswith("item:"):
        return _("Item %(code)s") % {"code": name.removeprefix("item:")}
    if conflict.case_kind == "visit":
        for form in (CONCLUDE, ATTEND):
            for item in form.inputs:
                if item.name == name:
                    return str(item.label)
    told = {
        "description": _("Hazard"),
        "grade": _("Grade"),
        "requirement": _("Requirement"),
        "checklist": _("Checklist"),
    }
    return told.get(name, name)


def _told(value: Any) -> str:
    if isinstance(value, list) and value and value[0] in Result.values:
        return " · ".join(filter(None, [str(Result(value[0]).label), value[1]]))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "—" if value in (None, "") else str(value)


def resolve(conflict_id: int, chosen: Mapping[str, str], *, reason: str, by: Actor, at: datetime) -> Conflict:
    """Decide a conflict. `chosen`: field → mine or theirs; for a case that moved on, `whole` alone.

    Raises Invalid for a field that was not decided or a drop without its reason, what the door raises for what cannot
    go in any more; then nothing is written and the conflict stays open.
    """
    with transaction.atomic():
        conflict = (
            Conflict.objects.within(by.scope).select_for_update(of=("self",)).select_related("receipt")
            .filter(pk=conflict_id).first()
        )  # fmt: skip
        if conflict is None:
            raise Unknown("conflict.unknown", _("There is no such conflict in your organisation."))
        if conflict.resolved_at is not None:
            raise Refused("conflict.resolved", _("The conflict has been decided already."))
        case = case_of(conflict, by)
        names = _to_decide(conflict)
        open_ = [name for name in names if chosen.get(name) not in (MINE, THEIRS)]
        if open_:
            raise Invalid("conflict.open", _("Decide each field."), field=open_[0])
        picked = {chosen[name] for name in names}
        whole = names == ["whole"]
        if whole and picked == {THEIRS} and len(reason.strip()) < 4:
            raise Invalid("conflict.reason", _("Say why the record of the phone is dropped."), field="reason")
        conflict.choice = picked.pop() if len(picked) == 1 else Choice.MIXED
        if conflict.choice == THEIRS and len(reason.strip()) < 4:
            raise Invalid("conflict.reason", _("Say why the record of the phone is dropped."), field="reason")
        conflict.reason = reason.strip()[:300]
        if not (whole and conflict.choice == THEIRS):
            conflict.seq = _through(conflict, case, chosen, by=by, at=at)
        conflict.resolved_at, conflict.resolved_by_id = at, by.person_id
        conflict.save()
    return conflict


def _to_decide(conflict: Conflict) -> list[str]:
    return list(conflict.fields) if conflict.case_kind == "visit" else ["whole"]


def _through(conflict: Conflict, case: Any, chosen: Mapping[str, str], *, by: Actor, at: datetime) -> int:
    """Take the decided record through the door: what the others changed alone stays, as at any merge."""
    receipt = conflict.receipt
    carried = CARRIED[conflict.case_kind]
    step = carried.flow.steps[receipt.step]
    mine = conflict.branch["input"]
    if conflict.case_kind == "visit":
        now = merging.standing("visit", receipt.step, case)
        kept = {name: now.get(name, "") for name in conflict.fields if chosen[name] == THEIRS}
        flat = merging.flatten(mine) if receipt.step == "check" else dict(mine)
        # what was decided for the phone is no conflict any more: its base is what stands now
        base = {**conflict.base, **{name: now.get(name, "") for name in conflict.fields}}
        ours = {**flat, **kept}
        ours = merging.unflatten(ours) if receipt.step == "check" else ours
        if receipt.step == "check" and "checklist" in conflict.fields:
            given = ours if chosen["checklist"] == MINE else merging.unflatten(now)
        else:
            merged = merging.merge("visit", step, case, base=base, mine=ours)
            if merged.kind is not None:
                raise Refused(
                    "conflict.moved", _("The case changed again meanwhile: look at the fields once more.")
                )
            given = merged.input
    else:
        given = mine
    pictures = {
        name: [row.file for row in _uploads(keys) if row.file is not None]
        for name, keys in conflict.branch["photos"].items()
    }
    outcome = door.apply(
        carried.flow,
        case.pk,
        receipt.step,
        by=by,
        input={**given, **pictures},
        at=at,
        key=f"{receipt.pk}-decided",
    )
    uploads.let_go([UUID(key) for keys in conflict.branch["photos"].values() for key in keys])
    return outcome.seq


def _uploads(keys: list[str]) -> list[Upload]:
    rows = {str(row.pk): row for row in Upload.objects.filter(pk__in=keys).select_related("file")}
    return [rows[key] for key in keys if key in rows]
