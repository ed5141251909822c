"""Rescue forces: the register, positionings, alerts with who is proposed, and call-outs, as lists and one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ninja import Router

from anlan.access.models import TokenScope
from anlan.api.gate import AccessToken
from anlan.api.kinds_of_cases import Told
from anlan.api.listed import DAYS, choice
from anlan.api.words import _
from anlan.forces.geo import MILLION
from anlan.forces.kinds import ForceKind, Skill
from anlan.forces.listing import DAYS as DAYS_OF
from anlan.forces.listing import DRILL, REAL, filtered, seen
from anlan.forces.models import CallOut, Stand, Stock
from anlan.forces.models.calls import minutes
from anlan.forces.proposing import propose
from anlan.forces.rows import KINDS
from anlan.kernel import clock
from anlan.org.roles import Permission

router = Router(tags=["forces"])
READ = AccessToken(TokenScope.READ, Permission.FORCE_READ)

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
    "positioning": ("force_id", "force_kind", "place", "first_day", "last_day", "heads", "note", "level"),
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
        told |= {"is_stale": case.is_stale(clock.today()), "phone": case.shown_phone}
    if kind == "call_out":
        names = ("received_at", "departed_at", "arrived_at")
        told |= {
            f"minutes_to_{name.removesuffix('_at')}": minutes(case.ordered_at, getattr(case, name))
            for name in names
        }
    return told


def _force_parts(force: Any, _actor: Any) -> dict[str, Any]:
    rows = Stock.objects.filter(force=force.pk).order_by("item")
    stands = Stand.objects.filter(force=force.pk).order_by("level")
    return {
        "stock": list(rows.values("item", "quantity", "unit")),
        "stands": list(stands.values("level", "place", "area", "heads")),
    }


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


TOLD = Told(
    router=router,
    auth=READ,
    kinds=KINDS,
    seen=seen,
    filtered=filtered,
    values=_values,
    parts=PARTS,
    a_list=_("A list of rescue forces"),
    one=_("One case of rescue forces"),
    those=_("Those of your area, the latest first."),
    about=_("Its fields, what belongs to it, the steps that lead on, and its history."),
)
for _kind, _path in PATHS.items():
    TOLD.register(_kind, _path, [*MORE.get(_kind, []), *(DAYS if _kind in DAYS_OF else [])])
