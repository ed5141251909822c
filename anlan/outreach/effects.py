"""What the steps write: the columns of campaigns and activities, and the households of a round."""

from __future__ import annotations

from typing import Any

from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.outreach import facts
from anlan.outreach.kinds import MEASURE_WORDS, USUAL_CHANNEL, ActivityKind, CountedHow
from anlan.outreach.models import Household, HouseholdVisit
from anlan.search.indexing import touch


def campaign_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        **_told(taken),
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "launched_by_id": taken.by.person_id,
    }


def amended(_case: Any, taken: Taken) -> dict[str, Any]:
    return _told(taken)


def _told(taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in ("name", "purpose", "first_day", "last_day")}


def activity_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    return {
        **_content(None, taken),
        "organisation_id": taken.via.organisation_id,
        "recorded_by_id": taken.by.person_id,
        "recorded_for_id": taken.via.for_person_id,
        "is_from_ledger": taken.ledger,
    }


def corrected(case: Any, taken: Taken) -> dict[str, Any]:
    return {
        **_content(case, taken),
        "returned_reason": "",
        "corrected_by_id": taken.by.person_id,
        "corrected_for_id": taken.via.for_person_id if taken.via else None,
    }


def _content(case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    kind, area, at = ActivityKind(given["kind"]), given["area"], facts.happened(case, taken)
    campaign = given["campaign"]
    return {
        "kind": kind.value,
        "title": given["title"],
        "channel": given["channel"] or USUAL_CHANNEL[kind].value,
        "venue_kind": given["venue_kind"],
        "place": given["place"],
        "grid_cell": given["grid_cell"],
        "campaign_id": campaign.pk if campaign else None,
        "area_id": area.pk,
        "area_path": area.path,
        "happened_at": at,
        "happened_on": clock.local_day(at),
        "quantity": _quantity(kind, given),
        "measure_word": MEASURE_WORDS.get(kind) or given["measure_word"],
        "is_estimated": given["counted"] == CountedHow.ESTIMATED,
        "estimate_basis": given["estimate_basis"],
        "receipt_operator": given["receipt_operator"],
        "receipt_number": given["receipt_number"],
        "receipt_count": given["receipt_count"],
        "receipted_on": given["receipted_on"],
        "reference": given["reference"],
        "pictures": len(given["evidence"]) + (case.pictures if case else 0),
        "note": given["note"],
    }


def _quantity(kind: ActivityKind, given: Any) -> int:
    if kind == ActivityKind.HOUSEHOLD_VISIT:
        return len(given["doors"].split("\n"))
    return given["quantity"] or 1


def verified(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"verified_by_id": taken.by.person_id, "verified_at": taken.at}


def returned(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"returned_reason": taken.input["reason"]}


def write_beside(activity: Any, taken: Taken, _seq: int) -> None:
    """Write the doors of a round, new ones with it; three statements a round, none for another kind.

    The campaign is looked at again, for nobody else can write by now; what was corrected is found by its new words.
    """
    facts.still_fits(activity)
    if activity.revision > 1:
        touch("activity", [activity.id])
        HouseholdVisit.objects.filter(activity=activity.id).delete()
    if activity.kind != ActivityKind.HOUSEHOLD_VISIT:
        return
    doors = taken.input["doors"].split("\n")
    place = {"area_id": activity.area_id, "grid_cell": activity.grid_cell}
    known = dict(Household.objects.filter(**place, door__in=doors).values_list("door", "pk"))
    new = [Household(**place, area_path=activity.area_path, door=door) for door in doors if door not in known]
    if new:
        known |= {household.door: household.pk for household in Household.objects.bulk_create(new)}
    HouseholdVisit.objects.bulk_create(
        HouseholdVisit(activity_id=activity.id, household_id=known[door]) for door in doors
    )
