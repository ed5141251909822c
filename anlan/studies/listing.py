"""The lists of risk studies: one a kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import find_sector, where_and_when
from anlan.kernel import parameters
from anlan.lifecycle.flow import FLOWS
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.scope import Actor, Scope
from anlan.studies.kinds import End, RiskLevel
from anlan.studies.rows import KINDS, NAMES

DAYS: Mapping[str, tuple[str, str]] = {
    "risk_study": ("planned_on", "planned_on"),
    "finding": ("found_on", "found_on"),
    "risk_rating": ("first_day", "last_day"),
}
OF: Mapping[str, tuple[str, ...]] = {
    "risk_study": (),
    "finding": ("sector", "level", "end", "study"),
    "risk_rating": ("level", "what"),
}
PLACE, AREA = "place", "area"
LISTS: Mapping[str, ListSpec] = {
    kind: ListSpec(
        code=f"studies-{kind.replace('_', '-')}",
        label=NAMES[kind],
        route=f"studies:{kind}",
        filters=("state", "area", *OF[kind], "from", "to"),
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
    first_column, last_column = DAYS[kind]
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(**{f"{last_column}__gte": first}) | Q(**{f"{last_column}": None})
    if last := parameters.day(query, "to"):
        days &= Q(**{f"{first_column}__lte": last})
    return rows.filter(days)


def _more(kind: str, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    if kind == "finding":
        if sector := parameters.words(query, "sector"):
            rows = rows.filter(sector=find_sector(sector))
        if end := parameters.choice(query, "end", [*End.values]):
            rows = rows.filter(end_kind=end)
        if study := parameters.whole(query, "study"):
            rows = rows.filter(study=study)
    if "level" in OF[kind] and (level := parameters.choice(query, "level", list(RiskLevel.values))):
        rows = rows.filter(risk_level=level)
    if "what" in OF[kind] and (what := parameters.choice(query, "what", [PLACE, AREA])):
        rows = rows.filter(is_place=what == PLACE)
    return rows


def choices(kind: str, actor: Actor) -> dict[str, Choices]:
    told: dict[str, Choices] = {
        "state": [("", _("All states")), *FLOWS[kind].states.items()],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
    if kind == "finding":
        told["sector"] = [("", _("All sectors")), *sector_choices()]
        told["end"] = [("", _("All ends")), *End.choices]
    if "level" in OF[kind]:
        told["level"] = [("", _("All levels")), *RiskLevel.choices]
    if "what" in OF[kind]:
        told["what"] = [("", _("Areas and places")), (AREA, _("Areas")), (PLACE, _("Places"))]
    return told
