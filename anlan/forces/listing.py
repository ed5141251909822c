"""The lists of rescue forces: one a kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.forces.kinds import ForceKind, Skill
from anlan.forces.rows import KINDS, NAMES
from anlan.kernel import parameters
from anlan.lifecycle.flow import FLOWS
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor, Scope

DAYS: Mapping[str, tuple[str, str]] = {
    "positioning": ("first_day", "last_day"),
    "alert": ("begun_on", "begun_on"),
    "call_out": ("ordered_on", "ordered_on"),
}
"""Kind → the columns of its first and last day; the register has none."""
OF_FORCES = ("kind", "skill")
REAL, DRILL = "real", "drill"


def _filters(kind: str) -> tuple[str, ...]:
    more = {"force": OF_FORCES, "alert": ("which",), "call_out": ("which", "alert")}.get(kind, ())
    return ("state", "area", *more, *(("from", "to") if kind in DAYS else ()))


LISTS: Mapping[str, ListSpec] = {
    kind: ListSpec(
        code=f"forces-{kind.replace('_', '-')}",
        label=NAMES[kind],
        route=f"forces:{kind}",
        filters=_filters(kind),
    )
    for kind in KINDS
}


def seen(kind: str, scope: Scope) -> QuerySet[Any]:
    """Return the cases of a kind that a scope shows."""
    found: QuerySet[Any] = KINDS[kind].model.objects.within(scope)
    return found


def filtered(kind: str, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    """Return what the filters of an address leave; days ask for what touches them."""
    if state := parameters.choice(query, "state", list(FLOWS[kind].states)):
        rows = rows.filter(state=state)
    if query.get("area"):
        rows = rows.filter(where_and_when({"area": query["area"]}))
    rows = _more(kind, rows, query)
    if kind not in DAYS:
        return rows
    first_column, last_column = DAYS[kind]
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(**{f"{last_column}__gte": first})
    if last := parameters.day(query, "to"):
        days &= Q(**{f"{first_column}__lte": last})
    return rows.filter(days)


def _more(kind: str, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    if kind == "force":
        if of := parameters.choice(query, "kind", list(ForceKind.values)):
            rows = rows.filter(kind=of)
        if skill := parameters.choice(query, "skill", list(Skill.values)):
            rows = rows.filter(skills__contains=skill)
    if kind in ("alert", "call_out") and (which := parameters.choice(query, "which", [REAL, DRILL])):
        rows = rows.filter(is_real=which == REAL)
    if kind == "call_out" and (alert := parameters.whole(query, "alert")):
        rows = rows.filter(alert=alert)
    return rows


def choices(kind: str, actor: Actor) -> dict[str, Choices]:
    told: dict[str, Choices] = {
        "state": [("", _("All states")), *FLOWS[kind].states.items()],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
    if kind == "force":
        told["kind"] = [("", _("All kinds")), *ForceKind.choices]
        told["skill"] = [("", _("All skills")), *Skill.choices]
    if kind in ("alert", "call_out"):
        told["which"] = [("", _("Real and drills")), (REAL, _("Real ones")), (DRILL, _("Drills"))]
    return told
