"""Joint visits: the list, proposing one, one with its steps; and the warning of what is close by at a place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anlan.inspections.models import Mode, Visit
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.roles import Permission
from anlan.plans import closeness
from anlan.plans.flow import JOINT_FLOW
from anlan.plans.listing import JOINT_VISITS, joint_choices, joints_filtered
from anlan.plans.models import JointState, JointVisit
from anlan.plans.rows import JOINT_TONES, tell_joints
from anlan.premises.models import Premises


@needs(Permission.PLAN_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the joint visits of the reader's area and body, the newest first."""
    rows = joints_filtered(JointVisit.objects.within(request.actor.scope), request.GET)
    shown = JOINT_VISITS.show(request, rows)
    columns, told = tell_joints(shown.keys)
    return shown.render("plans/joints.html", columns=columns, rows=told, choices=joint_choices(request.actor))


def _place(request: ActedRequest, pk: int) -> Premises:
    rows = Premises.objects.within(request.actor.scope).select_related("reporting_area", "sector")
    place: Premises | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if place is None:
        raise Unknown("premises.unknown", _("There are no such premises in your area and sector."))
    return place


@needs(Permission.PLAN_READ)
@require_GET
def at_place(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a panel: who else was or will be at a place close by, and the joint visit that waits or may be proposed."""
    place = _place(request, pk)
    bodies = sorted(set(request.actor.organisation_ids()))
    today = clock.today()
    context = {
        "place": place,
        "visited": closeness.visited_close(place.pk, bodies, today),
        "planned": closeness.planned_close(place.pk, bodies, today),
        "joint": closeness.joint_of(place.pk, bodies),
        "days": closeness.close_days(),
    }
    return render(request, "plans/_at_place.html", context)


@needs(Permission.PLAN_READ)
@require_http_methods(["GET", "POST"])
def propose(request: ActedRequest, premises: int) -> HttpResponse:
    """Propose a joint visit to a place; the body that is close by is chosen already."""
    place = _place(request, premises)
    own = sorted(set(request.actor.organisation_ids()))
    steps = place.area_path.strip("/").split("/")
    above = [f"/{'/'.join(steps[:n])}/" for n in range(1, len(steps) + 1)]
    others = (
        Organisation.objects.filter(area__path__in=above, valid_to=None)
        .exclude(kind=OrganisationKind.BUSINESS)
        .exclude(pk__in=own)
    )
    partner = parameters.whole(request.GET, "partner") or ""
    start = {"partner": partner, "planned_on": clock.today().isoformat()}
    chosen: Any = {
        "premises": [(place.pk, f"{place.name} · {place.code}")],
        "partner": [(body.pk, body.label) for body in others.order_by("-area__path", "kind", "code")],
    }
    begun = asking.begin(request, JOINT_FLOW, "propose", {**start, "premises": place.pk}, options=chosen)
    if begun.outcome:
        messages.success(
            request, _("The joint visit is proposed: journal entry %(seq)s.") % {"seq": begun.outcome.seq}
        )
        return redirect("plans:joint", pk=begun.outcome.case_id)
    return render(request, "plans/propose.html", {"form": begun.form, "place": place}, status=begun.status)


def _visible(request: ActedRequest, pk: int) -> JointVisit:
    rows = JointVisit.objects.within(request.actor.scope).select_related(
        "premises", "area", "sector", "proposer", "partner", "proposed_by", "agreed_by", "visit"
    )
    joint: JointVisit | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if joint is None:
        raise Unknown("joint.unknown", _("There is no joint visit with this number in your area."))
    return joint


@needs(Permission.PLAN_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _detail(
    request: ActedRequest, joint: JointVisit, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(
        JOINT_FLOW,
        joint,
        request.actor,
        defaults={"move": {"planned_on": joint.planned_on.isoformat()}},
        options=lambda step: {"visit": _fitting(request, joint)} if step == "hold" else {},
        refused=refused,
    )
    own = set(request.actor.organisation_ids())
    context = {
        "joint": joint,
        "state_label": JointState(joint.state).label,
        "state_tone": JOINT_TONES[joint.state],
        "is_party": bool(own & {joint.proposer_id, joint.partner_id}),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "folded": ("move", "call_off", "decline"),
        "entries": trail(JOINT_FLOW, joint),
    }
    return render(request, "plans/joint.html", context, status=status)


def _fitting(request: ActedRequest, joint: JointVisit) -> list[tuple[int, str]]:
    """Return the joint visits of the two bodies to the place since it was proposed that the reader sees."""
    rows = Visit.objects.within(request.actor.scope).recorded()
    found = rows.filter(
        premises=joint.premises_id,
        mode=Mode.JOINT,
        is_counted=True,
        organisation__in=(joint.proposer_id, joint.partner_id),
        visited_on__gte=joint.proposed_on,
    )
    return [
        (visit.pk, f"{visit.number} · {visit.visited_on}")
        for visit in found.order_by("-visited_on", "-pk")[:20]
    ]


@needs(Permission.PLAN_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Agree, decline, move, put down the visit or call off; a refusal shows the page again."""
    _visible(request, pk)
    return asking.take(
        request,
        JOINT_FLOW,
        pk,
        step,
        back=redirect("plans:joint", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
