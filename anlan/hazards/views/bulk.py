"""One step on many hazards: each by itself, under the same rules, with one report of what became of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.hazards.duties import DEFAULT_DAYS
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.hazards.rows import tell_hazards
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.identity import canonical, digest, uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, read_inputs
from anlan.listings import batches
from anlan.org.calendar import in_days
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST = 1_000
CHUNK = 100
IN_BULK = (
    ("assign", Permission.HAZARD_ASSIGN),
    ("sign_for", Permission.HAZARD_CLAIM),
    ("accept", Permission.HAZARD_ACCEPT),
    ("send_back", Permission.HAZARD_ACCEPT),
    ("look_back", Permission.HAZARD_LOOK_BACK),
    ("close_out", Permission.HAZARD_CLOSE),
)
"""The steps that are offered on many at once; what needs its own words for each hazard is not."""


@needs(Permission.HAZARD_READ)
@require_http_methods(["GET", "POST"])
def bulk(request: ActedRequest) -> HttpResponse:
    """Ask for the step's input once, then take each chosen hazard through it; leads to the report."""
    given = request.POST if request.method == "POST" else request.GET
    name = given.get("step", "")
    if name not in dict(IN_BULK):
        raise Unknown("bulk.step", _("This step is not taken on many hazards at once."), field="step")
    keys = _keys(given.getlist("case"))
    visible = set(Hazard.objects.within(request.actor.scope).filter(pk__in=keys).values_list("pk", flat=True))
    keys = [key for key in keys if key in visible]
    if not keys:
        raise Invalid("bulk.none", _("Choose at least one hazard in the list."), field="case")
    step = HAZARD_FLOW.steps[name]
    defaults: dict[str, Any] = {
        "due_at": in_days(clock.now(), DEFAULT_DAYS).due_at,
        "mode": "on_site",
    }
    form, status = StepForm.of(step, defaults), 200
    if request.method == "POST" and "key" in request.POST:
        raw, fault = read_inputs(step, request, by=request.actor)
        try:
            if fault:
                raise fault
            step.form.clean(raw)
        except Invalid as error:
            form = StepForm.refused(name, raw, error, request.POST["key"], step, by=request.actor)
            status = error.status
        else:
            return _run(request, name, keys, raw)
    columns, rows = tell_hazards(keys[:50])
    context = {
        "form": form,
        "step": name,
        "keys": keys,
        "hidden": max(0, len(keys) - 50),
        "former": given.get("former", ""),
        "columns": columns,
        "rows": rows,
    }
    return render(request, "hazards/bulk.html", context, status=status)


def _keys(texts: list[str]) -> list[int]:
    """Return the chosen numbers, each once, in their order. Raises Invalid for too many."""
    keys = list(dict.fromkeys(int(text) for text in texts if _readable(text)))
    if len(keys) > MOST:
        raise Invalid("bulk.many", _("At most %(most)s hazards at once.") % {"most": MOST}, field="case")
    return keys


def _readable(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _run(request: ActedRequest, name: str, keys: list[int], raw: dict[str, Any]) -> HttpResponse:
    """Take the hazards through the step, a hundred a transaction; the same form sent twice acts once."""
    batch_key = request.POST["key"] or uuid7()
    actor = request.actor
    results: list[tuple[int, Any]] = []
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        acts = [door.Act(by=actor, input=raw, case_id=key, key=f"{batch_key[:48]}-{key}") for key in part]
        results += zip(part, door.apply_many(HAZARD_FLOW, name, acts), strict=True)
    former = request.POST.get("former", "")
    run = batches.record(
        HAZARD_FLOW.kind,
        name,
        by=actor,
        at=clock.now(),
        input=raw,
        results=results,
        former=batches.visible_to(actor).filter(pk=int(former)).first() if _readable(former) else None,
        # with other words or hazards it is another run, whose acts the door refuses under the old keys
        key=digest(canonical([batch_key, name, keys, raw])).hex(),
    )
    return redirect("listings:batch", pk=run.pk)
