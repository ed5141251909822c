"""The list of supervisions: its filters and what they offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import parameters
from anlan.org.choices import area_choices, areas_of
from anlan.org.models.areas import below
from anlan.org.scope import Actor
from anlan.supervision.models import State, Supervision, SupervisionQuerySet

OPEN = "open"


def filtered(actor: Actor, query: Mapping[str, Any]) -> SupervisionQuerySet:
    """Return the supervisions that somebody may see and asks for."""
    rows = Supervision.objects.within(actor.scope)
    if state := parameters.choice(query, "state", (OPEN, *State.values)):
        rows = rows.open() if state == OPEN else rows.filter(state=state)
    if str(query.get("area") or ""):
        paths = {area.code: area.path or "" for area in areas_of(actor.scope)}
        if code := parameters.choice(query, "area", list(paths)):
            rows = rows.filter(below(paths[code]))
    return rows


def choices(actor: Actor) -> dict[str, Sequence[tuple[str, Any]]]:
    """Return what each filter offers to a reader."""
    return {
        "state": [("", _("All states")), (OPEN, _("Open")), *State.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
