"""Publicity as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.outreach.kinds import ActivityKind, Channel, VenueKind
from anlan.outreach.listing import ACTIVITIES, choices, filtered
from anlan.outreach.models import Activity, ActivityQuerySet, ActivityState

_FIELDS = (
    "id", "happened_on", "happened_at", "kind", "channel", "venue_kind", "title", "place", "grid_cell",
    "campaign__name", "area_id", "organisation_id", "quantity", "measure_word", "is_estimated", "estimate_basis",
    "receipt_operator",
    "receipt_number", "receipt_count", "receipted_on", "reference", "pictures", "state", "recorded_by_id",
    "verified_by_id", "verified_at", "note",
)  # fmt: skip


def rows(actor: Actor, query: Mapping[str, Any]) -> ActivityQuerySet:
    return filtered(Activity.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("What it was"), WIDE),
        Column(_("Kind")),
        Column(_("Channel")),
        Column(_("Into which of the five")),
        Column(pgettext("publicity", "Place"), NAME),
        Column(_("Grid cell"), CODE),
        Column(_("Campaign"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Organiser"), NAME),
        Column(_("Day"), DAY),
        Column(_("Happened at"), MOMENT),
        Column(_("Quantity"), NUMBER),
        Column(_("Measure word")),
        Column(_("Counted or estimated")),
        Column(_("Basis of the estimate"), WIDE),
        Column(_("Telecom operator"), NAME),
        Column(_("Number of the receipt"), CODE),
        Column(_("Messages by the receipt"), NUMBER),
        Column(_("Date of the receipt"), DAY),
        Column(_("Where it can be seen"), WIDE),
        Column(_("Photographs and scans"), NUMBER),
        Column(_("State")),
        Column(_("Recorded by")),
        Column(_("Verified by")),
        Column(_("Verified at"), MOMENT),
        Column(_("Remark"), WIDE),
    ]


def teller() -> Teller:
    people, bodies, areas = names.people(), names.organisations(), names.areas()
    kinds = {code: str(label) for code, label in ActivityKind.choices}
    channels = {code: str(label) for code, label in Channel.choices}
    venues = {"": "", **{code: str(label) for code, label in VenueKind.choices}}
    states = {code: str(label) for code, label in ActivityState.choices}
    how = {True: _("Estimated"), False: _("Counted out")}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Activity.objects.filter(pk__in=keys).values(*_FIELDS))
        people.learn(row[name] for row in found for name in ("recorded_by_id", "verified_by_id") if row[name])
        bodies.learn(row["organisation_id"] for row in found)
        areas.learn(row["area_id"] for row in found)
        for row in found:
            yield (
                row["id"],
                (
                    f"XC{row['happened_on']:%Y}-{row['id']:07d}",
                    row["title"],
                    kinds[row["kind"]],
                    channels[row["channel"]],
                    venues[row["venue_kind"]],
                    row["place"],
                    row["grid_cell"],
                    row["campaign__name"] or "",
                    *areas[row["area_id"]],
                    bodies[row["organisation_id"]],
                    row["happened_on"],
                    row["happened_at"],
                    row["quantity"],
                    row["measure_word"],
                    how[row["is_estimated"]],
                    row["estimate_basis"],
                    row["receipt_operator"],
                    row["receipt_number"],
                    row["receipt_count"],
                    row["receipted_on"],
                    row["reference"],
                    row["pictures"],
                    states[row["state"]],
                    people[row["recorded_by_id"]],
                    people[row["verified_by_id"]] if row["verified_by_id"] else "",
                    row["verified_at"],
                    row["note"],
                ),
            )

    return tell


Sheet(
    code="activities",
    label=ACTIVITIES.label,
    route=ACTIVITIES.route,
    permission=Permission.OUTREACH_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=ACTIVITIES,
)
