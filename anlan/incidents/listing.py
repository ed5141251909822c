"""The list of incidents: filters and orders. Real ones; drills stand in a list of their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.figures.cut import where_and_when
from anlan.incidents.kinds import Category, IncidentGrade, IncidentKind, IncidentState
from anlan.incidents.models import IncidentQuerySet
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor

INCIDENTS = ListSpec(
    code="incidents",
    label=_("Incidents"),
    route="incidents:list",
    filters=("mode", "state", "kind", "grade", "category", "area", "from", "to"),
    sorts=(Sort("day", Order(("occurred_on",)), index="incident_by_day"),),
)
MODES = (("", _("Real incidents")), ("drill", _("Drills")))
OPEN = "open"


def filtered(incidents: IncidentQuerySet, query: Any) -> IncidentQuerySet:
    """Return what the filters of an address leave; what was set aside only if asked for."""
    mode = parameters.choice(query, "mode", ("drill",))
    rows: Any = incidents.filter(is_real=not mode)
    state = parameters.choice(query, "state", (OPEN, *IncidentState.values))
    if state == OPEN:
        rows = rows.filter(state__in=(IncidentState.ACTIVE, IncidentState.ENDED))
    else:
        rows = rows.filter(state=state) if state else rows.standing()
    for name, choices in (("kind", IncidentKind), ("grade", IncidentGrade), ("category", Category)):
        if wanted := parameters.choice(query, name, choices.values):
            rows = rows.filter(**{name: wanted})
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    found: IncidentQuerySet = rows.filter(where_and_when(place, "occurred_on"))
    return found


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "mode": MODES,
        "state": [
            ("", _("All that stand")),
            (OPEN, pgettext_lazy("incident", "Open")),
            *IncidentState.choices,
        ],
        "kind": [("", _("All kinds")), *IncidentKind.choices],
        "grade": [("", _("All grades")), *IncidentGrade.choices],
        "category": [("", _("All categories")), *Category.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
