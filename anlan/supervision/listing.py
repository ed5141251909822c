"""The list of supervisions: its filters and what they offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.journal.models import Entry
from anlan.kernel import parameters
from anlan.org.choices import area_choices, areas_of
from anlan.org.models.areas import below
from anlan.org.scope import Actor
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.models import State, Supervision, SupervisionQuerySet

OPEN = "open"
TAKEN = ("letter", "circular", "interview", "answer", "hand_over")
"""Steps that “what changed” of the first page leads to."""


def filtered(actor: Actor, query: Mapping[str, Any]) -> SupervisionQuerySet:
    """Return the supervisions that somebody may see and asks for."""
    rows = Supervision.objects.within(actor.scope)
    if state := parameters.choice(query, "state", (OPEN, *State.values)):
        rows = rows.open() if state == OPEN else rows.filter(state=state)
    if step := parameters.choice(query, "did", TAKEN):
        entries = Entry.objects.filter(kind=SUPERVISION_FLOW.kind, step=step)
        if since := parameters.moment(query, "since"):
            entries = entries.filter(recorded_at__gte=since)
        rows = rows.filter(pk__in=entries.values_list("case_id"))
    if str(query.get("area") or ""):
        paths = {area.code: area.path or "" for area in areas_of(actor.scope)}
        if code := parameters.choice(query, "area", list(paths)):
            rows = rows.filter(below(paths[code]))
    return rows


def choices(actor: Actor) -> dict[str, Sequence[tuple[str, Any]]]:
    """Return what each filter offers to a reader."""
    return {
        "state": [("", _("All states")), (OPEN, pgettext("state", "Open")), *State.choices],
        "did": [("", _("Anything")), *((step, SUPERVISION_FLOW.steps[step].done) for step in TAKEN)],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
