"""Draws as a file: what was drawn from how many, by whose seed. A draw's own pools are files on its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.draws.listing import DRAWS, choices, filtered
from anlan.draws.models import Draw, DrawState, Spread
from anlan.draws.rows import HEAVY, number
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(Draw.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Title"), WIDE),
        Column(_("Basis"), WIDE),
        Column(_("State")),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector"), CODE),
        Column(_("How places are drawn")),
        Column(_("Places drawn"), NUMBER),
        Column(_("Out of"), NUMBER),
        Column(_("Officers for each place"), NUMBER),
        Column(_("Prepared on"), DAY),
        Column(_("Digest of the pool of places"), CODE),
        Column(_("Digest of the secret half"), CODE),
        Column(_("Seed"), WIDE),
        Column(_("Drawn at"), MOMENT),
        Column(_("Made public at"), MOMENT),
    ]


def teller() -> Teller:
    areas = names.areas()
    states = {code: str(label) for code, label in DrawState.choices}
    spreads = {code: str(label) for code, label in Spread.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Draw.objects.filter(pk__in=keys).defer(*HEAVY))
        areas.learn(row.area_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    number(row.pk, row.prepared_on),
                    row.title,
                    row.basis,
                    states[row.state],
                    *areas[row.area_id],
                    row.sectors,
                    spreads[row.spread],
                    row.wanted,
                    row.objects_in,
                    row.per_object,
                    row.prepared_on,
                    row.object_digest,
                    row.commitment,
                    row.seed,
                    row.drawn_at,
                    row.published_at,
                ),
            )

    return tell


Sheet(
    code="draws",
    label=DRAWS.label,
    route=DRAWS.route,
    permission=Permission.DRAW_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=DRAWS,
)
