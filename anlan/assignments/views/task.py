"""One task: what is to be done, whose turn it is, the parts of the joint units, its history and its steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.assignments import acts, rules
from anlan.assignments.flow import PART_FLOW, TASK_FLOW
from anlan.assignments.kinds import Source
from anlan.assignments.models import AssignedTask, PartState, TaskPart, TaskState
from anlan.assignments.origins import ORIGINS
from anlan.assignments.rows import TONES, lateness, tell_tasks
from anlan.assignments.views import choosing
from anlan.evidence import shown
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.tellers import tell
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.obligations.models import Obligation
from anlan.obligations.rows import tell_duties
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MAIN = frozenset({"sign_for", "feed_back", "submit", "verify", "close", "decide_extension"})
"""The steps that bring a task on: their forms stand open, the others are folded."""
_JOINABLE = (TaskState.ISSUED, TaskState.SIGNED, TaskState.IN_PROGRESS)


def visible(request: ActedRequest, pk: int) -> AssignedTask:
    """Return a task of the reader's scope. Raises Unknown for a stranger's as for one that does not exist."""
    rows = AssignedTask.objects.within(request.actor.scope).select_related(
        "lead",
        "issuer",
        "area",
        "meeting",
        "split_of",
        "merged_into",
        "submitted_by",
        "verified_by",
        "closed_by",
    )
    task: AssignedTask | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if task is None:
        raise Unknown("task.unknown", _("There is no task with this number that you may see."))
    return task


@needs(Permission.ASSIGNMENT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return show(request, visible(request, pk))


def show(
    request: ActedRequest,
    task: AssignedTask,
    refused: StepForm | None = None,
    part_refused: tuple[int, StepForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    forms = step_forms(
        TASK_FLOW, task, actor, options=lambda step: choosing.of_task(task, step, actor), refused=refused
    )
    parts = list(
        TaskPart.objects.filter(task=task.pk).select_related("organisation", "area", "issuer", "ended_by")
    )
    late, tone = lateness(task.state, task.due_at, now, on_time=task.is_on_time)
    columns, pieces = _pieces(task, actor)
    context: dict[str, Any] = {
        "task": task,
        "state_label": TaskState(task.state).label,
        "state_tone": TONES[task.state],
        "late": late,
        "late_tone": tone,
        "forms": sorted(
            (form for form in forms if form.decision or form.error),
            key=lambda form: (not form.error, form.name not in MAIN),
        ),
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "main_steps": MAIN,
        "entries": trail(TASK_FLOW, task),
        "particulars": _particulars(task, actor),
        "parts": [_part(part, actor, part_refused) for part in sorted(parts, key=lambda part: part.pk)],
        "join_form": _join_form(task, actor, part_refused),
        "duties": tell_duties(_duties(task, parts), now),
        "columns": columns,
        "pieces": pieces,
        "gives_out": task.state == TaskState.SPLIT and bool(rules.may_direct(actor, task)),
        "pictures": shown.of_case("task", task.pk),
        "now": now,
    }
    return render(request, "assignments/task.html", context, status=status)


def _pieces(task: AssignedTask, actor: Actor) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the pieces of a split task that the reader may see, or what was merged into this one."""
    rows = AssignedTask.objects.within(actor.scope).standing()
    column = "split_of" if task.state == TaskState.SPLIT or task.split_of_id is None else ""
    keys = list(rows.filter(**{column: task.pk}).values_list("pk", flat=True)[:100]) if column else []
    keys += list(rows.filter(merged_into=task.pk).values_list("pk", flat=True)[:100])
    return tell_tasks(sorted(keys)) if keys else ([], [])


def _duties(task: AssignedTask, parts: list[TaskPart]) -> list[Obligation]:
    keys = [task.pk, *(part.pk for part in parts)]
    rows = Obligation.objects.open().filter(case_id__in=keys, case_kind__in=("task", "task_part"))
    return list(rows.select_related("owner").order_by("due_at", "id"))


