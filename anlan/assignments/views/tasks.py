"""The list of tasks, and assigning one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.assignments.flow import TASK_FLOW
from anlan.assignments.listing import TASKS, filtered_tasks, task_choices
from anlan.assignments.models import AssignedTask
from anlan.assignments.origins import ORIGINS
from anlan.assignments.rows import tell_tasks
from anlan.assignments.views import choosing
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, read_inputs
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.ASSIGNMENT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the tasks that the reader's area leads or its organisations take part in, the latest first."""
    tasks = AssignedTask.objects.within(request.actor.scope)
    shown = TASKS.show(request, filtered_tasks(tasks, request.GET, actor=request.actor))
    columns, rows = tell_tasks(shown.keys)
    return shown.render(
        "assignments/tasks.html", columns=columns, rows=rows, choices=task_choices(request.actor)
    )


def _arising(request: ActedRequest) -> dict[str, Any]:
    """Return what a task takes over from the case out of which it is to arise, if the reader sees one."""
    kind, _dash, number = request.GET.get("origin", "").rpartition("-")
    found = ORIGINS.get(kind)
    key = parameters.whole({"key": number}, "key")
    arising = found(request.actor, key) if found and key else None
    if arising is None:
        return {}
    return {
        "origin": f"{kind}-{key}",
        "source": arising.source,
        "source_reference": arising.reference[:200],
        "title": arising.title[:200],
        "content": arising.content[:2_000],
        "lead": arising.lead_id or "",
        "meeting": arising.meeting_id or "",
    }


@needs(Permission.TASK_ISSUE)
@require_http_methods(["GET", "POST"])
def issue(request: ActedRequest) -> HttpResponse:
    """Ask for a task; a refused form keeps what was typed."""
    step, chosen = TASK_FLOW.steps["issue"], choosing.of_issue(request.actor)
    meeting, whole = parameters.whole(request.GET, "meeting"), parameters.whole(request.GET, "split_of")
    given: dict[str, Any] = {
        "source": "meeting" if meeting else "",
        "meeting": meeting or "",
        "split_of": whole or "",
        "cycle": "weekly",
        "is_safety": "yes",
    }
    given |= _arising(request)
    form, status = StepForm.of(step, given, options=chosen), 200
    if request.method == "POST":
        key = request.POST.get("key") or uuid7()
        raw, fault = read_inputs(step, request, by=request.actor)
        try:
            if fault:
                raise fault
            outcome = door.open_case(TASK_FLOW, "issue", by=request.actor, input=raw, key=key)
        except (Invalid, Refused) as error:
            form = StepForm.refused("issue", raw, error, key, step, options=chosen, by=request.actor)
            status = error.status
        else:
            messages.success(
                request, _("The task is assigned: journal entry %(seq)s.") % {"seq": outcome.seq}
            )
            return redirect("assignments:task", pk=outcome.case_id)
    return render(request, "assignments/issue.html", {"form": form}, status=status)
