"""Special periods as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, NAME, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods.listing import PERIODS, choices, filtered
from anlan.periods.models import Level, SpecialPeriod, SpecialPeriodQuerySet
from anlan.periods.rows import standing


def rows(actor: Actor, query: Mapping[str, Any]) -> SpecialPeriodQuerySet:
    return filtered(SpecialPeriod.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Name of the period"), NAME),
        Column(_("Name in English"), NAME),
        Column(_("Level")),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Purpose"), WIDE),
        Column(_("Document number"), CODE),
        Column(_("Declared by")),
        Column(_("State")),
    ]


def teller() -> Teller:
    people, today = names.people(), clock.today()
    levels = {code: str(label) for code, label in Level.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(SpecialPeriod.objects.filter(pk__in=keys).select_related("area"))
        people.learn(period.declared_by_id for period in found)
        for period in found:
            yield (
                period.pk,
                (
                    period.number,
                    period.name,
                    period.name_en,
                    levels[period.level],
                    period.first_day,
                    period.last_day,
                    period.area.code,
                    period.area.short_label,
                    period.purpose,
                    period.basis,
                    people[period.declared_by_id],
                    standing(period, today)[0],
                ),
            )

    return tell


Sheet(
    code="periods",
    label=PERIODS.label,
    route=PERIODS.route,
    permission=Permission.FIGURE_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=PERIODS,
)