def _part(part: TaskPart, actor: Actor, refused: tuple[int, StepForm] | None) -> dict[str, Any]:
    mine = refused[1] if refused and refused[0] == part.pk else None
    forms = [form for form in step_forms(PART_FLOW, part, actor, refused=mine) if form.decision or form.error]
    tone = {PartState.OPEN: "warn", PartState.ENDED: "good"}.get(PartState(part.state), "neutral")
    return {"part": part, "state_label": PartState(part.state).label, "tone": tone, "forms": forms}


def _join_form(task: AssignedTask, actor: Actor, refused: tuple[int, StepForm] | None) -> StepForm | None:
    """Return the form that lets a unit take part, for the issuing office."""
    if task.state not in _JOINABLE or not rules.may_direct(actor, task):
        return None
    if refused and refused[0] == 0:
        return refused[1]
    return StepForm.of(PART_FLOW.steps["join"], {}, options=joinable(actor))


def joinable(actor: Actor) -> dict[str, Any]:
    return {"organisation": choosing.units(actor)}


def _particulars(task: AssignedTask, actor: Actor) -> list[tuple[Any, Any]]:
    """Return what is on record, without what is empty."""
    meeting: Any = ""
    if task.meeting is not None:
        address = reverse("assignments:meeting", args=[task.meeting_id])
        meeting = {"text": f"{task.meeting.held_on} {task.meeting.title}", "href": address}
    facts: list[tuple[Any, Any]] = [
        (_("Number"), task.told_number),
        (_("Source"), Source(task.source).label),
        (_("Meeting"), meeting),
        (_("Reference of the source"), task.source_reference),
        (_("Arose out of"), _arose(task, actor)),
        (_("Number on paper"), task.paper_number),
        (_("Task assigned by"), task.issuer.label),
        (_("Issued on"), task.issued_on.isoformat()),
        (_("Lead unit"), task.lead.label),
        (_("Person in charge"), task.person_in_charge),
        (_("Area"), task.area.label),
        (_("Due on"), _long(task.due_at)),
        (_("Extensions"), str(task.extensions) if task.extensions else ""),
        (_("Feedback"), _("every %(n)s days") % {"n": task.cycle_days} if task.cycle_days else ""),
        (_("Piece of"), _linked(task.split_of)),
        (_("Merged into"), _linked(task.merged_into)),
        (_("Submitted"), _signed(task.submitted_by, task.submitted_at)),
        (_("Verified"), _signed(task.verified_by, task.verified_at)),
        (_("Second signature"), _signed(task.closed_by, task.closed_at)),
    ]
    return [(label, value) for label, value in facts if value]


def _arose(task: AssignedTask, actor: Actor) -> Any:
    """Return the case out of which it arose, as a link for whoever sees that case."""
    if task.origin_id is None or ORIGINS[task.origin_kind](actor, task.origin_id) is None:
        return ""
    about = (task.origin_kind, task.origin_id)
    words = tell([about])[about]
    return {"text": " ".join(filter(None, (words.number, words.text))), "href": words.href}


def _linked(task: AssignedTask | None) -> Any:
    if task is None:
        return ""
    return {"text": task.told_number, "href": reverse("assignments:task", args=[task.pk])}


def _signed(person: Any, at: Any) -> str:
    return f"{person.name} · {_long(at)}" if person else ""


def _long(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


@needs(Permission.ASSIGNMENT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a task through one step; a refusal shows the page again with the reason and what was typed."""
    visible(request, pk)
    return asking.take(
        request,
        TASK_FLOW,
        pk,
        step,
        back=redirect("assignments:task", pk=pk),
        again=lambda form, status: show(request, visible(request, pk), form, status=status),
        through=lambda _flow, pk, name, **act: acts.take(pk, name, act.pop("input"), **act),
    )
