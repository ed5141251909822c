"""What the pages of the three registers have in common: put in, show, correct, void."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anlan.assignments.acts import happened
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.flow import Flow
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest
from anlan.org.scope import Actor

Chosen = Callable[[Actor], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Register:
    """A register as its pages need it: its lifecycle, its addresses, what its forms may name, what a page tells."""

    flow: Flow
    opening: str
    title: Any
    lead: Any
    listed: tuple[Any, str]  # the list's name and address
    page: str
    take: str
    record: str
    chosen: Chosen
    defaults: Callable[[Actor, Mapping[str, Any]], dict[str, Any]]
    as_it_is: Callable[[Any], dict[str, Any]]
    related: tuple[str, ...]
    template: str
    told: Callable[[Any, Actor], dict[str, Any]]


def visible(request: ActedRequest, register: Register, pk: int) -> Any:
    """Return a record of the reader's scope. Raises Unknown for a stranger's as for one that does not exist."""
    rows: Any = register.flow.model.objects  # type: ignore[attr-defined]
    found = rows.within(request.actor.scope).select_related("area", "organisation", *register.related)
    record = found.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if record is None:
        raise Unknown(f"{register.flow.kind}.unknown", _("There is no record with this number in your area."))
    return record


def show(
    request: ActedRequest, register: Register, record: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    forms = step_forms(
        register.flow,
        record,
        actor,
        defaults={"correct": register.as_it_is(record)},
        options=lambda step: register.chosen(actor) if step == "correct" else {},
        refused=refused,
    )
    context = {
        "record": record,
        "register": register,
        "state_label": register.flow.states[record.state],
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(register.flow, record),
        "texts": [],
        "attendance": None,
        "gives_a_task": False,
        "columns": [],
        "tasks": [],
        "below": _("Tasks of this meeting"),
        **register.told(record, actor),
    }
    return render(request, register.template, context, status=status)


def put_in(request: ActedRequest, register: Register) -> HttpResponse:
    """Ask for a record; a refused form keeps what was typed."""
    start = register.defaults(request.actor, request.GET)
    chosen = register.chosen(request.actor)
    begun = asking.begin(
        request,
        register.flow,
        register.opening,
        start,
        options=chosen,
        at=lambda raw: happened(register.flow.kind, raw),
    )
    if begun.outcome:
        messages.success(request, asking.recorded(register.flow.steps[register.opening], begun.outcome))
        return redirect(register.page, pk=begun.outcome.case_id)
    context = {"form": begun.form, "register": register}
    return render(request, "assignments/record.html", context, status=begun.status)


def take(request: ActedRequest, register: Register, pk: int, step: str) -> HttpResponse:
    """Correct or void a record; a refusal shows the page again with the reason and what was typed."""
    visible(request, register, pk)
    return asking.take(
        request,
        register.flow,
        pk,
        step,
        back=redirect(register.page, pk=pk),
        again=lambda form, status: show(request, register, visible(request, register, pk), form, status),
    )
