"""Cases of rescue forces of every kind: the list, beginning one, one with what leads on, and each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.forces import acts
from anlan.forces.levels import BY_LEVEL
from anlan.forces.listing import LISTS, choices, filtered, seen
from anlan.forces.models import Alert
from anlan.forces.rows import KINDS, NAMES
from anlan.forces.views import options
from anlan.forces.views.extras import EXTRAS
from anlan.imports.datums import as_typed
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking, case_pages
from anlan.lifecycle.flow import FLOWS, Step
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

OPENINGS: dict[str, tuple[tuple[str, Permission], ...]] = {
    "force": (("enter", Permission.FORCE_KEEP),),
    "positioning": (("position", Permission.FORCE_KEEP),),
    "alert": (("begin", Permission.FORCE_CALL), ("drill", Permission.FORCE_CALL)),
    "call_out": (),  # ordered on the page of its alert
}
NOT_BY_HAND = frozenset({"escalate"}) | BY_LEVEL
"""Steps that the clock takes, and those that a level brings."""
ACTS = {"alert": acts.ALERT_ACTS}
AMENDED = {
    "force": (
        "amend",
        (
            "name",
            "name_en",
            "head_count",
            "skills",
            "equipment",
            "base",
            "leader",
            "phone",
            "assembly_minutes",
        ),
    ),
    "positioning": ("amend", ("place", "last_day", "heads", "note")),
}


def openings(kind: str, actor: Actor) -> list[Step]:
    """Return the opening steps of a kind that this reader may take at all."""
    return [FLOWS[kind].steps[name] for name, permission in OPENINGS[kind] if actor.may(permission)]


@needs(Permission.FORCE_READ)
def listing(request: ActedRequest, kind: str) -> HttpResponse:
    """Show the cases of a kind, the latest first."""
    spec = LISTS[kind]
    shown = spec.show(request, filtered(kind, seen(kind, request.actor.scope), request.GET))
    columns, rows = KINDS[kind].table(shown.keys)
    return shown.render(
        "forces/list.html",
        columns=columns,
        rows=rows,
        choices=choices(kind, request.actor),
        kind=kind,
        title=spec.label,
        openings=openings(kind, request.actor),
        kinds=[
            {"text": name, "href": reverse(f"forces:{code}"), "current": code == kind}
            for code, name in NAMES.items()
        ],
    )


@needs(Permission.FORCE_READ)
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest, kind: str, step: str) -> HttpResponse:
    """Begin a case of a kind; a refused form keeps what was typed."""
    found = next((one for one in openings(kind, request.actor) if one.name == step), None)
    if found is None:
        raise Unknown("forces.opening", _("Your posts give you no right to this."))
    chosen = options.at_beginning(step, request.actor)
    begun = asking.begin(request, FLOWS[kind], step, _start(request, step, chosen), options=chosen)
    if begun.outcome:
        messages.success(request, asking.recorded(found, begun.outcome))
        return redirect("forces:case", kind=kind, pk=begun.outcome.case_id)
    context = {
        "form": begun.form,
        "kind": kind,
        "step": step,
        "list_name": NAMES[kind],
        "title": found.label,
        "is_drill": step == "drill",
    }
    return render(request, "forces/begin.html", context, status=begun.status)


def _start(request: ActedRequest, step: str, chosen: Any) -> dict[str, Any]:
    start: dict[str, Any] = {"first_day": clock.today(), "last_day": clock.today(), "assembly_minutes": 30}
    own = next((post for post in request.actor.posts), None)
    if own is not None:
        start |= {"area": own.area_id if step == "drill" else "", "organisation": own.organisation_id}
    for name in ("incident", "force"):
        named = parameters.whole(request.GET, name)
        if named and named in {key for key, _label in chosen.get(name, ())}:
            start[name] = named
    return start


@needs(Permission.FORCE_READ)
def detail(request: ActedRequest, kind: str, pk: int) -> HttpResponse:
    return _detail(request, kind, visible(request, kind, pk))


def visible(request: ActedRequest, kind: str, pk: int) -> Any:
    """Return a case that the reader sees. Raises Unknown."""
    return case_pages.visible(request, KINDS, kind, pk)


def _detail(
    request: ActedRequest, kind: str, case: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    told, flow = KINDS[kind], FLOWS[kind]
    forms = step_forms(flow, case, request.actor, defaults=_defaults(kind, case), refused=refused)
    forms = [form for form in forms if form.name not in NOT_BY_HAND]
    context = {
        **case_pages.shown(told, case, forms),
        "list_name": NAMES[kind],
        "is_drill": not getattr(case, "is_real", True),
        "extra": f"forces/_{kind}.html" if kind in EXTRAS else "",
    }
    if kind in EXTRAS:
        context |= EXTRAS[kind](case, request.actor)
    return render(request, "forces/case.html", context, status=status)


def _defaults(kind: str, case: Any) -> dict[str, Any]:
    name, fields = AMENDED.get(kind, ("", ()))
    told: dict[str, Any] = {name: {field: getattr(case, field) for field in fields}} if name else {}
    if kind == "force":
        told["amend"] |= as_typed(case)
        told["confirm"] = {"present": case.present}
    return told


@needs(Permission.FORCE_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, kind: str, pk: int, step: str) -> HttpResponse:
    """Take a case a step on; a refusal shows the page again. Steps of a call-out lead back to its alert."""
    case = visible(request, kind, pk)
    back = redirect("forces:case", kind=kind, pk=pk)
    if kind == "call_out" and Alert.objects.within(request.actor.scope).filter(pk=case.alert_id).exists():
        back = redirect("forces:case", kind="alert", pk=case.alert_id)

    return asking.take(
        request,
        FLOWS[kind],
        pk,
        step,
        back=back,
        again=lambda form, status: _detail(request, kind, visible(request, kind, pk), form, status),
        through=case_pages.taken_by(ACTS.get(kind, {}).get(step)),
    )
