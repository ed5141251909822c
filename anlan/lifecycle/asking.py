"""What the pages of cases do alike: begin one by its form, take one a step on, show what was refused as typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import Flow, Step
from anlan.lifecycle.pages import Options, StepForm, read_inputs
from anlan.org.doors import ActedRequest

Through = Callable[..., Outcome]


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that begins a case: empty, refused (`status`), or taken in, and then with its outcome."""

    form: StepForm
    outcome: Outcome | None = None
    status: int = 200


def begin(
    request: ActedRequest,
    flow: Flow,
    name: str,
    start: Mapping[str, Any],
    *,
    options: Options | None = None,
    at: Callable[[Mapping[str, Any]], datetime | None] = lambda _raw: None,
    through: Through = door.open_case,
) -> Begun:
    """Return the form of an opening step; posted, it opens the case. A refused one keeps what was typed.

    `at` says from what was sent when it happened; None is now. `through` opens it, where that is more than one passage.
    """
    step = flow.steps[name]
    if request.method != "POST":
        return Begun(StepForm.of(step, start, options=options))
    key = request.POST.get("key") or uuid7()
    raw, fault = read_inputs(step, request, by=request.actor)
    try:
        if fault:
            raise fault
        outcome = through(flow, name, by=request.actor, input=raw, key=key, at=at(raw))
    except (Invalid, Refused) as error:
        form = StepForm.refused(name, raw, error, key, step, options=options, by=request.actor)
        return Begun(form, status=error.status)
    return Begun(StepForm.of(step, start, options=options), outcome)


def take(
    request: ActedRequest,
    flow: Flow,
    pk: int,
    name: str,
    *,
    back: HttpResponse,
    again: Callable[[StepForm, int], HttpResponse],
    through: Through = door.apply,
) -> HttpResponse:
    """Take a case, which the reader was found to see, a step on and lead `back`; `again` shows a refusal.

    What is no step of an open case, and what was not posted, leads back at once.
    """
    step = flow.steps.get(name)
    if request.method != "POST" or step is None or step.opening:
        return back
    key = request.POST.get("key") or uuid7()
    raw, fault = read_inputs(step, request, by=request.actor)
    try:
        if fault:
            raise fault
        seen = parameters.whole(request.POST, "revision")
        outcome = through(flow, pk, name, by=request.actor, input=raw, key=key, revision=seen)
    except (Invalid, Refused) as error:
        return again(StepForm.refused(name, raw, error, key), error.status)
    messages.success(request, recorded(step, outcome))
    return back


def recorded(step: Step, outcome: Outcome) -> str:
    """Say that a step was taken, with the number of its entry."""
    told = _("“%(step)s” is recorded: journal entry %(seq)s.")
    return told % {"step": step.label, "seq": outcome.seq}
