"""Recording an activity: first its kind, then the fields that the kind needs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.inputs import Form, Moment
from anlan.lifecycle.pages import StepForm, read_inputs
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.kinds import MEASURE_WORDS, WHY_NOT, ActivityKind
from anlan.outreach.views.asking import for_kind, options, own_area

WHEN = Form((Moment(name="at", label="at", required=False),))


@needs(Permission.OUTREACH_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: ActedRequest) -> HttpResponse:
    """Ask for the kind, then for what belongs to it; a refused form keeps what was typed."""
    source = request.POST if request.method == "POST" else request.GET
    kind = parameters.choice(source, "kind", ActivityKind.values)
    campaign = parameters.whole(request.GET, "campaign") or ""
    if not kind:
        kinds = [(k.value, k.label, MEASURE_WORDS.get(k, "")) for k in ActivityKind]
        return render(
            request, "outreach/choose.html", {"kinds": kinds, "why_not": WHY_NOT, "campaign": campaign}
        )
    step, chosen = ACTIVITY_FLOW.steps["record"], options(request.actor)
    given = {"kind": kind, "area": own_area(request.actor, Permission.OUTREACH_RECORD) or ""}
    given["campaign"] = campaign
    form, status, at = StepForm.of(step, given, options=chosen), 200, ""
    if request.method == "POST":
        at, key = request.POST.get("at", ""), request.POST.get("key") or uuid7()
        raw, fault = read_inputs(step, request, by=request.actor)
        try:
            if fault:
                raise fault
            happened = WHEN.clean({"at": at})["at"]
            outcome = door.open_case(
                ACTIVITY_FLOW, "record", by=request.actor, at=happened, input=raw, key=key
            )
        except (Invalid, Refused) as error:
            form = StepForm.refused("record", raw, error, key, step, options=chosen, by=request.actor)
            status = error.status
        else:
            messages.success(
                request,
                _(
                    "The activity is recorded: journal entry %(seq)s. It counts once another person verified it."
                )
                % {"seq": outcome.seq},
            )
            if "another" in request.POST:
                return redirect(f"{request.path}?kind={kind}")
            return redirect("outreach:detail", pk=outcome.case_id)
    context = {"form": for_kind(form, kind), "kind": ActivityKind(kind).label, "at": at, "now": clock.now()}
    return render(request, "outreach/record.html", context, status=status)
