"""Incidents as a file: times, numbers, grade, how soon they were reported. Who called is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.incidents.kinds import CallSource, Category, IncidentGrade, IncidentKind, IncidentState
from anlan.incidents.listing import INCIDENTS, choices, filtered
from anlan.incidents.models import Incident
from anlan.listings import names
from anlan.listings.sheets import CODE, MOMENT, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(Incident.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Real or drill")),
        Column(_("Kind of incident")),
        Column(_("State")),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(pgettext("incident", "Place"), WIDE),
        Column(pgettext("incident", "What happened"), WIDE),
        Column(_("Source")),
        Column(_("Happened at"), MOMENT),
        Column(_("Call received at"), MOMENT),
        Column(_("Dead"), NUMBER),
        Column(pgettext("incident", "Missing"), NUMBER),
        Column(_("Seriously injured"), NUMBER),
        Column(_("Slightly injured"), NUMBER),
        Column(_("Direct loss (yuan)"), NUMBER),
        Column(_("Grade")),
        Column(_("Category of the bulletin")),
        Column(_("First report due"), MOMENT),
        Column(_("First report sent"), MOMENT),
        Column(_("Reports sent"), NUMBER),
        Column(_("Rescue ended at"), MOMENT),
        Column(_("Investigation report at"), MOMENT),
        Column(pgettext("incident", "Closed at"), MOMENT),
    ]


def teller() -> Teller:
    areas = names.areas()
    kinds, states, sources, grades, categories = (
        {code: str(label) for code, label in of.choices}
        for of in (IncidentKind, IncidentState, CallSource, IncidentGrade, Category)
    )

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Incident.objects.filter(pk__in=keys))
        areas.learn(row.area_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    row.number,
                    _("Real") if row.is_real else _("Drill"),
                    kinds[row.kind],
                    states[row.state],
                    *areas[row.area_id],
                    row.place,
                    row.what,
                    sources[row.source],
                    row.occurred_at,
                    row.received_at,
                    row.deaths,
                    row.missing,
                    row.serious,
                    row.minor,
                    row.loss_yuan,
                    grades[row.grade],
                    categories.get(row.category, ""),
                    row.first_due_at,
                    row.first_sent_at,
                    row.reports,
                    row.ended_at,
                    row.investigated_at,
                    row.closed_at,
                ),
            )

    return tell


Sheet(
    code="incidents",
    label=INCIDENTS.label,
    route=INCIDENTS.route,
    permission=Permission.INCIDENT_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=INCIDENTS,
)
