"""What the steps of a rule write: its case, its dated versions, and the units that are obliged by each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from anlan.lifecycle.flow import Taken
from anlan.reporting import groups
from anlan.reporting.demand_facts import schedule_from, today_of
from anlan.reporting.kinds import AXIS_OF, Axis, Group
from anlan.reporting.models import Obliged, ReportRule

ONE = timedelta(days=1)
AFTER_COMMIT: list[Callable[[], None]] = []
"""What is done once a rule has changed: the calendar adjusts what it made ahead (`adjusting`)."""


def demand_of(_demand: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given, area, period = taken.input, taken.input["area"], taken.input["period"]
    return {
        **{name: given[name] for name in ("name", "name_en", "form", "first_day", "last_day")},
        "unit_group": given["group"],
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "period_id": None if period is None else period.pk,
    }


def ended(_demand: Any, taken: Taken) -> dict[str, Any]:
    return {"last_day": taken.input["last_day"]}


def write_first_version(demand: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    axis = AXIS_OF.get(Group(demand.unit_group), Axis.AREA)
    rule = ReportRule.objects.create(
        demand_id=demand.id, form=demand.form, axis=axis, first_day=demand.first_day, last_day=None,
        **schedule_from(given),
    )  # fmt: skip
    if demand.unit_group == Group.PICKED:
        codes = [code for code in given["units"].split("、") if code]
        found = groups.find(codes, demand.first_day)
        units = list({found[code].pk: found[code] for code in codes}.values())
    else:
        units = groups.members(demand.unit_group, given["area"], demand.first_day)
    phones = known_phones([unit.pk for unit in units])
    Obliged.objects.bulk_create(
        Obliged(rule=rule, organisation=unit, phone=phones.get(unit.pk, ""), first_day=demand.first_day)
        for unit in units
    )
    adjust_after()


def known_phones(units: list[int]) -> dict[int, str]:
    """Return the numbers of the duty desks that other rules know already, the latest first. One query."""
    rows = Obliged.objects.filter(organisation__in=units).exclude(phone="").order_by("id")
    return dict(rows.values_list("organisation", "phone"))


def write_next_version(demand: Any, taken: Taken, _seq: int) -> None:
    """Close the version that stands the day before, and open the next; one that has not begun is written anew."""
    first, told = taken.input["from_day"], schedule_from(taken.input)
    versions = list(ReportRule.objects.filter(demand=demand.id).order_by("first_day"))
    last = versions[-1]
    if last.first_day > today_of(taken):
        _rewrite(last, versions[-2] if len(versions) > 1 else None, first, told)
    else:
        _follow(last, first, told)
    adjust_after()


def _rewrite(version: ReportRule, former: ReportRule | None, first: date, told: dict[str, Any]) -> None:
    """Write a version anew that nothing was owed by yet; the one before it goes on until the day before."""
    begins = version.first_day
    if former is not None:
        edge = begins - ONE
        ReportRule.objects.filter(pk=former.pk).update(last_day=first - ONE)
        Obliged.objects.filter(rule=former, last_day=edge, is_released=False).update(last_day=first - ONE)
        Obliged.objects.filter(rule=version, first_day=begins).update(first_day=first)
        Obliged.objects.filter(rule=version, first_day__lt=first).update(first_day=first)
        ReportRule.objects.filter(pk=version.pk).update(first_day=first, **told)
    elif first == begins:
        ReportRule.objects.filter(pk=version.pk).update(**told)
    else:
        _follow(version, first, told)


def _follow(version: ReportRule, first: date, told: dict[str, Any]) -> None:
    following = ReportRule.objects.create(
        demand_id=version.demand_id, form=version.form, axis=version.axis, first_day=first,
        last_day=version.last_day, **told,
    )  # fmt: skip
    ReportRule.objects.filter(pk=version.pk).update(last_day=first - ONE)
    rows = list(Obliged.objects.filter(rule=version).exclude(last_day__lt=first))
    Obliged.objects.bulk_create(
        Obliged(
            rule=following, organisation_id=row.organisation_id, phone=row.phone,
            first_day=max(first, row.first_day), last_day=row.last_day, is_released=row.is_released,
        )
        for row in rows
    )  # fmt: skip
    for row in rows:
        if row.first_day >= first:
            row.delete()
        else:
            Obliged.objects.filter(pk=row.pk).update(last_day=first - ONE, is_released=False)


def write_unit(demand: Any, taken: Taken, _seq: int) -> None:
    """Oblige a unit by the version that stands on the day and, from its beginning, by the one that is to follow."""
    unit, first = taken.input["unit"], taken.input["from_day"]
    phone = taken.input["phone"] or known_phones([unit.pk]).get(unit.pk, "")
    for rule in ReportRule.objects.filter(demand=demand.id).exclude(last_day__lt=first):
        begins = max(first, rule.first_day)
        Obliged.objects.update_or_create(
            rule=rule, organisation=unit, first_day=begins,
            defaults={"phone": phone, "last_day": rule.last_day, "is_released": False},
        )  # fmt: skip
    adjust_after()


def release_unit(demand: Any, taken: Taken, _seq: int) -> None:
    """End what obliges a unit with the day; what was to begin later never does."""
    unit, last = taken.input["unit"], taken.input["last_day"]
    rows = Obliged.objects.filter(rule__demand=demand.id, organisation=unit).exclude(last_day__lt=last)
    by_hand = not taken.by.is_system
    for row in rows:
        if row.first_day > last:
            row.delete()
        else:
            Obliged.objects.filter(pk=row.pk).update(last_day=last, is_released=by_hand)
    if by_hand:
        _keep_released(demand.id, unit.pk, today_of(taken))
    adjust_after()


def _keep_released(demand: int, unit: int, today: date) -> None:
    """Have a row say that the office released a unit, so that its group does not bring it back.

    Where all its rows lay ahead and are gone, it is one of a day on which its version does not hold.
    """
    left = Obliged.objects.filter(rule__demand=demand, organisation=unit).order_by("-first_day").first()
    if left is not None:
        Obliged.objects.filter(pk=left.pk).update(is_released=True)
        return
    rule = ReportRule.objects.filter(demand=demand).order_by("first_day")[0]
    day = min(rule.first_day, today) - ONE
    Obliged.objects.create(rule=rule, organisation_id=unit, first_day=day, last_day=day, is_released=True)


def write_phone(demand: Any, taken: Taken, _seq: int) -> None:
    """Keep the number of a duty desk; the calendar writes it into what is due on later days."""
    unit, phone = taken.input["unit"], taken.input["phone"]
    rows = Obliged.objects.filter(rule__demand=demand.id, organisation=unit)
    rows.exclude(last_day__lt=today_of(taken)).update(phone=phone)
    adjust_after()


def adjust_after() -> None:
    """Have the calendar adjust what it made ahead, once, after the commit."""
    waiting = {callback for _ids, callback, *_rest in transaction.get_connection().run_on_commit}
    for act in AFTER_COMMIT:
        if act not in waiting:
            transaction.on_commit(act, robust=True)
