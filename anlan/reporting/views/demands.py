"""The office's pages of rules for reports: the list, laying one down, one with its versions and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods.choosing import to_choose
from anlan.reporting import asked_forms
from anlan.reporting.demand import SCHEDULE, Demand
from anlan.reporting.demand_listing import RULES, choices, filtered
from anlan.reporting.demand_rows import (
    days,
    last_day_of,
    spans_of,
    standing,
    tell_demands,
    units_of,
    version_on,
    versions_of,
)
from anlan.reporting.flow import DEMAND_FLOW
from anlan.reporting.groups import REPORTING
from anlan.reporting.kinds import Group, Ladder
from anlan.reporting.models import ReportRule
from anlan.reporting.schedule_words import by_when, chased, how_often

MOST_UNITS = 1_000


@needs(Permission.REPORT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the rules of the reader's area and of the areas above it, the latest first."""
    shown = RULES.show(request, filtered(Demand.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_demands(shown.keys)
    return shown.render("reporting/rules.html", columns=columns, rows=rows, choices=choices(request.actor))


def _options(actor: Actor) -> dict[str, Any]:
    areas = areas_of(actor.scope, deepest=3)
    least = min((area.depth for area in areas), default=0)
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "period": to_choose(actor.scope, clock.today()),
    }


def _with_forms(form: StepForm, actor: Actor) -> StepForm:
    """Return the form with the forms that there are to choose from where the reader lays down rules."""
    areas = {p.area_path for p in actor.posts if Permission.REPORT_DISPATCH in p.permissions}
    chosen = tuple(asked_forms.choices_in(clock.today(), areas))
    fields = [
        replace(item, type="select", choices=(("", "—"), *chosen)) if item.name == "form" else item
        for item in form.fields
    ]
    return replace(form, fields=tuple(fields))


@needs(Permission.REPORT_DISPATCH)
@require_http_methods(["GET", "POST"])
def lay_down(request: ActedRequest) -> HttpResponse:
    """Lay down a rule; a refused form keeps what was typed."""
    own = next((p.area_id for p in request.actor.posts if Permission.REPORT_DISPATCH in p.permissions), "")
    usual = {
        "area": own, "first_day": clock.today() + timedelta(days=1), "recurrence": "daily", "due_time": "16:00",
        "form": "daily", "ladder": Ladder.CIRCULAR.value, "late_hours": 18,
    }  # fmt: skip
    begun = asking.begin(request, DEMAND_FLOW, "lay_down", usual, options=_options(request.actor))
    if begun.outcome:
        messages.success(
            request, _("The rule is laid down: journal entry %(seq)s.") % {"seq": begun.outcome.seq}
        )
        return redirect("reporting:rule", pk=begun.outcome.case_id)
    return render(
        request,
        "reporting/lay_down.html",
        {"form": _with_forms(begun.form, request.actor)},
        status=begun.status,
    )


@needs(Permission.REPORT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Demand:
    demand = (
        Demand.objects.within(request.actor.scope)
        .select_related("area", "organisation", "period")
        .filter(pk=pk)
        .first()
    )
    if demand is None:
        raise Unknown("demand.unknown", _("There is no rule with this number in your area."))
    return demand


def _detail(
    request: ActedRequest, demand: Demand, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    today = clock.today()
    versions = versions_of([demand.pk])[demand.pk]
    spans = spans_of(demand, units_of(demand), today)
    forms = step_forms(
        DEMAND_FLOW,
        demand,
        request.actor,
        defaults=_defaults(version_on(versions, today)),
        options=lambda step: _units_to_choose(demand, step, spans),
        refused=refused,
    )
    word, tone = standing(demand, today)
    present = version_on(versions, today) if demand.covers(today) else None
    if (last := last_day_of(demand)) is not None and last < today:
        forms = [form for form in forms if form.error]  # it is over: nothing about it can be changed
    context = {
        "demand": demand,
        "days": days(demand),
        "word": word,
        "tone": tone,
        "form_name": asked_forms.name_of(demand.form, today),
        "group": Group(demand.unit_group).label,
        "versions": [_told(version, present) for version in versions],
        "spans": spans,
        "owing": sum(span["owes"] for span in spans),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(DEMAND_FLOW, demand),
    }
    return render(request, "reporting/rule.html", context, status=status)


def _told(version: ReportRule, present: ReportRule | None) -> dict[str, Any]:
    return {
        "first_day": version.first_day,
        "last_day": version.last_day,
        "often": how_often(version),
        "when": by_when(version),
        "ladder": chased(version),
        "holds": present is not None and version.pk == present.pk,
    }


def _defaults(version: ReportRule) -> dict[str, Mapping[str, Any]]:
    told = {name: "" if (value := getattr(version, name)) is None else value for name in SCHEDULE}
    told |= {
        "working_days_only": "yes" if version.working_days_only else "no",
        "due_time": f"{version.due_time:%H:%M}",
    }
    tomorrow = clock.today() + timedelta(days=1)
    return {
        "change": {**told, "from_day": tomorrow},
        "end": {"last_day": clock.today()},
        "oblige": {"from_day": tomorrow},
        "release": {"last_day": clock.today()},
    }


def _units_to_choose(demand: Demand, step: str, spans: list[dict[str, Any]]) -> dict[str, Any]:
    """Return whom a step may name: who owes already, or who of the area could."""
    bound = {span["unit"].pk: span["unit"] for span in spans if span["last_day"] is None or span["owes"]}
    if step in ("release", "desk"):
        return {"unit": [(pk, unit.label) for pk, unit in bound.items()]}
    if step != "oblige":
        return {}
    rows = Organisation.objects.filter(
        valid_to=None, kind__in=REPORTING, area__path__startswith=demand.area_path
    ).exclude(pk__in=bound)
    found = rows.order_by("area__path", "code", "id")[:MOST_UNITS]
    return {"unit": [(unit.pk, unit.label) for unit in found]}


@needs(Permission.REPORT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a rule through a step; a refusal shows the page again with what was typed."""
    _visible(request, pk)
    return asking.take(
        request,
        DEMAND_FLOW,
        pk,
        step,
        back=redirect("reporting:rule", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
