"""Systemic problems: the list, proposing one, one with its hazards and what leads on, and each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.hazards.models import Hazard
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.gathering import USUAL_DAYS
from anlan.systemic.kinds import BEING_SOLVED, OPEN, ProblemState
from anlan.systemic.listing import PROBLEMS, choices, filtered
from anlan.systemic.models import Link, SystemicProblem
from anlan.systemic.rows import RELATED, TOLD, TONES, kind_words
from anlan.systemic.views import options
from anlan.systemic.views.shown import hazards_shown, numbers_of

HIDDEN = ("take_back",)
# told in cards of their own, not among the particulars
ELSEWHERE = 9


@needs(Permission.SYSTEMIC_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the problems, the latest first."""
    seen = SystemicProblem.objects.within(request.actor.scope)
    shown = PROBLEMS.show(request, filtered(seen, request.GET))
    columns, rows = TOLD.table(shown.keys)
    running = seen.filter(state__in=sorted(BEING_SOLVED))
    return shown.render(
        "systemic/list.html",
        columns=columns,
        rows=rows,
        choices=choices(request.actor),
        proposed=seen.filter(state=ProblemState.PROPOSED).count(),
        running=running.count(),
        late=running.filter(due_on__lt=clock.today()).count(),
    )


@needs(Permission.SYSTEMIC_PROPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: ActedRequest) -> HttpResponse:
    """Propose a problem by hand: its hazards follow from area, sector, category and days."""
    today = clock.today()
    start = {
        "area": options.own_area(request.actor),
        "first_day": today - timedelta(days=USUAL_DAYS - 1),
        "last_day": today,
    }
    begun = asking.begin(
        request, SYSTEMIC_FLOW, "propose", start, options=options.at_beginning(request.actor)
    )
    if begun.outcome:
        messages.success(request, asking.recorded(SYSTEMIC_FLOW.steps["propose"], begun.outcome))
        return redirect("systemic:detail", begun.outcome.case_id)
    context = {"form": begun.form, "title": SYSTEMIC_FLOW.steps["propose"].label}
    return render(request, "systemic/propose.html", context, status=begun.status)


def visible(request: ActedRequest, pk: int) -> SystemicProblem:
    """Return a problem that the reader sees. Raises Unknown."""
    rows = SystemicProblem.objects.within(request.actor.scope).select_related(*RELATED, "area__parent")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("case.unknown", _("There is nothing with this number in your area."))
    return found


@needs(Permission.SYSTEMIC_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def _detail(
    request: ActedRequest, one: SystemicProblem, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    (case,) = TOLD.read([one.pk])
    forms = step_forms(
        SYSTEMIC_FLOW,
        one,
        actor,
        defaults=_defaults(one),
        options=lambda step: options.of_step(one, step, actor),
        refused=refused,
    )
    forms = [form for form in forms if form.name not in HIDDEN]
    hazards = Hazard.objects.within(actor.scope).filter(
        pk__in=Link.objects.filter(problem=one.pk).values("hazard")
    )
    told = TOLD.facts(case)[:ELSEWHERE]
    context = {
        "case": case,
        "kind": kind_words(one),
        "facts_shown": [*told, *_who(one)],
        "state_label": SYSTEMIC_FLOW.states[one.state],
        "tone": TONES[one.state],
        "late": one.is_being_solved and one.due_on is not None and one.due_on < clock.today(),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(SYSTEMIC_FLOW, one),
        "numbers": numbers_of(one),
        "tasks": one.state in BEING_SOLVED,
        "runs": one.state in OPEN,
        **hazards_shown(hazards),
    }
    return render(request, "systemic/detail.html", context, status=status)


def _who(one: SystemicProblem) -> list[tuple[Any, str]]:
    told = [
        (_("Proposed by"), f"{one.proposed_by.name} · {one.organisation.label}"),
        (
            _("Confirmed by"),
            f"{one.confirmed_by.name} · {one.office.label}" if one.confirmed_by and one.office else "",
        ),
        (_("Post in charge"), one.owner_post.title if one.owner_post else ""),
        (_("Why it was dismissed"), one.dismissal),
    ]
    return [pair for pair in told if pair[1]]


def _defaults(one: SystemicProblem) -> dict[str, Any]:
    words = {name: getattr(one, name) for name in ("root_cause", "measures", "due_on")}
    charge = {**words, "owner": one.owner_id or options.usual_owner(one)}
    return {
        "amend": {**charge, "title": one.title, "description": one.description},
        "confirm": charge,
        "gather": {"last_day": clock.today()},
        "postpone": {"due_on": one.due_on},
        "report": {"progress": one.progress},
    }


@needs(Permission.SYSTEMIC_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a problem a step on; a refusal shows the page again."""
    visible(request, pk)
    return asking.take(
        request,
        SYSTEMIC_FLOW,
        pk,
        step,
        back=redirect("systemic:detail", pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
    )
