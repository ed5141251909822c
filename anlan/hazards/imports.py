"""The ledger of hazards: how each was found, and as far as the ledger tells, assigned, rectified, accepted, closed.

Each step goes through the door at the moment at which it happened, in the name of whom the ledger names; the key of
its entry names the batch, whose case names who brought the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.criteria.lookup import criteria_of
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.ledger_columns import COLUMNS, LATER
from anlan.hazards.ledger_hints import WITHOUT_ALIKE, hint
from anlan.hazards.ledger_past import Past, compare_finding, pasts
from anlan.hazards.ledger_steps import Ground, said, steps_of
from anlan.hazards.ledger_writing import Story, write
from anlan.hazards.models import GONE_STATES, Category, Grade, Hazard
from anlan.imports import lookup
from anlan.imports.inputs import Stamp
from anlan.imports.kinds import Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.inspections import rules as visit_rules
from anlan.inspections.imports import may_visit, of_day, place_of, places
from anlan.inspections.models import Visit
from anlan.kernel.errors import AnlanError
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises

WITH_VISITS = "with-visits"
FIND = gettext_lazy("record hazards")


def _has_hazards(visit: int) -> bool:
    return Hazard.objects.filter(visit=visit).exclude(state__in=GONE_STATES).exists()


visit_rules.HANGING.append(_has_hazards)


def natural(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    found: Stamp = values["found_at"]
    return f"{values['premises']}|{found.day}|{values['description']}"


# -- understanding ---------------------------------------------------------------------------------------------


def resolve(rows: Sequence[Row], run: Run) -> None:
    known = places(run, rows)
    bodies = lookup.organisations(run, (row["organisation"] for row in rows))
    visits = of_day(
        (place.pk, row["found_at"].day) for row in rows for place in known.get(row["premises"], ())
    )
    former = pasts(rows, run)
    for row in rows:
        _ahead_of_time(row, run)
        place = place_of(row, run, known, "hazards")
        among = lookup.bodies_of(row, bodies)
        if place is None or not row.sound:
            continue
        past = former.get(row.known or 0)
        row.ready = _sequel(row, run, place, among, past) if past else _story(row, run, place, among, visits)
    hint(rows, run)


def _ahead_of_time(row: Row, run: Run) -> None:
    for name in ("found_at", *LATER):
        if row[name] is not None and row[name].at > run.at:
            row.fault(name, _("The day lies in the future."), "at.future")


def _story(
    row: Row, run: Run, place: Premises, among: Sequence[int], visits: Mapping[Any, Sequence[Visit]]
) -> Story | None:
    found: Stamp = row["found_at"]
    finder = lookup.person(
        row, "found_by", row["found_by"], found.at, run, may=may_visit(place), what=FIND, bodies=among
    )
    if finder is None:
        return None
    visit = _visit_of(row, run, place, finder, visits.get((place.pk, found.day), ()))
    at = found.after(visit.visited_at) if visit else found.at
    story = Story(place, finder, at, visit, "record", _finding(row, place))
    if row["on_the_spot"]:
        story.opening = "record_on_the_spot"
        story.given = {name: story.given[name] for name in ("description", "category")}
        story.given["rectification"] = said(row["rectification"], _("Rectified on the spot"), least=4)
    else:
        story.steps = steps_of(row, run, Ground(place, finder.username, at, among), None)
    return story if row.sound else None


def _sequel(row: Row, run: Run, place: Premises, among: Sequence[int], past: Past) -> Story | None:
    """Return what a row adds to a hazard on record; nothing new is noted on the row as written."""
    compare_finding(row, past, place)
    if not row.sound:
        return None
    opening = past.opening
    story = Story(place, None, opening.at, None, "", {})
    if not past.hazard.on_the_spot:
        finder = opening.names[0] if opening.names else ""
        story.steps = steps_of(row, run, Ground(place, finder, opening.at, among), past)
    if not row.sound:
        return None
    if story.steps:
        flow = HAZARD_FLOW.steps
        told = {"number": past.hazard.number, "steps": "、".join(str(flow[s[0]].label) for s in story.steps)}
        row.warn("", _("Goes on with %(number)s: %(steps)s.") % told, "hazard.goes_on")
    else:
        row.wrote(past.hazard.pk)
    return story


def _visit_of(row: Row, run: Run, place: Premises, finder: Actor, there: Sequence[Visit]) -> Visit | None:
    """Return the visit on which it was found: of the finder, else of anybody on that day; or note the fault.

    Somebody else's hidden visit is not there: a fault of it would tell whoever brings the ledger (ADR 0056).
    """
    own = [visit for visit in there if visit.recorded_by_id == finder.person_id]
    seen = own or [visit for visit in there if not visit.is_masked]
    if seen:
        return seen[0]
    if WITH_VISITS in run.options:
        return None
    row.fault(
        "found_at",
        _(
            "No visit to “%(place)s” is on record for %(day)s. "
            "Take the ledger of visits in first, or choose to record one."
        )
        % {"place": place.name, "day": f"{row['found_at'].day}"},
        "hazard.no_visit",
    )
    return None


def _finding(row: Row, place: Premises) -> dict[str, Any]:
    grade = row["grade"] or Grade.GENERAL.value
    criterion = None
    if grade == Grade.MAJOR:
        on = row["found_at"].day
        text = row["criterion"]
        every = criteria_of(place.sector.code, on) if text else []
        fitting = [one for one in every if text in _names_of(one)]
        if not fitting:
            row.fault(
                "criterion",
                _("A major hazard needs the criterion that was in force on %(day)s: document and article.")
                % {"day": f"{on}"},
                "hazard.criterion",
            )
        criterion = fitting[0] if fitting else None
    elif row["criterion"]:
        row.fault("criterion", _("Only a major hazard has a criterion."), "hazard.criterion")
    return {
        "description": row["description"],
        "category": row["category"] or Category.OTHER.value,
        "grade": grade,
        "criterion": criterion,
        "interim_measure": row["interim_measure"] or "",
    }


def _names_of(criterion: Any) -> tuple[str, ...]:
    pack = criterion.pack
    return (
        criterion.citation,
        criterion.text,
        f"{pack.code} {criterion.article}",
        f"{pack.code}:{criterion.position}",
    )


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(HAZARD_FLOW, taken, run)


HAZARDS = Kind(
    code="hazards",
    label=gettext_lazy("Hazards"),
    order=70,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    goes_on=True,
    chunk=50,
    fewest=25,
    options=(
        (WITH_VISITS, gettext_lazy("Where no visit is on record for place and day, record one")),
        (WITHOUT_ALIKE, gettext_lazy("Leave out what reads like a hazard on record or another row")),
    ),
    help=gettext_lazy(
        "Each row is one hazard with the steps that were taken: days and names. It counts on the day of its finding."
    ),
)
