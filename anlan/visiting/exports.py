"""Arranged visits as a file, a row for each; the proposal has a workbook of its own (views)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.visiting import listing
from anlan.visiting.listing import ARRANGED
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Code of the premises"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Address"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("State")),
        Column(_("Day"), DAY),
        Column(pgettext("planner", "Team"), NUMBER),
        Column(_("Turn of the day"), NUMBER),
        Column(_("Leading body"), NAME),
        Column(pgettext("planner", "Bodies"), WIDE),
        Column(pgettext("planner", "Checks"), WIDE),
        Column(_("Visits apart"), NUMBER),
        Column(_("Visits saved"), NUMBER),
        Column(_("The visit"), CODE),
        Column(_("Reason"), WIDE),
    ]


def teller() -> Teller:
    states = {code: str(label) for code, label in ArrangedState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        parts: dict[int, list[Any]] = {}
        for part in ArrangedCheck.objects.filter(visit__in=keys, dropped="").select_related("organisation"):
            parts.setdefault(part.visit_id, []).append(part)
        rows = ArrangedVisit.objects.filter(pk__in=keys).select_related("premises", "area", "lead", "visit")
        for visit in rows:
            mine = sorted(parts.get(visit.pk, ()), key=lambda one: (one.latest, one.pk))
            yield (
                visit.pk,
                (
                    visit.number, visit.premises.code, visit.premises.name, visit.premises.address, visit.area.code,
                    visit.area.short_label, states[visit.state], visit.planned_on, visit.team, visit.turn,
                    visit.lead.label, _(", ").join(dict.fromkeys(part.organisation.label for part in mine)),
                    _(", ").join(f"{part.title} ({part.latest})" for part in mine), visit.separate, visit.saved,
                    visit.visit.number if visit.visit else "", visit.reason,
                ),
            )  # fmt: skip

    return tell


Sheet(
    code="arranged-visits",
    label=ARRANGED.label,
    route=ARRANGED.route,
    permission=Permission.PLAN_READ,
    rows=lambda actor, query: listing.filtered(ArrangedVisit.objects.within(actor.scope), query),
    columns=columns,
    teller=teller,
    choices=listing.choices,
    spec=ARRANGED,
)
