"""The list of due reports: its filters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor
from anlan.reporting import formbook, standing
from anlan.reporting.models import Axis, DueQuerySet
from anlan.reporting.standing import Standing

REPORTS = ListSpec(
    code="reports",
    label=_("Daily reports"),
    route="reporting:list",
    filters=("form", "standing", "axis", "area", "from", "to"),
)


def filtered(dues: DueQuerySet, query: Any) -> DueQuerySet:
    """Return what the filters of an address leave; a standing is that of now."""
    if word := parameters.choice(query, "standing", Standing.values):
        dues = dues.filter(standing.where(Standing(word), clock.now()))
    if form := parameters.words(query, "form"):
        dues = dues.filter(form=form)
    if axis := parameters.choice(query, "axis", Axis.values):
        dues = dues.filter(axis=axis)
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return dues.filter(where_and_when(place, "day"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "form": [("", _("All forms")), *formbook.choices(clock.today())],
        "standing": [("", _("Every standing")), *Standing.choices],
        "axis": [("", _("Areas and departments")), *Axis.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
