"""Visits as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.inspections.listing import VISITS, choices, filtered
from anlan.inspections.models import (
    Mode,
    Outcome,
    Qualification,
    QualificationKind,
    Signature,
    Visit,
    VisitMember,
    VisitQuerySet,
)
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor

_FIELDS = (
    "id", "visited_on", "visited_at", "mode", "focus", "situation", "premises__code", "premises__name",
    "premises__address", "area_id", "sector_id", "organisation_id", "recorded_by_id", "outcome", "outcome_note",
    "leader_name", "leader_title", "companion", "is_enforcement", "minutes", "requirement", "opinion", "next_step",
    "signature", "signed_by", "witness", "checklist__code", "checklist__version", "items_applicable", "items_answered",
    "items_failed", "is_four", "is_four_submitted",
)  # fmt: skip


def rows(actor: Actor, query: Mapping[str, Any]) -> VisitQuerySet:
    return filtered(Visit.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Code of the premises"), CODE),
        Column(_("Address"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Mode")),
        Column(_("Day"), DAY),
        Column(_("Visited at"), MOMENT),
        Column(_("By"), NAME),
        Column(_("Recorded by")),
        Column(_("Focus"), WIDE),
        Column(_("Situation"), WIDE),
        Column(_("What came of it")),
        Column(_("Why it was not inspected"), NAME),
        Column(_("Leader’s name")),
        Column(_("Leader’s post"), NAME),
        Column(_("Experts"), NAME),
        Column(_("Enforcement officers"), NAME),
        Column(_("It is law enforcement")),
        Column(_("Accompanied by")),
        Column(_("How long it took (minutes)"), NUMBER),
        Column(_("What the leader required"), WIDE),
        Column(_("Opinion of the experts"), WIDE),
        Column(_("Next step"), WIDE),
        Column(_("Signature of the business")),
        Column(_("Signatory")),
        Column(_("Witness")),
        Column(_("Checklist"), CODE),
        Column(_("Version"), NUMBER),
        Column(_("Items that apply"), NUMBER),
        Column(_("Items answered"), NUMBER),
        Column(_("Items that do not conform"), NUMBER),
        Column(_("Four haves")),
        Column(_("Submitted as four haves")),
    ]


def _members(keys: list[int]) -> dict[tuple[int, str], str]:
    """Return (visit, role) → the names of those who took part."""
    found: dict[tuple[int, str], list[str]] = {}
    rows = VisitMember.objects.filter(visit__in=keys).order_by("pk")
    for visit, role, name, number in rows.values_list(
        "visit_id", "role", "qualification__name", "qualification__number"
    ):
        found.setdefault((visit, role), []).append(f"{name}（{number}）" if number else name)
    return {key: "、".join(names) for key, names in found.items()}


def _carried_on(row: dict[str, Any], members: dict[tuple[int, str], str], said: dict[str, Any]) -> Line:
    yes = said["yes"]
    return (
        said["outcomes"][row["outcome"]],
        row["outcome_note"],
        row["leader_name"],
        row["leader_title"],
        members.get((row["id"], "expert"), ""),
        members.get((row["id"], "officer"), ""),
        yes[row["is_enforcement"]],
        row["companion"],
        row["minutes"],
        row["requirement"],
        row["opinion"],
        row["next_step"],
        said["signatures"].get(row["signature"], ""),
        row["signed_by"],
        row["witness"],
        row["checklist__code"] or "",
        row["checklist__version"],
        row["items_applicable"] if row["checklist__code"] else None,
        row["items_answered"] if row["checklist__code"] else None,
        row["items_failed"] if row["checklist__code"] else None,
        yes[row["is_four"]],
        yes[row["is_four_submitted"]],
    )


def teller() -> Teller:
    people, bodies, areas, sectors = names.people(), names.organisations(), names.areas(), names.sectors()
    modes = {code: str(label) for code, label in Mode.choices}
    said = {
        "outcomes": {code: str(label) for code, label in Outcome.choices},
        "signatures": {code: str(label) for code, label in Signature.choices},
        "yes": {True: _("Yes"), False: _("No")},
    }

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Visit.objects.filter(pk__in=keys).values(*_FIELDS))
        members = _members(keys)
        people.learn(row["recorded_by_id"] for row in found)
        bodies.learn(row["organisation_id"] for row in found)
        areas.learn(row["area_id"] for row in found)
        sectors.learn(row["sector_id"] for row in found)
        for row in found:
            yield (
                row["id"],
                (
                    f"JC{row['visited_on']:%Y}-{row['id']:07d}",
                    row["premises__name"],
                    row["premises__code"],
                    row["premises__address"],
                    *areas[row["area_id"]],
                    sectors[row["sector_id"]],
                    modes[row["mode"]],
                    row["visited_on"],
                    row["visited_at"],
                    bodies[row["organisation_id"]],
                    people[row["recorded_by_id"]],
                    row["focus"],
                    row["situation"],
                    *_carried_on(row, members, said),
                ),
            )

    return tell


Sheet(
    code="visits",
    label=VISITS.label,
    route=VISITS.route,
    permission=Permission.VISIT_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=VISITS,
)


def qualified_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    rows = Qualification.objects.within(actor.scope).standing()
    kind = parameters.choice(query, "kind", QualificationKind.values)
    return rows.filter(kind=kind) if kind else rows


def qualified_columns() -> list[Column]:
    return [
        Column(_("Kind")),
        Column(_("Name")),
        Column(_("Account"), CODE),
        Column(_("Field of the expert"), NAME),
        Column(_("Certificate number"), CODE),
        Column(_("Place of work"), NAME),
        Column(_("Valid from"), DAY),
        Column(_("Valid to"), DAY),
        Column(_("Area code"), CODE),
        Column(_("Area")),
    ]


def qualified_teller() -> Teller:
    areas = names.areas()
    kinds = {code: str(label) for code, label in QualificationKind.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Qualification.objects.filter(pk__in=keys).select_related("person"))
        areas.learn(one.area_id for one in found)
        for one in found:
            account = one.person.username if one.person else ""
            told = (kinds[one.kind], one.name, account, one.field, one.number, one.body)
            yield one.pk, (*told, one.first_day, one.last_day, *areas[one.area_id])

    return tell


Sheet(
    code="qualifications",
    label=gettext_lazy("Experts and officers"),
    route="inspections:people",
    permission=Permission.VISIT_READ,
    rows=qualified_rows,
    columns=qualified_columns,
    teller=qualified_teller,
    choices=lambda _actor: {"kind": [("", _("Experts and officers")), *QualificationKind.choices]},
    filters=("kind",),
    order=Order((), descending=False),
)
