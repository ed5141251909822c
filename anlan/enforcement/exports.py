"""The registers of enforcement as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement.desks import DESKS, Desk, chosen
from anlan.enforcement.listing import SPECS, choices, filtered
from anlan.listings.sheets import CODE, DAY, NAME, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.papers.models import Paper


def _rows(desk: Desk, actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(desk, desk.rows().within(actor.scope), query)


def _columns(desk: Desk) -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Level") if desk.flow.kind == "listing" else _("Kind")),
        Column(_("State")),
        Column(_("Premises code"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Operator"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Enforcing body"), NAME),
        Column(_("Day"), DAY),
        *(
            Column(str(item.label), item.form) if item.form else Column(str(item.label))
            for item in desk.items
        ),
        Column(_("Papers")),
    ]


def _teller(desk: Desk) -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        papers: dict[int, list[str]] = {}
        of = Paper.objects.filter(case_kind=desk.flow.kind, case_id__in=keys).order_by("pk")
        for case_id, name in of.values_list("case_id", "name"):
            papers.setdefault(case_id, []).append(name)
        for case in desk.with_names(keys).values():
            yield (
                case.pk,
                (
                    case.number,
                    chosen(desk.kinds, desk.kind_of(case)),
                    chosen(desk.states, case.state),
                    case.premises.code,
                    case.premises.name,
                    case.operator.label,
                    case.area.code,
                    case.area.short_label,
                    case.sector.label,
                    case.organisation.label,
                    case.counted_on,
                    *(_value(item.read(case)) for item in desk.items),
                    "、".join(papers.get(case.pk, ())),
                ),
            )

    return tell


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else value


def _sheet(desk: Desk) -> None:
    teller: Callable[[], Teller] = partial(_teller, desk)
    Sheet(
        code=SPECS[desk.flow.kind].code,
        label=desk.label,
        route=desk.list_route,
        permission=Permission.ENFORCEMENT_READ,
        rows=partial(_rows, desk),
        columns=partial(_columns, desk),
        teller=teller,
        choices=partial(choices, desk),
        spec=SPECS[desk.flow.kind],
    )


for _desk in DESKS.values():
    _sheet(_desk)
