"""The ledger of hazards, and one hazard with what may be done now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import (
    DAYS,
    PLACE,
    Source,
    choice,
    in_chinese,
    labelled,
    listed,
    of_spec,
    parameter,
    spoken,
)
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.listing import AGE_CODES, HAZARDS, OUTSTANDING, OVERDUE, filtered
from anlan.hazards.models import OPEN_STATES, Category, Grade, Hazard, State
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.org.roles import Permission

router = Router(tags=["hazards"])
READ = AccessToken(TokenScope.READ, Permission.HAZARD_READ)
PARAMETERS = of_spec(
    HAZARDS,
    choice("state", (*State.values, OUTSTANDING, OVERDUE)),
    choice("age", AGE_CODES),
    choice("grade", Grade.values),
    *PLACE,
    parameter(
        "department", {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "number of a department"
    ),
    *DAYS,
)
_COLUMNS = (
    "id",
    "found_on",
    "found_at",
    "description",
    "grade",
    "state",
    "category",
    "due_at",
    "settled_at",
    "revision",
    "premises_id",
    "premises__name",
    "department_id",
    "department__name",
    "department__name_en",
    "area__code",
    "area__short_name",
    "area__name_en",
    "sector__code",
    "sector__name",
    "sector__name_en",
)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(schemas.HazardRow),
    operation_id="hazards_list",
    summary=_("The ledger of hazards"),
    description=_("What the page of hazards shows, with its filters and orders, newest first."),
    openapi_extra={"parameters": PARAMETERS},
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, LEDGER)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return hazards as data."""
    now, chinese = clock.now(), in_chinese()
    states, grades, categories = spoken(State), spoken(Grade), spoken(Category)
    told: list[dict[str, Any]] = []
    for row in rows:
        (key, found_on, found_at, description, grade, state, category, due_at, settled_at, revision) = row[
            :10
        ]
        premises, premises_name, department, department_zh, department_en = row[10:15]
        area, area_zh, area_en, sector, sector_zh, sector_en = row[15:]
        told.append(
            {
                "id": key,
                "number": f"YH{found_on:%Y}-{key:07d}",
                "state": states[state],
                "grade": grades[grade],
                "category": categories[category],
                "description": description,
                "premises": {"id": premises, "name": premises_name},
                "area": {"code": area, "name": area_zh if chinese else area_en},
                "sector": {"code": sector, "name": sector_zh if chinese else sector_en},
                "department": {
                    "id": department,
                    "name": department_zh if chinese else department_en or department_zh,
                },
                "found_at": found_at,
                "found_on": found_on,
                "due_at": due_at,
                "is_overdue": due_at is not None and state in OPEN_STATES and due_at < now,
                "settled_at": settled_at,
                "revision": revision,
            }
        )
    return told


LEDGER = Source(HAZARDS, Hazard.objects.within, filtered, _COLUMNS, tell)


@router.get(
    "/{int:id}",
    auth=READ,
    response=schemas.HazardDetail,
    operation_id="hazards_get",
    summary=_("One hazard"),
    description=_(
        "Everything on record, the steps that lead on from here (may you, and if not, why not), what is owed, "
        "and the history."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    hazard = (
        Hazard.objects.within(actor.scope)
        .select_related("visit", "supervisor", "operator", "found_by")
        .filter(pk=id)
        .first()
    )
    if hazard is None:
        raise cases.unknown(HAZARD_FLOW)
    owed = Obligation.objects.open().filter(case_id=hazard.pk, case_kind="hazard").select_related("owner")
    kinds = dict(Kind.choices)
    return answer(
        {
            **LEDGER.told([hazard.pk])[0],
            "visit": {"id": hazard.visit_id, "name": hazard.visit.number},
            "supervisor": {"id": hazard.supervisor_id, "name": hazard.supervisor.label},
            "operator": {"id": hazard.operator_id, "name": hazard.operator.label},
            "found_by": hazard.found_by.name,
            "on_the_spot": hazard.on_the_spot,
            "interim_measure": hazard.interim_measure,
            "requirement": hazard.requirement,
            "rectification": hazard.rectification,
            "acceptance": hazard.acceptance,
            "assigned_at": hazard.assigned_at,
            "rectified_at": hazard.rectified_at,
            "accepted_at": hazard.accepted_at,
            "closed_at": hazard.closed_at,
            "asked": hazard.asked,
            "available": cases.available(HAZARD_FLOW, hazard, actor),
            "duties": [
                {
                    "kind": labelled(kinds, row.kind),
                    "owner": {"id": row.owner_id, "name": row.owner.label},
                    "due_at": row.due_at,
                }
                for row in owed.order_by("due_at", "id")
            ],
            "photographs": cases.photographs("hazard", hazard.pk),
            "history": cases.history(HAZARD_FLOW, hazard),
        }
    )
