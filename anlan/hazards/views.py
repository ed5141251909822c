"""Pages of the closed loop: the list, one hazard with its history and steps, recording on a visit."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.figures.cut import where_and_when
from anlan.hazards.duties import DEFAULT_DAYS
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import OPEN_STATES, Category, Grade, Hazard, HazardQuerySet, State
from anlan.hazards.rows import TONES, tell_hazards
from anlan.inspections.models import Visit
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, default_deadline, step_forms, trail
from anlan.obligations.models import Kind, Obligation
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

OUTSTANDING, OVERDUE = "outstanding", "overdue"
NUMBER = re.compile(r"^(?:YH[0-9]{4}-)?([0-9]{1,18})$", re.IGNORECASE)


@needs(Permission.HAZARD_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the ledger within the reader's scope, newest first, filtered by what an index serves."""
    query = request.GET
    hazards = _filtered(Hazard.objects.within(request.actor.scope), query)
    page = parameters.page(hazards.only("pk"), query)
    columns, rows = tell_hazards([row.pk for row in page.rows])
    states = [
        ("", _("All states")),
        (OUTSTANDING, _("Outstanding")),
        (OVERDUE, _("Overdue")),
        *State.choices,
    ]
    return render(
        request,
        "hazards/list.html",
        {
            "columns": columns,
            "rows": rows,
            "page": page,
            "query": query,
            "states": states,
            "grades": [("", _("All grades")), *Grade.choices],
            "areas": [("", _("All areas")), *area_choices(areas_of(request.actor.scope))],
            "sectors": [("", _("All sectors")), *sector_choices()],
        },
    )


def _filtered(hazards: HazardQuerySet, query: Any) -> HazardQuerySet:
    state = parameters.choice(query, "state", (*State.values, OUTSTANDING, OVERDUE))
    if state == OUTSTANDING:
        hazards = hazards.outstanding()
    elif state == OVERDUE:
        hazards = hazards.overdue(clock.now())
    elif state:
        hazards = hazards.filter(state=state)
    if grade := parameters.choice(query, "grade", Grade.values):
        hazards = hazards.filter(grade=grade)
    hazards = hazards.filter(where_and_when(query, "found_on"))
    return _searched(hazards, parameters.words(query, "q"))


def _searched(hazards: HazardQuerySet, text: str) -> HazardQuerySet:
    """Return the hazards whose text or premises hold the words, or the one with that number."""
    number = NUMBER.match(text)
    if number:
        return hazards.filter(pk=int(number.group(1)))
    if text:
        return hazards.filter(Q(description__icontains=text) | Q(premises__name__icontains=text))
    return hazards


@needs(Permission.HAZARD_READ)
def panel(request: ActedRequest, visit: int | None = None, premises: int | None = None) -> HttpResponse:
    """Show the hazards of one visit or one place: a fragment for the page that asks, a page by itself."""
    if (visit or premises or 0) > parameters.BIGGEST:
        raise Unknown("panel.unknown", _("There is nothing with this number."))
    hazards = Hazard.objects.within(request.actor.scope)
    hazards = hazards.filter(visit=visit) if visit is not None else hazards.filter(premises=premises)
    page = parameters.page(hazards.only("pk"), request.GET)
    columns, rows = tell_hazards([row.pk for row in page.rows])
    template = "hazards/_panel.html" if request.headers.get("HX-Request") else "hazards/panel.html"
    return render(request, template, {"columns": columns, "rows": rows, "page": page, "path": request.path})


