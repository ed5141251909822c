"""Lists of apps that stand beside the exports, which the shell above both brings together: here what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import anlan.web.change_exports
import anlan.web.register_exports  # noqa: F401 -- declares its sheets
from anlan.kernel import clock
from anlan.kernel.parameters import Order
from anlan.kernel.tellers import tell as words_of
from anlan.listings import names
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.obligations import views
from anlan.obligations.models import Kind, Obligation, ObligationQuerySet
from anlan.obligations.rows import BADGES
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> ObligationQuerySet:
    return views.filtered(actor, query, clock.now())


def choices(actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return views.choices(actor, {"list": views.AROUND})


def columns() -> list[Column]:
    return [
        Column(_("What is owed")),
        Column(_("Matter"), WIDE),
        Column(_("Place"), NAME),
        Column(_("Number of the case"), CODE),
        Column(_("Owed by"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Opened at"), MOMENT),
        Column(_("Deadline"), MOMENT),
        Column(_("Days overdue"), NUMBER),
        Column(_("Step reached")),
    ]


def teller() -> Teller:
    bodies, areas, sectors = names.organisations(), names.areas(), names.sectors()
    kinds = {code: str(label) for code, label in Kind.choices}
    now = clock.now()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Obligation.objects.filter(pk__in=keys))
        words = words_of((row.case_kind, row.case_id) for row in found)
        bodies.learn(row.owner_id for row in found)
        areas.learn(row.area_id for row in found)
        sectors.learn(row.sector_id for row in found)
        for row in found:
            case = words[row.case_kind, row.case_id]
            yield (
                row.pk,
                (
                    kinds[row.kind],
                    case.text,
                    case.place,
                    case.number,
                    bodies[row.owner_id],
                    *areas[row.area_id],
                    sectors[row.sector_id],
                    row.opened_at,
                    row.due_at,
                    (now - row.due_at).days if row.due_at < now else None,
                    str(BADGES[row.rung][0]) if row.rung in BADGES else "",
                ),
            )

    return tell


Sheet(
    code="todo",
    label=gettext_lazy("To do"),
    route="todo:list",
    permission=None,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("list", "kind", "area", "due", "since"),
    order=Order(("due_at",), descending=False),
)
