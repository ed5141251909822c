"""What every case of enforcement takes over when it begins: the place as it is now, the body that acts."""

from __future__ import annotations

from typing import Any

from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.premises.models import Premises


def _begun(taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    on = clock.local_day(taken.at)
    return {
        "organisation_id": taken.via.organisation_id,
        "begun_by_id": taken.by.person_id,
        "begun_on": on,
        "counted_on": on,
        "is_from_ledger": taken.ledger,
    }


def of_premises(premises: Premises, taken: Taken) -> dict[str, Any]:
    return {
        **_begun(taken),
        "premises_id": premises.pk,
        "operator_id": premises.operator_id,
        "area_id": premises.reporting_area_id,
        "area_path": premises.area_path,
        "sector_id": premises.sector_id,
    }


def of_visit(visit: Visit, taken: Taken) -> dict[str, Any]:
    """Return where a visit lay; the operator is that of the place now. One query where the place is not read yet."""
    return {
        **_begun(taken),
        "premises_id": visit.premises_id,
        "operator_id": visit.premises.operator_id,
        "area_id": visit.area_id,
        "area_path": visit.area_path,
        "sector_id": visit.sector_id,
    }


def of_hazard(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        **_begun(taken),
        "premises_id": hazard.premises_id,
        "operator_id": hazard.operator_id,
        "area_id": hazard.area_id,
        "area_path": hazard.area_path,
        "sector_id": hazard.sector_id,
    }


def of_case(case: Any, taken: Taken) -> dict[str, Any]:
    """Return where another case of enforcement lies."""
    where = ("premises_id", "operator_id", "area_id", "area_path", "sector_id")
    return {**_begun(taken), **{name: getattr(case, name) for name in where}}
