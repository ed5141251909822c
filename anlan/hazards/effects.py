"""What each step writes on a hazard's own row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.hazards import visiting
from anlan.hazards.forms import CLEARED, FULFILMENTS, GRANT
from anlan.hazards.models import OPEN_STATES, Asked, Grade, Hazard, State
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.lifecycle.flow import STAY, Taken
from anlan.org.calendar import in_days

LOOK_BACK_PER_MILLE = {Grade.GENERAL: 30, Grade.MAJOR: 1_000}
ON_THE_SPOT_PER_MILLE = 50
"""How many of a thousand accepted hazards are looked back at: all major ones, a sample of the others."""
SAMPLE_SEED = "anlan"
ON_SAMPLED: list[Callable[[Any, Taken, int], None]] = []
ON_LOOKED_BACK: list[Callable[[Any, Taken, int], None]] = []
ON_OVERTAKEN: list[Callable[[Any, Taken, int], None]] = []
"""Who is told, in the step's own transaction, that a hazard was drawn for a look-back, looked back at, or that another
step came first: the apps above put themselves in."""

UNASKED: dict[str, Any] = {
    "asked": "",
    "asked_by_id": None,
    "asked_for_id": None,
    "asked_at": None,
    "asked_reason": "",
    "asked_until": None,
    "asked_grade": "",
    "asked_criterion_id": None,
}
UNASSIGNED: dict[str, Any] = {
    "assigned_at": None,
    "assigned_by_id": None,
    "assigned_for_id": None,
    "due_at": None,
    "requirement": "",
    "signed_for_at": None,
    "signed_for_by_id": None,
}
UNCLAIMED: dict[str, Any] = {
    "rectified_at": None,
    "rectified_by_id": None,
    "rectified_for_id": None,
    "rectification": "",
}
UNACCEPTED: dict[str, Any] = {
    "accepted_at": None,
    "accepted_by_id": None,
    "accepted_for_id": None,
    "acceptance": "",
    "acceptance_mode": "",
    "minutes_to_rectify": None,
    "looked_back_at": None,
    "looked_back_by_id": None,
    "sampled_in": None,
    "closed_at": None,
    "closed_by_id": None,
    "settled_at": None,
}


def is_sampled(case_id: int, per_mille: int) -> bool:
    """Tell whether a hazard is in the sample: the same answer for ever, and nobody chooses."""
    drawn = hashlib.sha256(f"{SAMPLE_SEED}:{case_id}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") % 1_000 < per_mille


def _acting_for(taken: Taken) -> int | None:
    return taken.via.for_person_id if taken.via else None


def _minutes(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds() // 60)


# -- finding ---------------------------------------------------------------------------------------------------


def hazard_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a hazard's columns; who counts it is copied from its visit, who answers for it from its premises."""
    visit: Visit = taken.input["visit"]
    given = taken.input
    assert taken.via is not None
    former, item = given["relapse_of"], given["item"]
    criterion = visiting.criterion_of(given, taken)
    return {
        "premises_id": visit.premises_id,
        "operator_id": visit.premises.operator_id,
        "visit_id": visit.pk,
        "area_id": visit.area_id,
        "area_path": visit.area_path,
        "sector_id": visit.sector_id,
        "department_id": visit.premises.department_id or visit.sector.lead_id,
        "supervisor_id": taken.via.organisation_id,
        "grade": given.get("grade", Grade.GENERAL),
        "criterion_id": criterion.pk if criterion else None,
        "item_id": item.pk if item else None,
        "basis": visiting.basis_of(item) if item else "",
        "advised_days": item.default_days if item else None,
        "experts": visiting.experts_of(visit),
        "category": given["category"],
        "description": given["description"],
        "interim_measure": given.get("interim_measure", ""),
        "is_pictured": bool(given["before"]),
        "relapse_of_id": former.pk if former else None,
        "is_relapse": former is not None,
        "found_at": taken.at,
        "found_on": clock.local_day(taken.at),
        "found_by_id": taken.by.person_id,
        "found_for_id": _acting_for(taken),
        "is_from_ledger": taken.ledger,
    }


