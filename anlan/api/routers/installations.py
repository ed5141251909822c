"""Major hazard installations: register, parks, guarantee posts and duties, experts, alarms; as lists and one by one.

Alarms themselves come signed, outside of the API: docs/guide/installations.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ninja import Router

from anlan.access.models import TokenScope
from anlan.api.gate import AccessToken
from anlan.api.kinds_of_cases import Told
from anlan.api.listed import DAYS, choice
from anlan.api.words import _
from anlan.installations.duty_packs import duties
from anlan.installations.grading import shown
from anlan.installations.kinds import AlarmKind, Archive, Level, Role, Shift
from anlan.installations.listing import DAYS as DAYS_OF
from anlan.installations.listing import filtered, seen
from anlan.installations.models import GuaranteePost
from anlan.installations.nearing import LIMITS
from anlan.installations.reckoning import grading_of, holdings_of, r_of
from anlan.installations.rows import KINDS
from anlan.installations.substances import as_data
from anlan.kernel.datums import MILLION
from anlan.org.roles import Permission

router = Router(tags=["installations"])
READ = AccessToken(TokenScope.READ, Permission.INSTALLATION_READ)

PATHS: Mapping[str, str] = {
    "installation": "installations",
    "park": "parks",
    "guarantee_post": "guarantee-posts",
    "guarantee_task": "guarantee-tasks",
    "expert_stationing": "expert-stationings",
    "expert_log": "expert-logs",
    "plant_alarm": "plant-alarms",
    "alarm_source": "alarm-sources",
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "installation": (
        "premises_id", "park_id", "name", "unit", "applicability", "licence", "is_guaranteed", "residents", "method",
        "is_stated", "level", "assessed_on", "review_due_on", "filed_number", "filed_on", "removed_on",
    ),
    "park": ("name", "name_en", "approval", "entered_on"),
    "guarantee_post": (
        "installation_id", "role", "keeper_id", "holder", "title", "phone", "from_day", "to_day", "acknowledged_on",
    ),
    "guarantee_task": (
        "premises_id", "installation_id", "duty", "pack", "role", "occasion", "first_day", "last_day", "due_at",
        "closes_at", "holder", "result", "hazards_found", "performed_at", "is_late",
    ),
    "expert_stationing": (
        "premises_id", "expert_id", "name", "phone", "shift", "first_day", "last_day", "task",
    ),
    "expert_log": (
        "stationing_id", "premises_id", "day", "shift", "writer", "checked", "found", "advice", "open_items",
        "taken_by", "taken_over_at",
    ),
    "plant_alarm": (
        "installation_id", "source_id", "foreign_id", "kind", "tag", "value", "threshold", "unit", "raised_at",
        "finding", "cause", "checked_at", "measure", "closed_at",
    ),
    "alarm_source": ("premises_id", "name", "turn", "opened_on"),
}  # fmt: skip
"""Kind → the columns that the API tells."""


def _degrees(value: int | None) -> float | None:
    return None if value is None else value / MILLION


def _values(kind: str, case: Any) -> dict[str, Any]:
    told = {name: getattr(case, name) for name in FIELDS[kind]}
    if kind == "installation":
        told |= {"r": shown(r_of(case)), "holdings": as_data(holdings_of(case))}
        told |= {"lat": _degrees(case.lat_e6), "lon": _degrees(case.lon_e6)}
    return told


def _installation_parts(case: Any, actor: Any) -> dict[str, Any]:
    """Return the grading with every step, the posts, and the archive."""
    outcome = grading_of(case)
    posts = GuaranteePost.objects.within(actor.scope).filter(installation=case.pk).exclude(state="closed")
    there = {one.item: one for one in case.archive.all()}
    return {
        "grading": outcome
        and {
            "edition": outcome.edition,
            "s": shown(outcome.s),
            "alpha": shown(outcome.alpha),
            "r": shown(outcome.r),
            "level": outcome.level,
            "steps": [
                {
                    "name": line.holding.name,
                    "tonnes": f"{line.holding.tonnes:f}",
                    "q": shown(line.q),
                    "q_from": line.q_from,
                    "ratio": shown(line.ratio),
                    "beta": shown(line.beta),
                    "beta_from": line.beta_from,
                    "weighted": shown(line.weighted),
                }
                for line in outcome.lines
            ],
        },
        "posts": list(posts.order_by("pk").values("id", "role", "state", "holder")),
        "archive": {item: there[item].reference if item in there else None for item in Archive.values},
    }


def _post_parts(case: Any, _actor: Any) -> dict[str, Any]:
    rows = case.terms.real().order_by("from_day", "id")
    return {"terms": list(rows.values("holder", "title", "phone", "from_day", "until", "acknowledged_on"))}


def _task_parts(case: Any, _actor: Any) -> dict[str, Any]:
    pledge = getattr(case, "pledge", None)
    if pledge is None:
        return {}
    return {
        "pledge": {
            one.name: getattr(pledge, one.attname) for one in pledge._meta.fields if one.name != "task"
        }
    }


PARTS: Mapping[str, Callable[[Any, Any], dict[str, Any]]] = {
    "installation": _installation_parts,
    "guarantee_post": _post_parts,
    "guarantee_task": _task_parts,
}
MORE = {
    "installation": [choice("level", list(Level.values)), choice("attention", list(LIMITS))],
    "guarantee_post": [choice("role", list(Role.values))],
    "guarantee_task": [choice("duty", list(duties())), choice("role", list(Role.values))],
    "expert_stationing": [choice("shift", list(Shift.values))],
    "expert_log": [choice("shift", list(Shift.values))],
    "plant_alarm": [choice("alarm", list(AlarmKind.values))],
}

TOLD = Told(
    router=router,
    auth=READ,
    kinds=KINDS,
    seen=seen,
    filtered=filtered,
    values=_values,
    parts=PARTS,
    a_list=_("A list of major hazard installations or of what belongs to them"),
    one=_("One case of major hazard installations"),
    those=_("Those of your area and sectors, the latest first."),
    about=_("Its fields, what belongs to it, the steps that lead on, and its history."),
)
for _kind, _path in PATHS.items():
    TOLD.register(_kind, _path, [*MORE.get(_kind, []), *(DAYS if _kind in DAYS_OF else [])])
