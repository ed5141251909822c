"""Leaders' plans: for the office that sets them, and each leader's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.assignments.models import LeaderTerm
from anlan.inspections.models import Visit
from anlan.inspections.rows import tell_visits
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import Permission, Role
from anlan.plans.flow import LEADER_PLAN_FLOW
from anlan.plans.leading import Part, progress, visits_of
from anlan.plans.listing import LEADER_PLANS, leaders_filtered
from anlan.plans.models import LeaderPlan
from anlan.plans.rows import tell_leader_plans

MOST_VISITS = 60


@needs(Permission.PLAN_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the plans of leaders to the office, and to a leader the own one; to others there are none."""
    rows = leaders_filtered(LeaderPlan.objects.within(request.actor.scope), request.GET)
    shown = LEADER_PLANS.show(request, rows)
    columns, told = tell_leader_plans(shown.keys)
    return shown.render("plans/leaders.html", columns=columns, rows=told)


def options(request: ActedRequest) -> dict[str, Any]:
    """Return the leaders of the reader's area and the accounts of leaders there."""
    terms = LeaderTerm.objects.within(request.actor.scope).standing().on(clock.today())
    held = Post.objects.filter(held_at(clock.now()), role=Role.LEADER).values("person")
    people = Person.objects.filter(pk__in=held, is_active=True).order_by("name", "pk")
    return {
        "leader": [(term.pk, term.label) for term in terms.order_by("area_path", "rank", "pk")[:200]],
        "account": [(person.pk, f"{person.name} · {person.username}") for person in people[:200]],
    }


@needs(Permission.LEADER_PLAN)
@require_http_methods(["GET", "POST"])
def set_plan(request: ActedRequest) -> HttpResponse:
    """Set a leader's plan; a refused form keeps what was typed."""
    today = clock.today()
    start = {
        "first_day": today.replace(day=1).isoformat(),
        "last_day": today.replace(month=12, day=31).isoformat(),
    }
    begun = asking.begin(request, LEADER_PLAN_FLOW, "set", start, options=options(request))
    if begun.outcome:
        messages.success(request, _("The plan is set: journal entry %(seq)s.") % {"seq": begun.outcome.seq})
        return redirect("plans:leader", pk=begun.outcome.case_id)
    return render(request, "plans/set_leader.html", {"form": begun.form}, status=begun.status)


def _visible(request: ActedRequest, pk: int) -> LeaderPlan:
    rows = LeaderPlan.objects.within(request.actor.scope).select_related(
        "leader", "area", "organisation", "set_by", "account"
    )
    plan: LeaderPlan | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if plan is None:
        raise Unknown("leader_plan.unknown", _("There is no such plan of a leader for you to see."))
    return plan


@needs(Permission.PLAN_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _detail(
    request: ActedRequest, plan: LeaderPlan, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    done = progress(plan)
    forms = step_forms(
        LEADER_PLAN_FLOW,
        plan,
        request.actor,
        defaults={"change": _told(plan, done)},
        options=lambda step: options(request) if step == "change" else {},
        refused=refused,
    )
    seen = Visit.objects.within(request.actor.scope).filter(pk__in=visits_of(plan).values("pk"))
    keys = list(seen.order_by("-visited_on", "-pk").values_list("pk", flat=True)[:MOST_VISITS])
    columns, rows = tell_visits(keys)
    context = {
        "plan": plan,
        "done": done,
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "columns": columns,
        "rows": rows,
        "more": max(0, done.visits - len(keys)),
        "entries": trail(LEADER_PLAN_FLOW, plan),
    }
    return render(request, "plans/leader.html", context, status=status)


def _told(plan: LeaderPlan, done: Any) -> dict[str, Any]:
    return {
        "first_day": plan.first_day.isoformat(),
        "last_day": plan.last_day.isoformat(),
        "basis": plan.basis,
        "account": plan.account_id or "",
        "parts": "\n".join(Part(line.sector, line.area, line.due).words for line in done.lines),
    }


@needs(Permission.PLAN_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Change or withdraw a leader's plan; a refusal shows the page again."""
    _visible(request, pk)
    return asking.take(
        request,
        LEADER_PLAN_FLOW,
        pk,
        step,
        back=redirect("plans:leader", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
