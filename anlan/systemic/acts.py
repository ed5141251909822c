"""Taking a candidate up: its numbers are worked out anew and kept, its hazards are linked in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.journal.models import Entry
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome, entry_input
from anlan.org.models import Area
from anlan.org.scope import Actor
from anlan.systemic import drafting
from anlan.systemic.effects import cell_of
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.gathering import look_at
from anlan.systemic.kinds import ProblemKind

Given = Mapping[str, Any]
_WORKED_OUT = ("evidence", "title", "description")


def take_up(given: Given, *, by: Actor, key: str | None = None, at: datetime | None = None) -> Outcome:
    """Make a problem of a candidate. Whoever sends it names the cell and the days; the numbers are the system's.

    Raises Refused where it is no candidate any more. Cost: a look, then a passage through the door.
    """
    done = Entry.objects.filter(actor_id=by.person_id, key=key).first() if key else None
    if done:  # sent again, it is the same act: with the numbers that were worked out then
        kept = {name: value for name, value in entry_input(done).items() if name in _WORKED_OUT}
        return door.open_case(SYSTEMIC_FLOW, "take_up", by=by, input={**given, **kept}, key=key, at=at)
    return door.open_case(SYSTEMIC_FLOW, "take_up", by=by, input=_worked_out(given, by), key=key, at=at)


def _worked_out(given: Given, by: Actor) -> dict[str, Any]:
    """Return the input with the candidate's numbers and, where none were sent, its words."""
    told = {name: value for name, value in given.items() if name != "evidence"}
    try:
        clean = SYSTEMIC_FLOW.steps["take_up"].form.clean(told)
    except Invalid:
        return told  # the door says what is wrong
    area, sector, category = clean["area"], clean["sector"], clean["category"]
    if sector is None or not category or not 0 <= (clean["last_day"] - clean["first_day"]).days < 366:
        return told
    whole = clean["whole"] or _whole(clean["kind"], area)
    looked = look_at(whole, Period(clean["first_day"], clean["last_day"]), by.scope)
    cell = looked.find(cell_of(clean["kind"], area.pk, sector.pk, category))
    if cell is None:
        raise Refused("systemic.gone", _("This is no candidate any more: look again, or propose it by hand"))
    drafted = drafting.words(looked, cell, area, sector)
    return {
        **told,
        **{name: told.get(name) or drafted[name] for name in drafted},
        "evidence": looked.evidence(cell),
    }


def _whole(kind: str, area: Area) -> Area:
    """Return the area within which a cell is compared: of a regional one that above it."""
    return (area.parent or area) if kind == ProblemKind.REGIONAL else area
