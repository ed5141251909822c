"""The list of filled forms: its filters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.exchange.models import FillingQuerySet, FillingState
from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor

FILLINGS = ListSpec(
    code="form-fillings",
    label=_("Filled forms"),
    route="exchange:fillings",
    filters=("state", "area", "from", "to"),
)


def filtered(rows: FillingQuerySet, query: Any) -> FillingQuerySet:
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    rows = rows.filter(where_and_when(place, "filled_on"))
    state = parameters.choice(query, "state", FillingState.values)
    return rows.filter(state=state) if state else rows


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *FillingState.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
