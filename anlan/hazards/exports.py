"""The ledger of hazards as a file: every column that a clerk works with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.hazards.listing import HAZARDS, choices, filtered
from anlan.hazards.models import OPEN_STATES, Category, Grade, Hazard, HazardQuerySet, State
from anlan.kernel import clock
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor

_PEOPLE = ("found_by", "assigned_by", "rectified_by", "accepted_by", "looked_back_by", "closed_by")
_BODIES = ("operator", "department", "supervisor")
_FIELDS = (
    "id", "found_on", "found_at", "state", "grade", "category", "description", "interim_measure", "requirement",
    "premises__code", "premises__name", "premises__address", "area_id", "sector_id",
    "criterion__article", "assigned_at", "due_at", "signed_for_at", "extensions", "rectified_at", "rectification",
    "accepted_at", "acceptance", "looked_back_at", "closed_at", "minutes_to_rectify", "reopenings", "on_the_spot",
    "is_relapse", "item__code", "basis", *(f"{name}_id" for name in (*_BODIES, *_PEOPLE)),
)  # fmt: skip


def rows(actor: Actor, query: Mapping[str, Any]) -> HazardQuerySet:
    return filtered(Hazard.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Hazard"), WIDE),
        Column(_("State")),
        Column(_("Grade")),
        Column(_("Category")),
        Column(_("Criterion")),
        Column(_("Premises"), NAME),
        Column(_("Code of the premises"), CODE),
        Column(_("Address"), NAME),
        Column(_("Business entity"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Responsible department"), NAME),
        Column(_("Followed up by"), NAME),
        Column(_("Found on"), DAY),
        Column(_("Found at"), MOMENT),
        Column(_("Found by")),
        Column(_("Interim measure"), WIDE),
        Column(_("Assigned at"), MOMENT),
        Column(_("Assigned by")),
        Column(_("Requirement"), WIDE),
        Column(_("Signed for at"), MOMENT),
        Column(_("Deadline"), MOMENT),
        Column(_("Extensions"), NUMBER),
        Column(_("Days overdue"), NUMBER),
        Column(_("Rectified at"), MOMENT),
        Column(_("Rectified by")),
        Column(_("Rectification"), WIDE),
        Column(_("Accepted at"), MOMENT),
        Column(_("Accepted by")),
        Column(_("Finding of the acceptance"), WIDE),
        Column(_("Looked back at (time)"), MOMENT),
        Column(_("Looked back by")),
        Column(_("Closed at"), MOMENT),
        Column(_("Closed by")),
        Column(_("Days taken to rectify"), NUMBER),
        Column(_("Reopenings"), NUMBER),
        Column(_("Rectified on the spot")),
        Column(_("Relapse")),
        Column(_("Item of the checklist"), CODE),
        Column(_("Basis"), WIDE),
    ]


def teller() -> Teller:
    people, bodies, areas, sectors = names.people(), names.organisations(), names.areas(), names.sectors()
    states, grades = _words(State), _words(Grade)
    categories, yes = _words(Category), pgettext("export", "yes")
    now = clock.now()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Hazard.objects.filter(pk__in=keys).values(*_FIELDS))
        people.learn(row[f"{name}_id"] for row in found for name in _PEOPLE)
        bodies.learn(row[f"{name}_id"] for row in found for name in _BODIES)
        areas.learn(row["area_id"] for row in found)
        sectors.learn(row["sector_id"] for row in found)
        for row in found:
            due, minutes = row["due_at"], row["minutes_to_rectify"]
            late = due is not None and row["state"] in OPEN_STATES and due < now
            yield (
                row["id"],
                (
                    f"YH{row['found_on']:%Y}-{row['id']:07d}",
                    row["description"],
                    states[row["state"]],
                    grades[row["grade"]],
                    categories[row["category"]],
                    row["criterion__article"],
                    row["premises__name"],
                    row["premises__code"],
                    row["premises__address"],
                    bodies[row["operator_id"]],
                    *areas[row["area_id"]],
                    sectors[row["sector_id"]],
                    bodies[row["department_id"]],
                    bodies[row["supervisor_id"]],
                    row["found_on"],
                    row["found_at"],
                    people[row["found_by_id"]],
                    row["interim_measure"],
                    row["assigned_at"],
                    people[row["assigned_by_id"]],
                    row["requirement"],
                    row["signed_for_at"],
                    due,
                    row["extensions"],
                    (now - due).days if late else None,
                    row["rectified_at"],
                    people[row["rectified_by_id"]],
                    row["rectification"],
                    row["accepted_at"],
                    people[row["accepted_by_id"]],
                    row["acceptance"],
                    row["looked_back_at"],
                    people[row["looked_back_by_id"]],
                    row["closed_at"],
                    people[row["closed_by_id"]],
                    None if minutes is None else round(minutes / 1440, 1),
                    row["reopenings"],
                    yes if row["on_the_spot"] else "",
                    yes if row["is_relapse"] else "",
                    row["item__code"] or "",
                    row["basis"],
                ),
            )

    return tell


def _words(choices: Any) -> dict[str, str]:
    """Return the labels of an enumeration in the language of now, as plain text."""
    return {code: str(label) for code, label in choices.choices}


Sheet(
    code="hazards",
    label=HAZARDS.label,
    route=HAZARDS.route,
    permission=Permission.HAZARD_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=HAZARDS,
)

from anlan.hazards import dual_prevention as _dual_prevention  # noqa: E402, F401 -- declares its list
