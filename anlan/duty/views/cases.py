"""Cases of duty of every kind: the list, beginning one, one with what leads on, and each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anlan.duty import acts
from anlan.duty.listing import LISTS, choices, filtered, seen
from anlan.duty.rows import KINDS, NAMES
from anlan.duty.views import options
from anlan.duty.views.extras import EXTRAS, open_items
from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking, case_pages
from anlan.lifecycle.flow import FLOWS
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

OPENINGS = {
    "readiness": ("raise", Permission.DUTY_ORDER),
    "response": ("activate", Permission.DUTY_ORDER),
    "duty_room": ("set_up", Permission.DUTY_KEEP),
    "leave": ("enter", Permission.DUTY_READ),
    "roster": ("draft", Permission.DUTY_KEEP),
    "swap": ("propose", Permission.DUTY_READ),
    "hand_over": ("write", Permission.DUTY_READ),
    "spot_round": ("commit", Permission.DUTY_ORDER),
    "spot_check": ("open", Permission.DUTY_ORDER),
}
ACTS = {"readiness": acts.READINESS_ACTS, "response": acts.RESPONSE_ACTS, "spot_round": acts.ROUND_ACTS}
AMENDED = {
    "duty_room": ("amend", ("name", "name_en", "phone", "starts", "rest_hours", "week_hours")),
    "readiness": ("change", ("level", "expected_to")),
    "response": ("change", ("level", "expected_to")),
    "hand_over": ("rewrite", ("weather", "matters", "instructions", "equipment")),
}


NOTES = {
    "readiness": gettext_lazy(
        "This one act seats every roster below anew, calls back who is on leave where the rooms say so, asks for the "
        "reports, and tells the bodies. Lifting it restores what was."
    ),
    "response": gettext_lazy("Rosters below follow this level as they follow a state of readiness."),
    "hand_over": gettext_lazy(
        "Written by somebody of the shift that ends, from an hour before its end; signed by somebody of the next."
    ),
    "swap": gettext_lazy("It holds when both have agreed; what would break a rule is refused at once."),
    "spot_round": gettext_lazy(
        "The rooms on duty now are fixed and the digest of a secret is published; what is drawn follows from both."
    ),
}
"""What an opening act does or asks, said above its form."""


def opening(kind: str, actor: Actor) -> Any:
    """Return the opening step of a kind if this reader may take it at all."""
    name, permission = OPENINGS[kind]
    return FLOWS[kind].steps[name] if actor.may(permission) else None


@needs(Permission.DUTY_READ)
def listing(request: ActedRequest, kind: str) -> HttpResponse:
    """Show the cases of a kind, the latest first."""
    spec = LISTS[kind]
    shown = spec.show(request, filtered(kind, seen(kind, request.actor.scope), request.GET))
    columns, rows = KINDS[kind].table(shown.keys)
    return shown.render(
        "duty/list.html",
        columns=columns,
        rows=rows,
        choices=choices(kind, request.actor),
        kind=kind,
        title=spec.label,
        opening=opening(kind, request.actor),
        kinds=[
            {"text": name, "href": reverse(f"duty:{code}"), "current": code == kind}
            for code, name in NAMES.items()
        ],
    )


@needs(Permission.DUTY_READ)
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest, kind: str) -> HttpResponse:
    """Begin a case of a kind; a refused form keeps what was typed."""
    step = opening(kind, request.actor)
    if step is None:
        raise Unknown("duty.opening", _("Your posts give you no right to this."))
    chosen = options.at_beginning(kind, request.actor, request.GET.get("roster"))
    act = ACTS.get(kind, {}).get(step.name)
    begun = asking.begin(
        request,
        FLOWS[kind],
        step.name,
        _start(request, chosen),
        options=chosen,
        through=case_pages.opened_by(act),
    )
    if begun.outcome:
        messages.success(request, asking.recorded(step, begun.outcome))
        return redirect("duty:case", kind=kind, pk=begun.outcome.case_id)
    context = {
        "form": begun.form,
        "kind": kind,
        "list_name": NAMES[kind],
        "title": step.label,
        "note": NOTES.get(kind, ""),
        "query": request.GET.urlencode(),
        "items": open_items(dict(chosen.get("room", ()))) if kind == "hand_over" else [],
    }
    return render(request, "duty/begin.html", context, status=begun.status)


def _start(request: ActedRequest, chosen: Any) -> dict[str, Any]:
    start: dict[str, Any] = {
        "first_day": clock.today(),
        "expected_to": clock.today(),
        "person": request.actor.person_id,
    }
    own = next((post for post in request.actor.posts), None)
    if own is not None:
        start |= {"area": own.area_id, "organisation": own.organisation_id}
    if len(chosen.get("room", ())) >= 1:
        start["room"] = request.GET.get("room") or chosen["room"][0][0]
    return start


@needs(Permission.DUTY_READ)
def detail(request: ActedRequest, kind: str, pk: int) -> HttpResponse:
    return _detail(request, kind, visible(request, kind, pk))


def visible(request: ActedRequest, kind: str, pk: int) -> Any:
    """Return a case that the reader sees. Raises Unknown."""
    return case_pages.visible(request, KINDS, kind, pk)


def _detail(
    request: ActedRequest, kind: str, case: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    told, flow = KINDS[kind], FLOWS[kind]
    name, fields = AMENDED.get(kind, ("", ()))
    defaults: dict[str, Any] = {name: {field: getattr(case, field) for field in fields}} if name else {}
    if kind == "spot_check":
        defaults["record"] = {"dialled": case.room.phone, "method": "phone"}
    forms = step_forms(
        flow, case, request.actor, defaults=defaults, options=options.of_case(kind, case), refused=refused
    )
    context = {
        **case_pages.shown(told, case, forms),
        "list_name": NAMES[kind],
        "extra": f"duty/_{kind}.html" if kind in EXTRAS else "",
    }
    if kind in EXTRAS:
        context |= EXTRAS[kind](case, request.actor)
    return render(request, "duty/case.html", context, status=status)


@needs(Permission.DUTY_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, kind: str, pk: int, step: str) -> HttpResponse:
    """Take a case a step on; a refusal shows the page again."""
    visible(request, kind, pk)

    return asking.take(
        request,
        FLOWS[kind],
        pk,
        step,
        back=redirect("duty:case", kind=kind, pk=pk),
        again=lambda form, status: _detail(request, kind, visible(request, kind, pk), form, status),
        through=case_pages.taken_by(ACTS.get(kind, {}).get(step)),
    )
