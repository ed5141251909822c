"""Arranged visits: the list, and one with its checks, the bodies that were asked, and its steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.inspections.models import Visit
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking as cases
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.plans.models import JointVisit
from anlan.plans.rows import tell_joints
from anlan.visiting.acts import ARRANGED_ACTS
from anlan.visiting.effects import FARTHEST_DAYS
from anlan.visiting.flow import ARRANGED_FLOW
from anlan.visiting.gathering import still_due
from anlan.visiting.listing import ARRANGED, choices, filtered
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit
from anlan.visiting.rows import TONES, tell_arranged, tell_parts


@needs(Permission.PLAN_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the arranged visits of the reader's area and body, the newest first."""
    rows = filtered(ArrangedVisit.objects.within(request.actor.scope), request.GET)
    shown = ARRANGED.show(request, rows)
    columns, told = tell_arranged(shown.keys)
    return shown.render("visiting/list.html", columns=columns, rows=told, choices=choices(request.actor))


def _visible(request: ActedRequest, pk: int) -> ArrangedVisit:
    rows = ArrangedVisit.objects.within(request.actor.scope).select_related(
        "premises", "area", "sector", "lead", "organisation", "arranged_by", "visit"
    )
    found: ArrangedVisit | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("planner.unknown", _("There is no arranged visit with this number in your area."))
    return found


@needs(Permission.PLAN_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _detail(
    request: ActedRequest, visit: ArrangedVisit, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = [
        form
        for form in step_forms(
            ARRANGED_FLOW,
            visit,
            request.actor,
            options=lambda step: {"visit": _fitting(request, visit)} if step == "put_down" else {},
            refused=refused,
        )
        if form.name != "lapse"
    ]
    columns, rows = tell_parts(visit, _due(request, visit))
    pairs = JointVisit.objects.within(request.actor.scope).filter(arranged=visit.pk).order_by("pk")
    joint_columns, joints = tell_joints(list(pairs.values_list("pk", flat=True)))
    context = {
        "visit": visit,
        "state_label": ArrangedState(visit.state).label,
        "state_tone": TONES[visit.state],
        "columns": columns,
        "rows": rows,
        "joint_columns": [*joint_columns[:1], *joint_columns[3:7]],
        "joints": [[*row[:1], *row[3:7]] for row in joints],
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "folded": ("call_off",),
        "entries": trail(ARRANGED_FLOW, visit),
        "is_joint": visit.bodies > 1,
    }
    return render(request, "visiting/arranged.html", context, status=status)


def _due(request: ActedRequest, visit: ArrangedVisit) -> set[str]:
    """Return which of its checks are still due: what was done meanwhile needs no visit any more."""
    if visit.state != ArrangedState.ARRANGED:
        return set()
    today = clock.today()
    return still_due(request.actor.scope, visit.premises_id, today, FARTHEST_DAYS)


def _fitting(request: ActedRequest, visit: ArrangedVisit) -> list[tuple[int, str]]:
    """Return the visits of its bodies to the place since it was arranged that the reader sees."""
    bodies = ArrangedCheck.objects.filter(visit=visit.pk, dropped="").values("organisation")
    rows = Visit.objects.within(request.actor.scope).recorded()
    found: Any = rows.filter(
        premises=visit.premises_id,
        is_counted=True,
        organisation__in=bodies,
        visited_on__gte=visit.arranged_on,
    )
    return [(one.pk, f"{one.number} · {one.visited_on}") for one in found.order_by("-visited_on", "-pk")[:20]]


@needs(Permission.PLAN_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Put down the visit or call off; a refusal shows the page again."""
    _visible(request, pk)
    act = ARRANGED_ACTS.get(step)

    def through(_flow: Any, case: int, name: str, **given: Any) -> door.Outcome:
        if act is None:
            return door.apply(ARRANGED_FLOW, case, name, **given)
        return act(case, given["input"], given["by"], given["key"], given["revision"])

    return cases.take(
        request,
        ARRANGED_FLOW,
        pk,
        step,
        back=redirect("visiting:arranged", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
        through=through,
    )
