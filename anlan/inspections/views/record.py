"""Recording a visit: first the place, then how it was visited."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.inspections.desk import DESKS
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import UNANNOUNCED, Mode, Outcome, Visit
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.inputs import Form, Moment
from anlan.lifecycle.pages import StepForm
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.premises.models import Premises
from anlan.search.finding import find

WHEN = Moment(name="at", label="at", required=False)
# the page selects "hidden" with an unannounced mode (anlan/web/static/anlan/app.js)
_PRESETS = {
    "data-preset": "hidden",
    "data-presets": json.dumps({mode.value: "yes" for mode in sorted(UNANNOUNCED)}),
}


@needs(Permission.VISIT_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: ActedRequest) -> HttpResponse:
    """Record a visit to a chosen place; then go on to its hazards or to the visit itself."""
    source = request.POST if request.method == "POST" else request.GET
    place = _place(request, source)
    if place is None:
        return render(request, "inspections/choose.html", _choices(request))
    step = VISIT_FLOW.steps["record"]
    mode = parameters.choice(request.GET, "mode", Mode.values) or Mode.ANNOUNCED
    form, status, at = StepForm.of(step, {"mode": mode, "outcome": Outcome.INSPECTED}), 200, ""
    if request.method == "POST":
        raw = {name: request.POST.get(name, "") for name in step.form.names if name != "premises"}
        if request.POST.get("hidden") == "" and raw["mode"] in UNANNOUNCED:
            raw["hidden"] = "yes"  # what the page selects by itself, left open where no script runs
        at = request.POST.get("at", "")
        key = request.POST.get("key") or uuid7()
        try:
            happened = Form((WHEN,)).clean({"at": at})["at"]
            content = {**raw, "premises": place.pk}
            outcome = _recorded(request, content, key, happened, parameters.whole(request.POST, "team"))
        except (Invalid, Refused) as error:
            form, status = StepForm.refused("record", raw, error, key, step), error.status
        else:
            messages.success(
                request, _("The visit is recorded: journal entry %(seq)s.") % {"seq": outcome.seq}
            )
            hidden = Visit.objects.within(request.actor.scope).filter(pk=outcome.case_id, is_masked=True)
            if "hazard" in request.POST and not hidden.exists():
                return redirect("hazards:record", visit=outcome.case_id)
            return redirect("inspections:detail", pk=outcome.case_id)
    context = {
        "place": place,
        "form": form,
        "at": at,
        "now": clock.now(),
        "presets": {"mode": _PRESETS},
        "teams": _teams(request, place),
        "team": str(source.get("team", "")),
    }
    return render(request, "inspections/record.html", context, status=status)


def _recorded(
    request: ActedRequest, content: dict[str, Any], key: str, at: datetime | None, team: int | None
) -> door.Outcome:
    """Record the visit and, where one was chosen, name the team that made it: both or neither."""
    with transaction.atomic():
        outcome = door.open_case(VISIT_FLOW, "record", by=request.actor, at=at, input=content, key=key)
        if team is not None:
            for desk in DESKS:
                desk.name(outcome.case_id, team, by=request.actor, at=None, key=f"{key}-team")
    return outcome


def _teams(request: ActedRequest, place: Premises) -> list[tuple[int, str]]:
    """Return the teams of today that the reader may name for a visit to a place."""
    return [
        choice for desk in DESKS for choice in desk.offered(request.actor, clock.today(), place.area_path)
    ]


def _place(request: ActedRequest, source: Any) -> Premises | None:
    key = parameters.whole(source, "premises")
    if key is None:
        return None
    place = (
        Premises.objects.within(request.actor.scope)
        .select_related("reporting_area", "sector")
        .filter(pk=key, is_active=True)
        .first()
    )
    if place is None:
        raise Unknown(
            "premises.unknown", _("There are no such premises in your area and sector."), field="premises"
        )
    return place


def _choices(request: ActedRequest) -> dict[str, Any]:
    """Return the premises that fit the search words, at most twenty."""
    text = parameters.words(request.GET, "q")
    active = Premises.objects.within(request.actor.scope).filter(is_active=True)
    keys = find("premises", text, within=active, limit=20) if text else []
    rows = Premises.objects.filter(pk__in=keys).order_by("-pk").select_related("reporting_area", "sector")
    return {"query": request.GET, "places": rows, "searched": bool(text)}
