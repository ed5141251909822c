"""One hazard: what, where, whose turn; its photographs and history; and the steps that lead on from here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.evidence import reuse, shown
from anlan.hazards import hollow, options, origins
from anlan.hazards.duties import DEFAULT_DAYS
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.likeness import alike
from anlan.hazards.listing import numbers
from anlan.hazards.models import OPEN_STATES, Asked, Category, Grade, Hazard, State
from anlan.hazards.rows import TONES
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import (
    StepForm,
    outcome_data,
    read_inputs,
    refusal_data,
    step_forms,
    trail,
    wants_data,
)
from anlan.obligations.models import Kind, Obligation
from anlan.org.calendar import in_days
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.scrutiny.comparing import noted, whereabouts

MAIN = frozenset(
    "assign claim sign_for decide_refusal decide_extension accept look_back close_out decide_regrade decide_void "
    "receive unmerge".split()
)
"""The steps that bring a hazard on: their forms stand open, the others are folded."""


@needs(Permission.HAZARD_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Hazard:
    """Return a hazard of the reader's scope. Raises Unknown for a stranger's as for one that does not exist."""
    hazard = (
        Hazard.objects.within(request.actor.scope)
        .select_related(
            "premises",
            "area",
            "sector",
            "department",
            "supervisor",
            "operator",
            "visit",
            "found_by",
            "criterion__pack",
            "item",
            "transfer_to",
            "asked_by",
            "exception_person",
        )
        .filter(pk=pk)
        .first()
    )
    if hazard is None:
        raise Unknown("hazard.unknown", _("There is no hazard with this number in your area and sector."))
    return hazard


def _detail(
    request: ActedRequest, hazard: Hazard, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    now, actor = clock.now(), request.actor
    due_at = in_days(now, hazard.advised_days or DEFAULT_DAYS).due_at
    forms = step_forms(
        HAZARD_FLOW,
        hazard,
        actor,
        defaults={
            "assign": {"due_at": due_at},
            "reopen": {"due_at": due_at},
            "accept": {"mode": "on_site"},
        },
        options=lambda step: options.of_step(hazard, step, actor),
        refused=refused,
    )
    duties = _duties(hazard, actor)
    pictures = shown.of_case("hazard", hazard.pk)
    examines = bool(pictures) and actor.may(Permission.EVIDENCE_READ)
    flags = noted(actor, "hazard", hazard.pk) if examines else []
    return render(
        request,
        "hazards/detail.html",
        {
            "hazard": hazard,
            "state_label": State(hazard.state).label,
            "state_tone": TONES[State(hazard.state)],
            "grade_label": Grade(hazard.grade).label,
            "forms": sorted(
                (form for form in forms if form.decision or form.error),
                key=lambda form: (not form.error, form.name not in MAIN),
            ),
            "main_steps": MAIN,
            "closed_forms": [form for form in forms if not form.decision and not form.error],
            "entries": trail(HAZARD_FLOW, hazard),
            "particulars": _particulars(hazard, actor),
            "duties": duties,
            "now": now,
            "stages_shown": _stages(hazard, duties),
            "is_open": hazard.state in OPEN_STATES,
            "pictures": pictures,
            "pairs": shown.pairs(pictures),
            "photo_flags": flags,
            "photo_places": whereabouts("hazard", hazard.pk, pictures) if examines else [],
            "reused": _reused(hazard, pictures, actor) if hazard.state == State.CLAIMED and not flags else [],
            "asked_label": Asked(hazard.asked).label if hazard.asked else "",
            "asked_grade_label": Grade(hazard.asked_grade).label if hazard.asked_grade else "",
            "plan": _plan(hazard),
            "likes": _likes(hazard, actor),
            "hollow": _hollow(hazard, actor),
            "related": [*_related(hazard), *origins.of(actor, hazard)],
        },
        status=status,
    )


def _particulars(hazard: Hazard, actor: Actor) -> list[tuple[Any, Any]]:
    """Return what is on record of a hazard, without what is empty."""
    visit: Any = hazard.visit.number
    if actor.may(Permission.VISIT_READ):
        visit = {"text": visit, "href": reverse("inspections:detail", args=[hazard.visit_id])}
    place = {"text": hazard.premises.name, "href": reverse("premises:detail", args=[hazard.premises_id])}
    facts: list[tuple[Any, Any]] = [
        (_("Number"), hazard.number),
        (_("Premises"), place),
        (_("Address"), hazard.premises.address),
        (_("Category"), Category(hazard.category).label),
        (_("Criterion"), hazard.criterion.citation if hazard.criterion else ""),
        (_("Item of the checklist"), str(hazard.item) if hazard.item else ""),
        (_("Basis"), hazard.basis),
        (_("Visit"), visit),
        (_("Found by"), hazard.found_by.name),
        (_("Found at"), _long(hazard.found_at)),
        (_("Reporting area"), hazard.area.label),
        (_("Responsible department"), hazard.department.label),
        (_("Followed up by"), hazard.supervisor.label),
        (_("Interim measure"), hazard.interim_measure),
        (_("Requirement"), hazard.requirement),
        (_("Deadline"), _long(hazard.due_at)),
        (_("Signed for at"), _long(hazard.signed_for_at)),
    ]
    for label, n in (
        (_("Extended"), hazard.extensions),
        (_("Reopened"), hazard.reopenings),
        (_("Transferred"), hazard.transfers),
    ):
        facts.append((label, _("%(n)s times") % {"n": n} if n else ""))
    return [(label, value) for label, value in facts if value]


def _likes(hazard: Hazard, actor: Actor) -> list[Hazard]:
    """Return hazards that may be the same one, for whoever may merge an open one."""
    if hazard.state not in OPEN_STATES or not actor.may(Permission.HAZARD_MERGE):
        return []
    return alike(
        hazard.description,
        premises_id=hazard.premises_id,
        on=hazard.found_on,
        but=hazard.pk,
        item=hazard.item_id,
    )


def _hollow(hazard: Hazard, actor: Actor) -> list[str]:
    """Return what the words of an open hazard lack, for whoever decides on it."""
    if hazard.state not in OPEN_STATES or not actor.may(Permission.HAZARD_ACCEPT):
        return []
    return [
        *hollow.hints(hazard.description),
        *hollow.hints_of_measure(hazard.rectification, hazard.description),
    ]


def _related(hazard: Hazard) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return other hazards that this one is bound to: merged into, merged with, relapse of, came back as."""
    asked: list[tuple[Any, list[int | None]]] = [
        (_("Merged into"), [hazard.merged_into_id]),
        (_("Relapse of"), [hazard.relapse_of_id]),
        (_("Merged with it"), list(hazard.duplicates.order_by("pk").values_list("pk", flat=True)[:20])),
    ]
    keys = [key for _label, found in asked for key in found if key]
    told = numbers(keys) if keys else {}
    return [
        (label, [(told[key], reverse("hazards:detail", args=[key])) for key in found if key])
        for label, found in asked
        if any(found)
    ]


