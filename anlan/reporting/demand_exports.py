"""Rules for reports as a file, in the columns in which they can be taken in again: one line a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.reporting.demand import Demand, DemandQuerySet
from anlan.reporting.demand_listing import RULES, choices, filtered
from anlan.reporting.demand_rows import spans_of, standing, units_of, version_on, versions_of
from anlan.reporting.kinds import Group, Ladder, Recurrence, Shift


def rows(actor: Actor, query: Mapping[str, Any]) -> DemandQuerySet:
    return filtered(Demand.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Name of the rule"), NAME),
        Column(_("Name in English"), NAME),
        Column(_("Form"), CODE),
        Column(_("Of whom"), NAME),
        Column(_("Area"), CODE),
        Column(_("Units picked by hand"), WIDE),
        Column(_("Special period"), NAME),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("How often")),
        Column(_("On which days"), CODE),
        Column(_("Working days only")),
        Column(_("If it falls on a day off")),
        Column(_("Due at"), CODE),
        Column(_("Opens so many hours before"), NUMBER),
        Column(_("Taken late for so many hours"), NUMBER),
        Column(_("Minutes of grace"), NUMBER),
        Column(_("How far it is chased"), WIDE),
        Column(_("Reminder, minutes before"), NUMBER),
        Column(_("First call, minutes after"), NUMBER),
        Column(_("Second call, minutes after"), NUMBER),
        Column(_("Leader told, minutes after"), NUMBER),
        Column(_("Which report of the day"), NUMBER),
        Column(_("Units that owe it today"), NUMBER),
        Column(_("State")),
    ]


def teller() -> Teller:
    today = clock.today()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        versions = versions_of(keys)
        found = Demand.objects.filter(pk__in=keys).select_related("area", "period")
        for demand in found:
            version = version_on(versions[demand.pk], today)
            spans = spans_of(demand, units_of(demand), today)
            picked = [span["unit"].code for span in spans] if demand.unit_group == Group.PICKED else []
            yield (
                demand.pk,
                (
                    demand.number,
                    demand.name,
                    demand.name_en,
                    demand.form,
                    str(Group(demand.unit_group).label),
                    demand.area.code,
                    "、".join(dict.fromkeys(picked)),
                    demand.period.name if demand.period else "",
                    demand.first_day,
                    demand.last_day,
                    str(Recurrence(version.recurrence).label),
                    version.days,
                    _("Yes") if version.working_days_only else _("No"),
                    str(Shift(version.shift).label) if version.shift else "",
                    f"{version.due_time:%H:%M}",
                    version.opens_hours,
                    version.late_hours,
                    version.grace_minutes,
                    str(Ladder(version.ladder).label),
                    version.remind_minutes,
                    version.call_minutes,
                    version.second_call_minutes,
                    version.leader_minutes,
                    version.turn,
                    sum(span["owes"] for span in spans),
                    standing(demand, today)[0],
                ),
            )

    return tell


Sheet(
    code="report_rules",
    label=RULES.label,
    route=RULES.route,
    permission=Permission.REPORT_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=RULES,
)
