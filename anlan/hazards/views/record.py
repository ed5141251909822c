"""Recording a hazard on a visit: to be assigned, or rectified on the spot."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.checklists.lookup import find_item
from anlan.hazards import hinting, hollow, options
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.likeness import alike
from anlan.hazards.models import GONE_STATES, Grade, Hazard
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, outcome_data, read_inputs, refusal_data, wants_data
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

WAYS = {"": "record", "spot": "record_on_the_spot"}


@needs(Permission.HAZARD_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: ActedRequest, visit: int) -> HttpResponse:
    """Record a hazard found on a visit; “and another” keeps the inspector on the form.

    One that reads much like another of the same place is recorded only when the inspector says that it is new.
    """
    found = (
        Visit.objects.within(request.actor.scope)
        .select_related("premises", "area", "sector")
        .filter(pk=visit)
        .first()
    )
    if found is None:
        raise Unknown("visit.unknown", _("There is no visit with this number in your area and sector."))
    way = request.GET.get("way", "")
    step = HAZARD_FLOW.steps[WAYS.get(way, "record")]
    chosen = options.of_visit(found)
    context: dict[str, Any] = {"visit": found, "way": way if way in WAYS else "", "likes": []}
    if request.method == "GET":
        form = StepForm.of(step, _begun(request, chosen), options=chosen)
        return render(request, "hazards/record.html", {**context, "form": form})
    key = request.POST.get("key") or uuid7()
    raw, fault = read_inputs(step, request, by=request.actor)
    raw["visit"] = visit
    context["likes"] = _likes(request, found, str(raw["description"]), key)
    try:
        if fault:
            raise fault
        if context["likes"]:
            step.form.clean(raw)  # its own faults first
            raise Refused(
                "hazard.alike",
                _("A hazard of this place reads much the same. Look at it; if yours is another, say so."),
            )
        outcome = door.open_case(HAZARD_FLOW, step.name, by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        if wants_data(request):
            return refusal_data(error)
        if error.code != "hazard.alike":
            context["likes"] = []
        form = StepForm.refused(step.name, raw, error, key, step, options=chosen, by=request.actor)
        return render(request, "hazards/record.html", {**context, "form": form}, status=error.status)
    if wants_data(request):
        return outcome_data(outcome)
    _tell(request, found, raw, outcome)
    if "another" in request.POST:
        return redirect(f"{request.path}?way={way}" if way in WAYS and way else request.path)
    return redirect("hazards:detail", pk=outcome.case_id)


def _tell(request: ActedRequest, visit: Visit, raw: dict[str, Any], outcome: door.Outcome) -> None:
    """Say that a hazard is recorded, and what its words lack: for who has no script, and for the next one."""
    messages.success(request, _("The hazard is recorded: journal entry %(seq)s.") % {"seq": outcome.seq})
    finding, measure = str(raw["description"]), str(raw.get("rectification") or "")
    rows = Hazard.objects.within(request.actor.scope).filter(premises=visit.premises_id)
    others = rows.exclude(pk=outcome.case_id).exclude(state__in=GONE_STATES)
    again = hinting.is_again(others, finding, on=clock.today())
    for hint in [*hollow.hints(finding, is_again=again), *hollow.hints_of_measure(measure, finding)]:
        messages.warning(request, hint)


def _begun(request: ActedRequest, chosen: options.Options) -> dict[str, Any]:
    """Return what the form begins with: of an item that does not conform, its words, grade and criterion."""
    key = parameters.whole(request.GET, "item")
    item = find_item(key) if key in dict(chosen["item"]) and key else None
    if item is None:
        return {"grade": Grade.GENERAL}
    offered = dict(chosen["criterion"])
    major = item.criterion_id in offered
    return {
        "item": item.pk,
        "description": _("Does not conform: %(what)s") % {"what": item.text},
        "grade": Grade.MAJOR if major else Grade.GENERAL,
        "criterion": item.criterion_id if major else "",
    }


def _likes(request: ActedRequest, visit: Visit, text: str, key: str) -> list[Hazard]:
    """Return what reads much the same, unless the inspector says that his is new, or this form was taken already."""
    if request.POST.get("is_new") or not text.strip() or not parameters.storable(text):
        return []
    if Entry.objects.filter(actor_id=request.actor.person_id, key=key[:80]).exists():
        return []
    item = request.POST.get("item", "")
    key_of_item = int(item) if item.isascii() and item.isdigit() and len(item) < 19 else None
    return alike(text, premises_id=visit.premises_id, on=clock.today(), item=key_of_item)
