"""Whole stories of a ledger's rows, written through the door: the finding, then step by step for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.ledger_steps import BY, ToTake
from anlan.imports.kinds import Row, Run
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.imports import visit_act
from anlan.inspections.models import Visit
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.sitting import Sitting, Untimely
from anlan.org.scope import Actor
from anlan.premises.models import Premises


@dataclass(slots=True)
class Story:
    """A row that is understood: where, on which visit, and the steps with who took them and when."""

    place: Premises
    finder: Actor | None  # None where the finding is on record
    found_at: datetime
    visit: Visit | None
    opening: str
    given: dict[str, Any]
    steps: list[ToTake] = field(default_factory=list)
    made: Visit | None = None  # the visit that is recorded with it


class _Again(Exception):
    pass


def write(rows: Sequence[Row], run: Run) -> None:
    """Write whole stories: a row of which one step is refused leaves nothing."""
    left, at_once = list(rows), True
    while left:
        try:
            with transaction.atomic():
                if at_once:
                    with Sitting() as sitting:
                        _write(left, run, sitting)
                else:
                    _write(left, run, None)
            return
        except _Again:
            pass
        except (Untimely, IntegrityError):
            if not at_once:
                raise
            at_once = False  # step by step the door says of which row, and answers what was done before
        left = [row for row in left if row.sound]


def _write(rows: Sequence[Row], run: Run, sitting: Sitting | None) -> None:
    for row in rows:
        row.written = row.known
    _record_visits([row for row in rows if row.known is None and row.ready.visit is None], run, sitting)
    ready = [row for row in rows if row.sound]
    for opening in ("record", "record_on_the_spot"):
        chosen = [row for row in ready if row.ready.opening == opening]
        acts = [_opening(row, run) for row in chosen]
        _pass(opening, chosen, acts, sitting)
    turn = 0
    while some := [row for row in ready if row.sound and len(row.ready.steps) > turn]:
        for step in dict.fromkeys(row.ready.steps[turn][0] for row in some):
            chosen = [row for row in some if row.ready.steps[turn][0] == step]
            _pass(step, chosen, [_later(row, run, turn) for row in chosen], sitting)
        turn += 1
    if not all(row.sound for row in rows):
        raise _Again


def _record_visits(rows: Sequence[Row], run: Run, sitting: Sitting | None) -> None:
    """Record the visits on which these were found: one for each place, day and finder."""
    firsts: dict[tuple[int, Any, int], Row] = {}
    for row in rows:
        story = row.ready
        firsts.setdefault((story.place.pk, row["found_at"].day, story.finder.person_id), row)
    acts = [
        visit_act(row, run, row.ready.place, row.ready.finder, row.ready.found_at) for row in firsts.values()
    ]
    made: dict[tuple[int, Any, int], Visit] = {}
    results = door.apply_many(VISIT_FLOW, "record", acts, sitting=sitting)
    for (key, row), result in zip(firsts.items(), results, strict=True):
        if isinstance(result, AnlanError):
            row.refuse(result, "found_by")
        else:
            place = row.ready.place
            made[key] = Visit(
                id=result.case_id,
                premises=place,
                sector=place.sector,
                area_id=place.reporting_area_id,
                area_path=place.area_path,
                visited_at=row.ready.found_at,
            )
    for row in rows:
        story = row.ready
        visit = made.get((story.place.pk, row["found_at"].day, story.finder.person_id))
        if visit is None:
            row.fault("found_by", _("The visit on which it was found was refused."), "hazard.no_visit")
            continue
        story.made = visit
        story.found_at = max(story.found_at, visit.visited_at)


def _opening(row: Row, run: Run) -> Act:
    story: Story = row.ready
    assert story.finder is not None  # only what opens a case comes here
    return Act(
        by=story.finder,
        input={"visit": story.visit or story.made, **story.given},
        at=story.found_at,
        key=run.key(row, "found"),
        ledger=True,
    )


def _later(row: Row, run: Run, turn: int) -> Act:
    step, actor, at, given = row.ready.steps[turn]
    return Act(
        by=actor,
        input=given,
        at=max(at, row.ready.found_at),
        case_id=row.written,
        key=run.key(row, step),
        ledger=True,
    )


def _pass(step: str, rows: Sequence[Row], acts: Sequence[Act], sitting: Sitting | None) -> None:
    for row, result in zip(rows, door.apply_many(HAZARD_FLOW, step, acts, sitting=sitting), strict=True):
        row.became(result, BY.get(step, "found_by"))
