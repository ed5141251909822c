"""The ledger of hazards: how each was found, and as far as the ledger tells, assigned, rectified, accepted, closed.

Each step goes through the door at the moment at which it happened, in the name of whom the ledger names; the key of
its entry names the batch, whose case names who brought the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.criteria.lookup import criteria_of
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.ledger_columns import COLUMNS, LATER, PLAN
from anlan.hazards.ledger_writing import BY, Story, write
from anlan.hazards.likeness import ALIKE, WITHIN_DAYS, likeness
from anlan.hazards.models import GONE_STATES, Category, Grade, Hazard
from anlan.imports import lookup
from anlan.imports.inputs import Stamp
from anlan.imports.kinds import Kind, Row, Run
from anlan.inspections import rules as visit_rules
from anlan.inspections.imports import bodies_of, may_visit, of_day, place_of, places, take_back
from anlan.inspections.models import Visit
from anlan.kernel.errors import AnlanError
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises

WITH_VISITS = "with-visits"
FIND = gettext_lazy("record hazards")
MAY = {
    "assign": (Permission.HAZARD_ASSIGN, gettext_lazy("assign hazards")),
    "claim": (Permission.HAZARD_CLAIM, gettext_lazy("report rectification")),
    "accept": (Permission.HAZARD_ACCEPT, gettext_lazy("accept rectification")),
    "look_back": (Permission.HAZARD_LOOK_BACK, gettext_lazy("look back")),
    "close_out": (Permission.HAZARD_CLOSE, gettext_lazy("close hazards out")),
}
_MOST_COMPARED = 4_000


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
    for row in rows:
        _ahead_of_time(row, run)
        place = place_of(row, run, known, "hazards")
        among = bodies_of(row, run, bodies)
        if place is None or not row.sound:
            continue
        row.ready = _story(row, run, place, among, visits)
    _hint(rows)


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
        story.given["rectification"] = _said(row["rectification"], _("Rectified on the spot"), least=4)
    else:
        story.steps = _steps(row, run, place, finder, at, among)
    return story if row.sound else None


def _visit_of(row: Row, run: Run, place: Premises, finder: Actor, there: Sequence[Visit]) -> Visit | None:
    """Return the visit on which it was found: of the finder, else of anybody on that day; or note the fault."""
    own = [visit for visit in there if visit.recorded_by_id == finder.person_id]
    if own or there:
        return (own or there)[0]
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


def _steps(
    row: Row, run: Run, place: Premises, finder: Actor, found_at: datetime, among: Sequence[int]
) -> list[tuple[str, Actor, datetime, dict[str, Any]]]:
    """Return the steps that the row tells of, each not before the one ahead of it."""
    told = _told(row)
    steps: list[tuple[str, Actor, datetime, dict[str, Any]]] = []
    at = found_at
    defaults = {"assign": finder, "close_out": None}
    for step, column, given in told:
        stamp: Stamp | None = row[column]
        when = stamp.after(at) if stamp else at
        if when < at:
            row.fault(column, _("It lies before the step ahead of it."), "at.before")
            return steps
        at = when
        actor = _taker(row, step, place, at, run, defaults.get(step), among)
        if actor is None:
            return steps
        if step == "accept":
            defaults["close_out"] = actor
        if step == "claim" and row["grade"] == Grade.MAJOR:
            steps.append(("plan", actor, at, {name: row[f"plan_{name}"] for name in PLAN}))
        more = {"due_at": row["due_at"].end} if step == "assign" else {}
        steps.append((step, actor, at, given | more))
    return steps


def _told(row: Row) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the steps that a row holds in their order, with the column of their moment; note what is missing."""
    acceptance = _said(row["acceptance"], _("Accepted according to the ledger"), least=2)
    rectification = _said(row["rectification"], _("Rectified according to the ledger"), least=4)
    every = [
        ("assign", "assigned_at", {"requirement": row["requirement"] or ""}),
        ("claim", "rectified_at", {"rectification": rectification}),
        ("accept", "accepted_at", {"acceptance": acceptance, "mode": "", "report": acceptance}),
        ("look_back", "looked_back_at", {"result": "cleared", "note": str(_("According to the ledger"))}),
        ("close_out", "closed_at", {}),
    ]
    last = max((n for n, (_s, column, _g) in enumerate(every) if row[column] is not None), default=-1)
    if row["due_at"] is not None or row["assigned_by"]:
        last = max(last, 0)
    told = [step for n, step in enumerate(every[: last + 1]) if n < 3 or row[step[1]] is not None]
    for step, column, _given in told:
        if step in ("claim", "accept") and row[column] is None:
            row.fault(column, _("It is missing, though a later step has its day."), "step.missing")
    if told and row["due_at"] is None:
        row.fault("due_at", _("What was assigned has a deadline: fill it in."), "due.missing")
    return told if row.sound else []


def _said(text: str, otherwise: Any, *, least: int) -> str:
    """Return what a ledger says, or what stands for it; words too few for the step are quoted."""
    if not text:
        return str(otherwise)
    return text if len(text) >= least else str(_("According to the ledger: %(text)s") % {"text": text})


def _taker(
    row: Row,
    step: str,
    place: Premises,
    at: datetime,
    run: Run,
    default: Actor | None,
    among: Sequence[int],
) -> Actor | None:
    column = BY[step]
    permission, what = MAY[step]
    text = row[column] or (default.username if default else "")
    if not text:
        row.fault(column, _("It is missing, though the step has its day."), "step.nobody")
        return None

    def may(actor: Actor) -> bool:
        here = {"area_path": place.area_path, "sector_id": place.sector_id}
        return actor.holds(permission, organisation_id=place.operator_id, **here) is not None

    return lookup.person(row, column, text, at, run, may=may, what=what, bodies=among)


def _hint(rows: Sequence[Row]) -> None:
    """Warn of rows that read much like a hazard that is on record for the place (C37). One query a chunk."""
    sound = [row for row in rows if row.ready]
    if not sound:
        return
    days = [row["found_at"].day for row in sound]
    near = Hazard.objects.filter(
        premises__in={row.ready.place.pk for row in sound},
        found_on__range=(min(days) - timedelta(days=WITHIN_DAYS), max(days)),
    ).exclude(state__in=GONE_STATES)
    known: dict[int, list[tuple[Any, str, str]]] = {}
    columns = near.order_by("-pk").values_list("premises", "found_on", "pk", "description")[:_MOST_COMPARED]
    for place, on, key, text in columns:
        known.setdefault(place, []).append((on, f"YH{on:%Y}-{key:07d}", text))
    for row in sound:
        on = row["found_at"].day
        for found_on, number, text in known.get(row.ready.place.pk, ()):
            if abs((on - found_on).days) <= WITHIN_DAYS and likeness(row["description"], text) >= ALIKE:
                row.warn(
                    "description",
                    _("Reads much like %(number)s of %(day)s: merge them if they are the same.")
                    % {"number": number, "day": f"{found_on}"},
                    "hazard.alike",
                )
                break


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
    chunk=50,
    fewest=25,
    options=((WITH_VISITS, gettext_lazy("Where no visit is on record for place and day, record one")),),
    help=gettext_lazy(
        "Each row is one hazard with the steps that were taken: days and names. It counts on the day of its finding."
    ),
)
