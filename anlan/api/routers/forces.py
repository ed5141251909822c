"""Rescue forces: the register, positionings, alerts with who is proposed, and call-outs, as lists and one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, duty_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.forces.geo import MILLION
from anlan.forces.kinds import ForceKind, Skill
from anlan.forces.listing import DAYS as DAYS_OF
from anlan.forces.listing import DRILL, REAL, filtered, seen
from anlan.forces.models import CallOut, Stock
from anlan.forces.models.calls import minutes
from anlan.forces.proposing import propose
from anlan.forces.rows import KINDS
from anlan.kernel import clock
from anlan.kernel.parameters import NEWEST
from anlan.lifecycle.flow import FLOWS
from anlan.org.models import Organisation
from anlan.org.roles import Permission

router = Router(tags=["forces"])
READ = AccessToken(TokenScope.READ, Permission.DUTY_READ)

PATHS: Mapping[str, str] = {
    "force": "forces",
    "positioning": "positionings",
    "alert": "alerts",
    "call_out": "call-outs",
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "force": (
        "kind", "name", "name_en", "head_count", "present", "skills", "equipment", "base", "leader", "phone",
        "assembly_minutes", "confirmed_on",
    ),
    "positioning": ("force_id", "force_kind", "place", "first_day", "last_day", "heads", "note"),
    "alert": (
        "is_real", "incident_id", "task", "place", "skills", "answer_minutes", "begun_at", "ended_at",
    ),
    "call_out": (
        "alert_id", "is_real", "force_id", "ordered_at", "answer_by", "received_at", "departed_at", "arrived_at",
        "ended_at", "heads_ordered", "heads_left", "heads_arrived", "reason", "reminders",
    ),
}  # fmt: skip
"""Kind → the columns that the API tells."""


def _degrees(value: int | None) -> float | None:
    return None if value is None else value / MILLION


def _values(kind: str, case: Any) -> dict[str, Any]:
    told = {name: getattr(case, name) for name in FIELDS[kind]}
    if kind in ("force", "alert"):
        told |= {"lat": _degrees(case.lat_e6), "lon": _degrees(case.lon_e6)}
    if kind == "force":
        told["is_stale"] = case.is_stale(clock.today())
    if kind == "call_out":
        names = ("received_at", "departed_at", "arrived_at")
        told |= {
            f"minutes_to_{name.removesuffix('_at')}": minutes(case.ordered_at, getattr(case, name))
            for name in names
        }
    return told


def _tell(kind: str, found: list[Any]) -> list[dict[str, Any]]:
    bodies = Organisation.objects.in_bulk({case.organisation_id for case in found})
    return [
        {
            "id": case.pk,
            "number": case.number,
            "state": {"code": case.state, "label": str(FLOWS[kind].states[case.state])},
            "area": {
                "code": case.area.code,
                "name": case.area.short_name if in_chinese() else case.area.name_en,
            },
            "organisation": {"id": case.organisation_id, "name": bodies[case.organisation_id].label},
            "title": KINDS[kind].words(case),
            "values": _values(kind, case),
            "revision": case.revision,
        }
        for case in found
    ]


def _force_parts(force: Any, _actor: Any) -> dict[str, Any]:
    rows = Stock.objects.filter(force=force.pk).order_by("item")
    return {"stock": list(rows.values("item", "quantity", "unit"))}


def _alert_parts(alert: Any, actor: Any) -> dict[str, Any]:
    """Return who was called and, while it runs, who is proposed, best first, with the reasons."""
    calls = CallOut.objects.within(actor.scope).filter(alert=alert.pk).order_by("id")
    proposed = propose(alert, actor.scope) if alert.ended_at is None else []
    return {
        "call_outs": list(calls.values("id", "force", "state")),
        "proposed": [
            {
                "force": one.force.pk,
                "name": one.force.label,
                "present": one.force.present,
                "is_free": one.is_free,
                "distance_metres": one.distance,
                "minutes": one.minutes,
                "has": one.has,
                "lacks": one.lacks,
                "is_stale": one.stale,
                "reasons": one.reasons,
            }
            for one in proposed
        ],
    }


PARTS: Mapping[str, Callable[[Any, Any], dict[str, Any]]] = {"force": _force_parts, "alert": _alert_parts}
MORE = {
    "force": [choice("kind", list(ForceKind.values)), choice("skill", list(Skill.values))],
    "alert": [choice("which", [REAL, DRILL])],
    "call_out": [choice("which", [REAL, DRILL])],
}


def _register(kind: str, path: str) -> None:
    """Register the list of a kind and one of its cases."""
    name = path.replace("-", "_")
    more = [*MORE.get(kind, []), *(DAYS if kind in DAYS_OF else [])]

    @router.get(
        f"/{path}",
        auth=READ,
        response=schemas.page_of(duty_schemas.DutyRow),
        operation_id=f"{name}_list",
        summary=_("A list of rescue forces"),
        description=_("Those of your area, the latest first."),
        openapi_extra={"parameters": [choice("state", list(FLOWS[kind].states)), PLACE[0], *more, *PAGING]},
    )
    def listing(request: ApiRequest) -> HttpResponse:
        rows = filtered(kind, seen(kind, request.auth.actor.scope), request.GET)
        rows = rows.select_related(*KINDS[kind].related)
        return ordered(request, rows, lambda page: _tell(kind, page), order=NEWEST)

    @router.get(
        f"/{path}/{{int:id}}",
        auth=READ,
        response=duty_schemas.DutyDetail,
        operation_id=f"{name}_get",
        summary=_("One case of rescue forces"),
        description=_("Its fields, what belongs to it, the steps that lead on, and its history."),
    )
    def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
        actor, flow = request.auth.actor, FLOWS[kind]
        case = seen(kind, actor.scope).select_related(*KINDS[kind].related).filter(pk=id).first()
        if case is None:
            raise cases.unknown(flow)
        return answer(
            {
                **_tell(kind, [case])[0],
                "parts": PARTS[kind](case, actor) if kind in PARTS else {},
                "available": cases.available(flow, case, actor),
                "history": cases.history(flow, case),
            }
        )


for _kind, _path in PATHS.items():
    _register(_kind, _path)
