"""The parts of joint units: letting a unit take part, ending, reopening and withdrawing a part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.assignments.flow import PART_FLOW
from anlan.assignments.models import TaskPart
from anlan.assignments.views import task as task_page
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, read_inputs
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.TASK_ISSUE)
@require_http_methods(["GET", "POST"])
def join(request: ActedRequest, pk: int) -> HttpResponse:
    """Let a unit take part in a task."""
    task = task_page.visible(request, pk)
    if request.method == "GET":
        return redirect("assignments:task", pk=pk)
    step, key = PART_FLOW.steps["join"], request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(step, request, by=request.actor)
    raw["task"] = str(pk)
    try:
        outcome = door.open_case(PART_FLOW, "join", by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        options = task_page.joinable(request.actor)
        form = StepForm.refused("join", raw, error, key, step, options=options, by=request.actor)
        return task_page.show(request, task, part_refused=(0, form), status=error.status)
    messages.success(request, _told(step.label, outcome.seq))
    return redirect("assignments:task", pk=pk)


@needs(Permission.ASSIGNMENT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a part through one step; its page is that of the task."""
    rows = TaskPart.objects.within(request.actor.scope)
    part = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if part is None:
        raise Unknown("task.unknown", _("There is no task with this number that you may see."))
    known = PART_FLOW.steps.get(step)
    if request.method == "GET" or known is None or known.opening:
        return redirect("assignments:task", pk=part.task_id)
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(known, request, by=request.actor)
    try:
        outcome = door.apply(PART_FLOW, pk, step, by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        form = StepForm.refused(step, raw, error, key)
        task = task_page.visible(request, part.task_id)
        return task_page.show(request, task, part_refused=(pk, form), status=error.status)
    messages.success(request, _told(known.label, outcome.seq))
    return redirect("assignments:task", pk=part.task_id)


def _told(label: Any, seq: int) -> str:
    return _("“%(step)s” is recorded: journal entry %(seq)s.") % {"step": label, "seq": seq}