def _plan(hazard: Hazard) -> list[tuple[Any, str]]:
    """Return the five fulfilments of a treatment plan with their labels."""
    return [
        (item.label, hazard.plan[item.name])
        for item in HAZARD_FLOW.steps["plan"].form.inputs
        if item.name in hazard.plan
    ]


def _reused(hazard: Hazard, pictures: list[Any], actor: Actor) -> list[dict[str, Any]]:
    """Return where else photographs of this hazard were used, among the hazards that the reader may see."""
    found = reuse.elsewhere([p.file for p in pictures], case_kind="hazard", case_id=hazard.pk)
    uses = {(use.case_kind, use.case_id): use for several in found.values() for use in several}
    keys = [key for kind, key in uses if kind == "hazard"]
    seen = Hazard.objects.within(actor.scope).filter(pk__in=keys).values_list("pk", "found_on")[:5]
    return [
        {
            "label": f"YH{found_on:%Y}-{key:07d}",
            "href": reverse("hazards:detail", args=[key]),
            "at": uses["hazard", key].at,
            "exact": uses["hazard", key].exact,
        }
        for key, found_on in seen
    ]


def _duties(hazard: Hazard, actor: Actor) -> list[dict[str, Any]]:
    """Return what is owed now on a hazard: what to do, whose turn it is, by when. One query."""
    rows = Obligation.objects.open().filter(case_id=hazard.pk, case_kind="hazard").select_related("owner")
    own = set(actor.organisation_ids())
    return [
        {
            "kind": Kind(row.kind).label,
            "owner": row.owner.label,
            "own": row.owner_id in own,
            "due_at": row.due_at,
        }
        for row in rows.order_by("due_at", "id")
    ]


def _stages(hazard: Hazard, duties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the way of a hazard for the stepper: what is done says when, the one to come now says by when."""
    way: list[tuple[str, datetime | None]] = [(pgettext("stage", "Find"), hazard.found_at)]
    if not hazard.on_the_spot:
        way.append((pgettext("stage", "Assign"), hazard.assigned_at))
    way += [
        (pgettext("stage", "Rectify"), hazard.rectified_at),
        (pgettext("stage", "Accept"), hazard.accepted_at),
    ]
    if hazard.state == State.LOOK_BACK or hazard.looked_back_at:
        way.append((pgettext("stage", "Look back"), hazard.looked_back_at))
    way.append((pgettext("stage", "Close out"), hazard.closed_at))
    done = next((n for n, (_text, at) in enumerate(way) if at is None), len(way))
    stages = [{"text": text, "at": _short(at), "state": "done" if at else "ahead"} for text, at in way]
    if done < len(way):
        due = duties[0]["due_at"] if duties else None
        stages[done] |= {"state": "current", "at": _("by %(when)s") % {"when": _short(due)} if due else ""}
    return stages


def _long(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def _short(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%m-%d %H:%M}" if at else ""


@needs(Permission.HAZARD_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a hazard through one step; a refusal shows the page again with the reason and what was typed.

    Whoever asks for data gets the outcome, or the refusal with its code, as JSON.
    """
    visible = _visible(request, pk)
    known = HAZARD_FLOW.steps.get(step)
    if request.method == "GET" or known is None:
        return redirect("hazards:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw, fault = read_inputs(known, request, by=request.actor)
    try:
        if fault:
            raise fault
        outcome = door.apply(
            HAZARD_FLOW,
            pk,
            step,
            by=request.actor,
            input=raw,
            key=key,
            revision=parameters.whole(request.POST, "revision"),
        )
    except (Invalid, Refused) as error:
        if wants_data(request):
            return refusal_data(error)
        form = StepForm.refused(step, raw, error, key)
        return _detail(request, _visible(request, pk), form, status=error.status)
    if wants_data(request):
        return outcome_data(outcome)
    messages.success(
        request,
        _("“%(step)s” was already recorded: journal entry %(seq)s.")
        % {"step": known.label, "seq": outcome.seq}
        if outcome.replayed
        else _("“%(step)s” is recorded: journal entry %(seq)s.") % {"step": known.label, "seq": outcome.seq},
    )
    for hint in hollow.hints_of_measure(str(raw.get("rectification") or ""), visible.description):
        messages.warning(request, hint)
    if not Hazard.objects.within(request.actor.scope).filter(pk=pk).exists():
        return redirect("hazards:list")  # handed over to somebody else
    return redirect("hazards:detail", pk=pk)
