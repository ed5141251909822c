"""The list of plans, drafting one, one with what was reached of it, and its places."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anlan.draws.models import Draw, DrawState
from anlan.inspections.models import Visit
from anlan.inspections.rows import tell_visits
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import Order
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Organisation, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.plans import closeness, forms
from anlan.plans.choosing import classes_of
from anlan.plans.coverage import Reached, reached, together, visits_for
from anlan.plans.due import officers_of
from anlan.plans.flow import PLAN_FLOW
from anlan.plans.inputs import classes_text
from anlan.plans.listing import BY_DUE, PLANS, choices, filtered, place_choices, places
from anlan.plans.models import ChosenBy, Counts, Doer, LeaderPlan, Plan, PlanItem, PlanKind
from anlan.plans.rows import standing, tell_items, tell_plans

PLACES_A_PAGE = 60
FOLDED = ("amend", "change", "add", "remove", "hand_out", "withdraw", "send_back")
NOT_ON_PAGES = "places"
"""Rows with a deadline each come by spreadsheet or API; a page names places by codes."""


@needs(Permission.PLAN_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the plans that hold in the reader's area, the newest first."""
    shown = PLANS.show(request, filtered(Plan.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_plans(shown.keys)
    leads = LeaderPlan.objects.within(request.actor.scope).exists()
    return shown.render(
        "plans/list.html", columns=columns, rows=rows, choices=choices(request.actor), leads=leads
    )


@needs(Permission.PLAN_MAKE)
@require_http_methods(["GET", "POST"])
def draft(request: ActedRequest) -> HttpResponse:
    """Draft a plan; a refused form keeps what was typed."""
    own = next((post.area_id for post in request.actor.posts if Permission.PLAN_MAKE in post.permissions), "")
    today = clock.today()
    start = {
        "kind": PlanKind.SPECIAL.value,
        "area": own,
        "first_day": today.isoformat(),
        "last_day": today.replace(month=12, day=31).isoformat(),
        "chosen_by": ChosenBy.ATTRIBUTES.value,
        "doer": Doer.ISSUER.value,
        "counts": Counts.DOERS.value,
        "target_percent": 100,
        "visits_each": 1,
        "confidential": "no",
    }
    begun = asking.begin(request, PLAN_FLOW, "draft", start, options=options(request.actor))
    if begun.outcome:
        messages.success(
            request, _("The plan is drafted: journal entry %(seq)s.") % {"seq": begun.outcome.seq}
        )
        return redirect("plans:detail", pk=begun.outcome.case_id)
    form = _without(begun.form)
    return render(request, "plans/draft.html", {"form": form, "parts": _parts(form)}, status=begun.status)


def _parts(form: StepForm) -> list[tuple[str, StepForm]]:
    """Return the long form in three: what it is, which places, how they are visited."""
    which = {item.name for item in forms.WHICH}
    how = {item.name for item in forms.HOW} | {"confidential"}
    what = {item.name for item in form.fields} - which - how
    heads = ((_("What it is"), what), (_("Which places"), which), (_("How they are visited"), how))
    return [
        (title, replace(form, fields=tuple(item for item in form.fields if item.name in names)))
        for title, names in heads
    ]


def _without(form: StepForm) -> StepForm:
    return replace(form, fields=tuple(item for item in form.fields if item.name != NOT_ON_PAGES))


def options(actor: Actor) -> dict[str, Any]:
    """Return what may be chosen: areas of the reader's, the sectors of his posts, the draws that he sees."""
    areas = areas_of(actor.scope, deepest=3)
    least = min((area.depth for area in areas), default=0)
    sectors = Sector.objects.order_by("position", "code")
    posts = [post for post in actor.posts if Permission.PLAN_MAKE in post.permissions]
    if posts and all(post.sector_ids is not None for post in posts):
        sectors = sectors.filter(pk__in={key for post in posts for key in post.sector_ids or ()})
    drawn = Draw.objects.within(actor.scope).filter(state__in=(DrawState.DRAWN, DrawState.PUBLISHED))
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "sectors": [(sector.pk, sector.label) for sector in sectors],
        "draw": [(row.pk, f"{row.title} · {row.prepared_on}") for row in
                 drawn.only("pk", "title", "prepared_on").order_by("-pk")[:60]],
    }  # fmt: skip


def visible(request: ActedRequest, pk: int) -> Plan:
    """Return a plan of the reader's scope. Raises Unknown for a stranger's and a confidential one as for none."""
    rows = Plan.objects.within(request.actor.scope).select_related(
        "area", "organisation", "drafted_by", "submitted_by", "approved_by", "draw"
    )
    plan: Plan | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if plan is None:
        raise Unknown("plan.unknown", _("There is no plan with this number in your area."))
    return plan


@needs(Permission.PLAN_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def _detail(
    request: ActedRequest, plan: Plan, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    parts = reached(plan, PlanItem.objects.within(actor.scope))
    whole = together(parts.values())
    steps = [
        _without(form)
        for form in step_forms(
            PLAN_FLOW,
            plan,
            actor,
            defaults=_defaults(plan),
            options=lambda step: step_options(actor, step),
            refused=refused,
        )
    ]
    words, tone = standing(plan, clock.today())
    is_over = plan.last_day < clock.today() or whole.met == whole.units
    context = {
        "plan": plan,
        "state_label": words,
        "state_tone": tone,
        "kind": PlanKind(plan.kind).label,
        "particulars": _particulars(plan),
        "classes": classes_of(plan.classes),
        "whole": whole,
        "target": whole.target(plan.target_percent),
        "gap": whole.gap(plan.target_percent),
        "by_body": _by_body(parts),
        "by_area": _by_area(parts, plan),
        "partly": whole.units != plan.units,
        "forms": [form for form in steps if form.decision or form.error],
        "closed_forms": [form for form in steps if not form.decision and not form.error],
        "folded": FOLDED if is_over else (*FOLDED, "close"),
        "entries": trail(PLAN_FLOW, plan),
    }
    return render(request, "plans/detail.html", context, status=status)


def _defaults(plan: Plan) -> dict[str, dict[str, Any]]:
    told = {name: getattr(plan, name) for name in ("title", "basis", "purpose", "target_percent")}
    days = {"first_day": plan.first_day.isoformat(), "last_day": plan.last_day.isoformat()}
    whole = {
        **{name: getattr(plan, name) for name in ("chosen_by", "doer", "counts", "visits_each")},
        "sectors": [sector.pk for sector in Sector.objects.filter(code__in=plan.sectors.split(","))],
        "tags": plan.tags.replace("\n", "、"),
        "kinds": plan.kinds.replace("\n", "、"),
        "least_staff": plan.least_staff or "",
        "draw": plan.draw_id or "",
        "classes": classes_text(classes_of(plan.classes)),
    }
    return {"amend": {**told, **days, **whole}, "change": {**told, **days}}


def step_options(actor: Actor, step: str) -> dict[str, Any]:
    if step == "amend":
        return options(actor)
    if step == "hand_out":
        return {"officer": officers_of(tuple(sorted(set(actor.organisation_ids())))),
                "part": options(actor)["area"]}  # fmt: skip
    return {}


def _particulars(plan: Plan) -> list[tuple[str, Any]]:
    sectors = Sector.objects.filter(code__in=plan.sectors.split(",")).order_by("position", "code")
    told: list[tuple[str, Any]] = [
        (_("Number"), plan.number),
        (_("Basis"), plan.basis or "—"),
        (_("Purpose and focus"), plan.purpose or "—"),
        (_("Days"), f"{plan.first_day} – {plan.last_day}"),
        (_("How the places are chosen"), ChosenBy(plan.chosen_by).label),
    ]
    if plan.chosen_by == ChosenBy.ATTRIBUTES:
        told.append((_("Sectors"), "、".join(sector.label for sector in sectors) or _("All sectors")))
    for label, text in ((_("Tags"), plan.tags), (_("Kinds of place"), plan.kinds)):
        if text:
            told.append((label, text.replace("\n", "、")))
    if plan.least_staff:
        told.append((_("Staff at least"), f"{plan.least_staff:,}"))
    if plan.draw:
        told.append((_("Draw"), plan.draw.title))
    told += [
        (_("List made on"), plan.made_on.isoformat()),
        (_("Who goes there"), Doer(plan.doer).label),
        (_("What meets it"), Counts(plan.counts).label),
        (_("To be visited (percent)"), f"{plan.target_percent}%"),
        (_("Visits to each place"), plan.visits_each),
        (_("Drafted by"), plan.drafted_by.name),
        (_("Approver"), plan.approved_by.name if plan.approved_by else "—"),
    ]
    return told


def _by_body(parts: dict[tuple[int, int], Reached]) -> list[tuple[Organisation, Reached]]:
    found: dict[int, Reached] = defaultdict(Reached)
    for (body, _area), one in parts.items():
        found[body].add(one)
    bodies = Organisation.objects.in_bulk(list(found))
    return sorted(((bodies[key], one) for key, one in found.items()), key=lambda row: row[0].code)


def _by_area(parts: dict[tuple[int, int], Reached], plan: Plan) -> list[tuple[Area, Reached]]:
    """Return what was reached by the areas one step below the plan's own, in order of the tree."""
    areas = Area.objects.in_bulk({area for _body, area in parts})
    depth = (plan.area_path or "/").strip("/").count("/") + 2
    found: dict[int, Reached] = defaultdict(Reached)
    for (_body, key), one in parts.items():
        steps = [int(step) for step in (areas[key].path or "").strip("/").split("/")]
        found[steps[min(depth, len(steps)) - 1]].add(one)
    shown = Area.objects.in_bulk(list(found))
    return sorted(((shown[key], one) for key, one in found.items()), key=lambda row: row[0].path or "")


@needs(Permission.PLAN_READ)
@require_GET
def place_list(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the places of a plan by deadline: 60 a page."""
    plan = visible(request, pk)
    rows = places(PlanItem.objects.within(request.actor.scope), plan, request.GET)
    page = parameters.page(rows, request.GET, size=PLACES_A_PAGE, order=BY_DUE)
    columns, told = tell_items(page.keys)
    context = {
        "plan": plan,
        "columns": columns[:-1],
        "rows": [_cut(row) for row in told],
        "page": page,
        "query": request.GET,
        "kept": _kept(request),
        "choices": place_choices(request.actor, plan),
    }
    return render(request, "plans/places.html", context)


@needs(Permission.PLAN_READ)
@require_GET
def visit_list(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the visits that meet a plan at the places that the filters leave, the latest first: 60 a page."""
    plan = visible(request, pk)
    there = places(PlanItem.objects.within(request.actor.scope), plan, request.GET)
    rows = Visit.objects.within(request.actor.scope).filter(
        pk__in=visits_for(plan).values("pk"), premises__in=there.order_by().values("premises")
    )
    order = Order(("visited_on",))
    page = parameters.page(rows.only("pk", "visited_on"), request.GET, size=PLACES_A_PAGE, order=order)
    columns, told = tell_visits(page.keys)
    for column in columns:
        column.pop("sort", None)
    context = {"plan": plan, "columns": columns, "rows": told, "page": page}
    return render(request, "plans/visits.html", context)


def _cut(row: Any) -> Any:
    """Return a row without its plan, which the page is about."""
    return {**row, "cells": row["cells"][:-1]} if isinstance(row, dict) else row[:-1]


def _kept(request: ActedRequest) -> str:
    names = ("body", "reached", "area", "sector", "officer")
    return urlencode({n: request.GET[n] for n in names if request.GET.get(n)})


@needs(Permission.PLAN_READ)
@require_GET
def close_by(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a panel: at how many places of a plan another body was, or will be, close by; the nearest of them."""
    plan = visible(request, pk)
    seen = PlanItem.objects.within(request.actor.scope)
    near = seen.filter(pk__in=closeness.close_places(plan, clock.today()).values("pk"))
    keys = list(near.order_by("due_on", "pk").values_list("pk", flat=True)[:10])
    columns, rows = tell_items(keys)
    context = {
        "plan": plan,
        "columns": columns[:6],
        "rows": [(row["cells"] if isinstance(row, dict) else row)[:6] for row in rows],
        "count": near.count() if len(keys) == 10 else len(keys),
        "days": closeness.close_days(),
    }
    return render(request, "plans/_close_by.html", context)


@needs(Permission.PLAN_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a plan; a refusal shows the page again."""
    visible(request, pk)
    return asking.take(
        request,
        PLAN_FLOW,
        pk,
        step,
        back=redirect("plans:detail", pk=pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
    )