@needs(Permission.HAZARD_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one hazard: what, where, who owes what, its history, and the steps that lead on from here."""
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Hazard:
    """Return a hazard of the reader's scope. Raises Unknown for a stranger's as for one that does not exist."""
    hazard = (
        Hazard.objects.within(request.actor.scope)
        .select_related(
            "premises", "area", "sector", "department", "supervisor", "operator", "visit", "found_by"
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
    forms = step_forms(
        HAZARD_FLOW,
        hazard,
        request.actor,
        defaults={"assign": {"due_at": default_deadline(clock.now(), DEFAULT_DAYS)}},
        refused=refused,
    )
    duties = _duties(hazard, request.actor)
    return render(
        request,
        "hazards/detail.html",
        {
            "hazard": hazard,
            "state_label": State(hazard.state).label,
            "state_tone": TONES[State(hazard.state)],
            "grade_label": Grade(hazard.grade).label,
            "forms": forms,
            "entries": trail(HAZARD_FLOW, hazard),
            "category_label": Category(hazard.category).label,
            "duties": duties,
            "now": clock.now(),
            "stages_shown": _stages(hazard, duties),
            "is_open": hazard.state in OPEN_STATES,
        },
        status=status,
    )


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
    way = [
        (pgettext("stage", "Find"), hazard.found_at),
        (pgettext("stage", "Assign"), hazard.assigned_at),
        (pgettext("stage", "Rectify"), hazard.rectified_at),
        (pgettext("stage", "Accept"), hazard.accepted_at),
        (pgettext("stage", "Close out"), hazard.closed_at),
    ]
    done = sum(at is not None for _text, at in way)
    stages = [{"text": text, "at": _short(at), "state": "done" if at else "ahead"} for text, at in way]
    if done < len(way):
        due = duties[0]["due_at"] if duties else None
        stages[done] |= {"state": "current", "at": _("by %(when)s") % {"when": _short(due)} if due else ""}
    return stages


def _short(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%m-%d %H:%M}" if at else ""


@needs(Permission.HAZARD_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a hazard through one step; a refusal shows the page again with the reason and what was typed."""
    hazard = _visible(request, pk)
    if request.method == "GET" or step not in HAZARD_FLOW.steps:
        return redirect("hazards:detail", pk=pk)
    raw = {name: request.POST.get(name, "") for name in HAZARD_FLOW.steps[step].form.names}
    key = request.POST.get("key") or uuid7()
    try:
        outcome = door.apply(HAZARD_FLOW, pk, step, by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        hazard.refresh_from_db()
        return _detail(request, hazard, StepForm.refused(step, raw, error, key), status=error.status)
    label = HAZARD_FLOW.steps[step].label
    messages.success(
        request,
        _("“%(step)s” was already recorded: journal entry %(seq)s.") % {"step": label, "seq": outcome.seq}
        if outcome.replayed
        else _("“%(step)s” is recorded: journal entry %(seq)s.") % {"step": label, "seq": outcome.seq},
    )
    return redirect("hazards:detail", pk=pk)


@needs(Permission.HAZARD_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: ActedRequest, visit: int) -> HttpResponse:
    """Record a hazard found on a visit; “and another” keeps the inspector on the form."""
    found = (
        Visit.objects.within(request.actor.scope)
        .select_related("premises", "area", "sector")
        .filter(pk=visit)
        .first()
    )
    if found is None:
        raise Unknown("visit.unknown", _("There is no visit with this number in your area and sector."))
    step = HAZARD_FLOW.steps["record"]
    form = StepForm.of(step, {"grade": Grade.GENERAL})
    status = 200
    if request.method == "POST":
        raw = {name: request.POST.get(name, "") for name in step.form.names if name != "visit"}
        key = request.POST.get("key") or uuid7()
        try:
            outcome = door.open_case(
                HAZARD_FLOW, "record", by=request.actor, input={**raw, "visit": visit}, key=key
            )
        except (Invalid, Refused) as error:
            form, status = StepForm.refused("record", raw, error, key, step), error.status
        else:
            messages.success(
                request, _("The hazard is recorded: journal entry %(seq)s.") % {"seq": outcome.seq}
            )
            if "another" in request.POST:
                return redirect("hazards:record", visit=visit)
            return redirect("hazards:detail", pk=outcome.case_id)
    return render(request, "hazards/record.html", {"visit": found, "form": form}, status=status)