def rectified_on_the_spot(_case: None, taken: Taken) -> dict[str, Any]:
    return hazard_of(None, taken) | {
        "on_the_spot": True,
        "rectified_at": taken.at,
        "rectification": taken.input["rectification"],
        "accepted_at": taken.at,
        "accepted_by_id": taken.by.person_id,
        "accepted_for_id": _acting_for(taken),
        "acceptance_mode": "on_site",
        "minutes_to_rectify": 0,
        "settled_at": taken.at,
    }


def spot_target(case: Any, taken: Taken) -> str:
    if taken.ledger:
        return State.ACCEPTED
    return State.LOOK_BACK if is_sampled(case.id, ON_THE_SPOT_PER_MILLE) else State.ACCEPTED


# -- assignment ------------------------------------------------------------------------------------------------


def stamp_assigned(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "assigned_at": taken.at,
        "assigned_by_id": taken.by.person_id,
        "assigned_for_id": _acting_for(taken),
        "due_at": taken.input["due_at"],
        "requirement": taken.input["requirement"],
    }


def stamp_signed_for(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {"signed_for_at": taken.at, "signed_for_by_id": taken.by.person_id}


def drop_request(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return UNASKED if hazard.asked else {}


def after_refusal(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return UNASSIGNED if taken.input["decision"] == GRANT else {}


def refusal_target(_hazard: Hazard, taken: Taken) -> str:
    return State.FOUND if taken.input["decision"] == GRANT else State.ASSIGNED


def keep_plan(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {"plan": {name: taken.input[name] for name in FULFILMENTS}, "plan_is_complete": True}


# -- requests that another decides -----------------------------------------------------------------------------


def _asking(asked: Asked, taken: Taken, **more: Any) -> dict[str, Any]:
    return UNASKED | {
        "asked": asked,
        "asked_by_id": taken.by.person_id,
        "asked_for_id": _acting_for(taken),
        "asked_at": taken.at,
        "asked_reason": taken.input["reason"],
        **more,
    }


def ask_extension(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return _asking(Asked.EXTENSION, taken, asked_until=taken.input["until"])


def decide_extension(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    if taken.input["decision"] != GRANT:
        return UNASKED
    return UNASKED | {
        "due_at": hazard.asked_until,
        "extensions": hazard.extensions + 1,
        "is_extended": True,
    }


def ask_regrade(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    criterion = taken.input["criterion"]
    return _asking(
        Asked.GRADE,
        taken,
        asked_grade=taken.input["grade"],
        asked_criterion_id=criterion.pk if criterion else None,
    )


def decide_regrade(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    if taken.input["decision"] != GRANT:
        return UNASKED
    return UNASKED | {"grade": hazard.asked_grade, "criterion_id": hazard.asked_criterion_id}


def ask_void(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return _asking(Asked.VOID, taken)


def decide_void(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    if taken.input["decision"] != GRANT:
        return UNASKED
    return UNASKED | {"settled_at": hazard.settled_at or taken.at, "sampled_in": None}


def void_target(_hazard: Hazard, taken: Taken) -> str:
    return State.VOIDED if taken.input["decision"] == GRANT else STAY


# -- rectification, acceptance, look-back ----------------------------------------------------------------------


def stamp_claimed(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    """Report it rectified; a request for more time is settled by that, and a receipt given."""
    stamp = {
        "rectified_at": taken.at,
        "rectified_by_id": taken.by.person_id,
        "rectified_for_id": _acting_for(taken),
        "rectification": taken.input["rectification"],
    }
    if hazard.signed_for_at is None:
        stamp |= stamp_signed_for(hazard, taken)
    if hazard.asked == Asked.EXTENSION:
        stamp |= UNASKED
    return stamp


def stamp_accepted(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "accepted_at": taken.at,
        "accepted_by_id": taken.by.person_id,
        "accepted_for_id": _acting_for(taken),
        "acceptance": taken.input["acceptance"],
        "acceptance_mode": taken.input["mode"],
        "minutes_to_rectify": _minutes(hazard.found_at, taken.at),
        "settled_at": taken.at,
    }


def acceptance_target(hazard: Hazard, taken: Taken) -> str:
    """Draw what is looked back at; what a ledger tells of the past is not drawn afterwards."""
    if taken.ledger:
        return State.ACCEPTED
    sampled = is_sampled(hazard.id, LOOK_BACK_PER_MILLE[Grade(hazard.grade)])
    return State.LOOK_BACK if sampled else State.ACCEPTED


def clear_claim(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    """Take the claim off the hazard; what was claimed and why it came back stay in the journal."""
    return UNCLAIMED


def stamp_looked_back(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    if taken.input["result"] != CLEARED:
        return _opened_again(hazard, taken, in_days(taken.at, RELAPSE_DAYS).due_at)
    return {"looked_back_at": taken.at, "looked_back_by_id": taken.by.person_id, "sampled_in": None}


RELAPSE_DAYS = 7


def look_back_target(hazard: Hazard, taken: Taken) -> str:
    """Return where a look-back leads: what came back, or never was rectified, is rectified (again)."""
    if taken.input["result"] != CLEARED:
        return State.ASSIGNED
    return State.ACCEPTED if hazard.state == State.LOOK_BACK else STAY


def stamp_sampled(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {"sampled_in": taken.input["sample"]}


def tell_sampled(hazard: Any, taken: Taken, seq: int) -> None:
    for tell in ON_SAMPLED:
        tell(hazard, taken, seq)


def tell_looked_back(hazard: Any, taken: Taken, seq: int) -> None:
    for tell in ON_LOOKED_BACK:
        tell(hazard, taken, seq)


def tell_overtaken(hazard: Any, taken: Taken, seq: int) -> None:
    """Tell of a step that leaves a drawn hazard nothing to look back at; it tells by `sampled_in` that it did not."""
    for tell in () if hazard.sampled_in else ON_OVERTAKEN:
        tell(hazard, taken, seq)


def stamp_closed(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {"closed_at": taken.at, "closed_by_id": taken.by.person_id}


def reopen(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return _opened_again(hazard, taken, taken.input["due_at"])


def _opened_again(hazard: Hazard, taken: Taken, due_at: datetime) -> dict[str, Any]:
    """Put a hazard back to rectification with its number kept; what was accepted stays in the journal."""
    return (
        UNCLAIMED
        | UNACCEPTED
        | {
            "on_the_spot": False,
            "assigned_at": taken.at,
            "assigned_by_id": taken.by.person_id,
            "assigned_for_id": _acting_for(taken),
            "due_at": due_at,
            "signed_for_at": None,
            "signed_for_by_id": None,
            "reopenings": hazard.reopenings + 1,
            "is_reopened": True,
        }
    )


# -- corrections and owners ------------------------------------------------------------------------------------


def merge(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    """Merge it; what was asked stays on it, so that undoing gives everything back as it was."""
    return {
        "merged_into_id": taken.input["into"].pk,
        "former_state": hazard.state,
        "settled_at": hazard.settled_at or taken.at,
    }


def take_back(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return UNASKED | {
        "transfer_to_id": None,
        "settled_at": hazard.settled_at or taken.at,
        "sampled_in": None,
    }


def unmerge(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    was_open = hazard.former_state in OPEN_STATES
    return {"merged_into_id": None, "settled_at": None if was_open else hazard.settled_at}


def former_state(hazard: Hazard, _taken: Taken) -> str:
    return hazard.former_state


def offer(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "transfer_to_id": taken.input["to"].pk,
        "former_state": hazard.state,
        "transfers": hazard.transfers + 1,
    }


def received(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return _handed_to(hazard.transfer_to_id)


def ruled(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return _handed_to(taken.input["to"].pk) | UNASKED


def _handed_to(organisation_id: int | None) -> dict[str, Any]:
    """Return the columns of a hazard that a new organisation answers for and follows up: it assigns anew."""
    return UNASSIGNED | {
        "department_id": organisation_id,
        "supervisor_id": organisation_id,
        "transfer_to_id": None,
        "former_state": "",
    }


def declined(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {"transfer_to_id": None}


def stamp_excepted(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "is_excepted": True,
        "exception_person_id": taken.input["person"].pk,
        "exception_part": taken.input["part"],
        "exception_by_id": taken.by.person_id,
    }
