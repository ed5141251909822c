"""The list of visits, and one of them with everything that is on record and the steps that lead on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.evidence import shown as pictures
from anlan.inspections import facts
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.listing import VISITS, choices, filtered
from anlan.inspections.models import Mode, Outcome, Result, Signature, Visit
from anlan.inspections.options import of_step
from anlan.inspections.rows import tell_visits
from anlan.inspections.seeing import who_could_see
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.scrutiny.comparing import noted, whereabouts

TONES = {
    Result.CONFORMS: "good",
    Result.FAILS: "bad",
    Result.NOT_APPLICABLE: "neutral",
    Result.UNCHECKED: "warn",
}
_KEPT = ("focus", "situation", "outcome", "outcome_note", "minutes", "requirement", "opinion", "next_step",
         "signature", "signed_by", "witness")  # fmt: skip
FIRST = ("release", "submit")
"""Steps whose forms stand open: the others are folded."""


@needs(Permission.VISIT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the visits of the reader's scope, newest first."""
    shown = VISITS.show(request, filtered(Visit.objects.within(request.actor.scope).recorded(), request.GET))
    columns, rows = tell_visits(shown.keys)
    return shown.render(
        "inspections/list.html",
        columns=columns,
        rows=rows,
        choices=choices(request.actor),
    )


def visible(request: ActedRequest, pk: int) -> Visit:
    """Return a visit of the reader's scope. Raises Unknown for a hidden one or a stranger's as for none."""
    visit = (
        Visit.objects.within(request.actor.scope)
        .select_related("premises", "area", "sector", "organisation", "recorded_by", "checklist")
        .filter(pk=pk)
        .first()
    )
    if visit is None:
        raise Unknown("visit.unknown", _("There is no visit with this number in your area and sector."))
    return visit


@needs(Permission.VISIT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return show(request, visible(request, pk))


def show(
    request: ActedRequest, visit: Visit, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """Show one visit with its journal, what is missing of the four, and what the reader may do next."""
    actor = request.actor
    members = list(visit.members.select_related("qualification").order_by("role", "pk"))
    forms = step_forms(
        VISIT_FLOW,
        visit,
        actor,
        defaults={"attend": _team(visit, members), "conclude": {n: getattr(visit, n) or "" for n in _KEPT}},
        options=lambda step: of_step(visit, step),
        refused=refused,
    )
    own_page = [form for form in forms if form.name == "check"]
    shown = [form for form in forms if form.name != "check"]
    found = pictures.of_case(VISIT_FLOW.kind, visit.pk)
    examines = bool(found) and actor.may(Permission.EVIDENCE_READ)
    hazard = actor.holds(Permission.HAZARD_RECORD, area_path=visit.area_path, sector_id=visit.sector_id)
    return render(
        request,
        "inspections/detail.html",
        {
            "visit": visit,
            "mode": Mode(visit.mode).label,
            "outcome": Outcome(visit.outcome).label,
            "signature": Signature(visit.signature).label if visit.signature else "",
            "members": members,
            "answers": answers_of(visit),
            "four": facts.in_words(visit),
            "unchecked": visit.items_applicable - visit.items_answered,
            "seen_by": [] if visit.is_masked or not visit.released_at else who_could_see(visit),
            "forms": [form for form in shown if form.decision or form.error],
            "closed_forms": [form for form in shown if not form.decision and not form.error],
            "first": FIRST,
            "may_check": bool(own_page and own_page[0].decision),
            "may_record": hazard is not None and not visit.is_masked,
            "pictures": found,
            "photo_flags": noted(actor, VISIT_FLOW.kind, visit.pk) if examines else [],
            "photo_places": whereabouts(VISIT_FLOW.kind, visit.pk, found) if examines else [],
            "entries": trail(VISIT_FLOW, visit),
        },
        status=status,
    )


def _team(visit: Visit, members: list[Any]) -> dict[str, Any]:
    named = {"leader": visit.leader_id} if visit.leader_id else {}
    typed = {} if visit.leader_id else {"leader_name": visit.leader_name, "leader_title": visit.leader_title}
    return {
        **named,
        **typed,
        "experts": [one.qualification_id for one in members if one.role == "expert"],
        "officers": [one.qualification_id for one in members if one.role == "officer"],
        "enforcement": "yes" if visit.is_enforcement else "",
        "companion": visit.companion,
    }


def answers_of(visit: Visit) -> list[dict[str, Any]]:
    """Return every item of the visit's checklist with what was answered; no query without a list."""
    if visit.checklist is None:
        return []
    given = {answer.item_id: answer for answer in visit.answers.all()}
    found = []
    for item in visit.checklist.items.order_by("position"):
        answer = given.get(item.pk)
        result = Result(answer.result) if answer else Result.UNCHECKED
        found.append(
            {
                "item": item,
                "result": result.value,
                "label": result.label,
                "tone": TONES[result],
                "reason": answer.reason if answer else "",
            }
        )
    return found


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a visit; a refusal shows the page again with the reason and what was typed."""
    visible(request, pk)
    back = redirect("inspections:detail", pk=pk)
    if step == "check":  # it has a page of its own
        return back
    return asking.take(
        request,
        VISIT_FLOW,
        pk,
        step,
        back=back,
        again=lambda form, status: show(request, visible(request, pk), form, status=status),
    )
