"""Rules for reports as rows of a table, and whom they oblige on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.reporting import asked_forms
from anlan.reporting.demand import Demand
from anlan.reporting.kinds import DemandState, Group
from anlan.reporting.models import Obliged, ReportRule
from anlan.reporting.schedule_words import by_when, how_often


def standing(demand: Demand, today: date) -> tuple[str, str]:
    """Return in words where a rule stands on a day, and their tone; needs `period` loaded."""
    if demand.state == DemandState.WITHDRAWN:
        return _("Withdrawn"), "neutral"
    if today < demand.first_day:
        return _("Ahead"), "info"
    last = last_day_of(demand)
    return (_("Over"), "neutral") if last and last < today else (_("In force"), "good")


def version_on(versions: list[ReportRule], day: date) -> ReportRule:
    """Return the version that holds on a day; before the first one it is the first, of those in order."""
    begun = [version for version in versions if version.first_day <= day]
    return (begun or versions[:1])[-1]


def versions_of(keys: list[int]) -> dict[int, list[ReportRule]]:
    """Return the versions of rules, in order. One query."""
    found: dict[int, list[ReportRule]] = {key: [] for key in keys}
    for version in ReportRule.objects.filter(demand__in=keys).order_by("first_day"):
        found[version.demand_id or 0].append(version)
    return found


def tell_demands(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of rules with these keys, in their order. Two queries."""
    today = clock.today()
    found = Demand.objects.filter(pk__in=keys).select_related("area", "period").in_bulk()
    versions = versions_of(keys)
    forms = dict(asked_forms.choices(today))
    rows = []
    for key in keys:
        if (demand := found.get(key)) is not None:
            text, tone = standing(demand, today)
            version = version_on(versions[key], today)
            rows.append(
                [
                    {"text": demand.number, "href": reverse("reporting:rule", args=[key])},
                    demand.label,
                    forms.get(demand.form, demand.form),
                    str(Group(demand.unit_group).label),
                    demand.area.short_label,
                    how_often(version),
                    by_when(version),
                    days(demand),
                    {"text": text, "tone": tone},
                ]
            )
    head = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Name of the rule"), "kind": "name"},
        {"label": _("Form")},
        {"label": _("Of whom")},
        {"label": _("Area")},
        {"label": _("How often")},
        {"label": _("By when")},
        {"label": _("Days"), "kind": "code"},
        {"label": _("State")},
    ]
    return head, rows


def last_day_of(demand: Demand) -> date | None:
    """Return the last day on which a rule asks: its own or, if that is earlier, that of its period."""
    ends = [day for day in (demand.last_day, demand.period and demand.period.last_day) if day]
    return min(ends) if ends else None


def days(demand: Demand) -> str:
    last = last_day_of(demand)
    if last is None:
        return _("from %(day)s") % {"day": demand.first_day}
    return f"{demand.first_day} – {last}"


def units_of(demand: Demand) -> list[Obliged]:
    """Return the rows by which units are obliged, by the tree and dated, the present ones and those of the past."""
    rows = Obliged.objects.filter(rule__demand=demand).select_related("organisation__area")
    rows = rows.exclude(last_day__lt=F("rule__first_day"))  # only remembers who was released before it began
    return list(rows.order_by("organisation__area__path", "organisation__code", "first_day"))


def spans_of(demand: Demand, rows: list[Obliged], today: date) -> list[dict[str, Any]]:
    """Return whom a rule obliges from when to when: rows of versions that follow each other are one span."""
    spans: list[dict[str, Any]] = []
    for row in rows:
        last = spans[-1] if spans else None
        joined = last and last["unit"].pk == row.organisation_id and last["last_day"] is not None
        if last and joined and (row.first_day - last["last_day"]).days == 1:
            last |= {"last_day": row.last_day, "phone": row.phone}
            continue
        spans.append(
            {
                "unit": row.organisation,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "phone": row.phone,
            }
        )
    for span in spans:
        until = span["last_day"]
        span["owes"] = demand.covers(today) and span["first_day"] <= today and (not until or today <= until)
    return spans


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which notices tell rules. One query."""
    return {
        demand.pk: CaseWords(
            demand.label, days(demand), reverse("reporting:rule", args=[demand.pk]), demand.number
        )
        for demand in Demand.objects.filter(pk__in=keys).select_related("period")
    }


TELLERS["report_rule"] = tell_cases
