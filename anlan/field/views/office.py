"""Pages beside the phone: what was kept apart and is decided field by field, phones to shut out, the paper form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anlan.field import phones, resolving
from anlan.field.models import Choice, Conflict, Device, Difference
from anlan.field.taking import CARRIED
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

NAMES = {"visit": "inspections:detail", "hazard": "hazards:detail"}


@needs(Permission.HAZARD_READ)
@require_safe
def conflicts(request: ActedRequest) -> HttpResponse:
    """Show what was kept apart: first what waits for a decision."""
    rows = Conflict.objects.within(request.actor.scope).select_related("receipt__person", "resolved_by")
    waiting = list(rows.open().order_by("pk")[:200])
    done = list(rows.exclude(resolved_at=None).order_by("-resolved_at", "-pk")[:50])
    return render(
        request,
        "field/conflicts.html",
        {"waiting": waiting, "done": done, "kinds": dict(Difference.choices), "choices": dict(Choice.choices),
         "routes": NAMES},
    )  # fmt: skip


@needs(Permission.HAZARD_READ)
@require_http_methods(["GET", "POST"])
def conflict(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one with its three versions, or take the decision."""
    fault: AnlanError | None = None
    if request.method == "POST":
        chosen = {
            name.removeprefix("f-"): request.POST[name] for name in request.POST if name.startswith("f-")
        }
        try:
            resolving.resolve(
                pk, chosen, reason=request.POST.get("reason", ""), by=request.actor, at=clock.now()
            )
        except (Invalid, Refused) as refused:
            fault = refused
        else:
            messages.success(request, _("Decided. The journal says by whom."))
            return redirect("field:conflict", pk=pk)
    rows = Conflict.objects.within(request.actor.scope).select_related("receipt__person", "resolved_by")
    one = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if one is None:
        raise Unknown("conflict.unknown", _("There is no such conflict in your organisation."))
    case = resolving.case_of(one, request.actor)
    return render(
        request,
        "field/conflict.html",
        {
            "conflict": one,
            "case": case,
            "kind": Difference(one.kind).label,
            "choice": Choice(one.choice).label if one.choice else "",
            "step": CARRIED[one.case_kind].flow.steps[one.receipt.step].label,
            "state": CARRIED[one.case_kind].flow.states[case.state],
            "sides": resolving.sides(one, case),
            "sent": _sent(one),
            "pictures": sum(map(len, one.branch["photos"].values())),
            "whole": one.case_kind != "visit",
            "route": NAMES[one.case_kind],
            "typed": {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"},
            "fault": fault,
        },
        status=fault.status if fault else 200,
    )


def _sent(one: Conflict) -> list[tuple[str, str]]:
    """Return what the phone sent, in the words of the step's form."""
    step = CARRIED[one.case_kind].flow.steps[one.receipt.step]
    labels = {item.name: str(item.label) for item in step.form.inputs}
    given = one.branch["input"]
    return [
        (labels.get(name, name), str(value)) for name, value in given.items() if value and name != "results"
    ]


@needs()
@require_safe
def phones_page(request: ActedRequest) -> HttpResponse:
    """Show the reader's phones; to who manages people, everybody's."""
    every = request.actor.may(Permission.PEOPLE_MANAGE)
    rows = Device.objects.select_related("person", "revoked_by").order_by("-seen_at", "pk")
    own: Any = rows if every else rows.filter(person=request.actor.person_id)
    return render(request, "field/phones.html", {"phones": list(own[:300]), "every": every})


@needs()
@require_POST
def revoke(request: ActedRequest, key: UUID) -> HttpResponse:
    """Shut a phone out."""
    row = phones.revoke(key, by=request.actor, at=clock.real_now())
    messages.success(
        request,
        _("“%(name)s” is shut out: what it keeps is deleted as soon as it reaches the server.")
        % {"name": row.name},
    )
    return redirect("field:phones")


@needs(Permission.VISIT_RECORD)
@require_safe
def paper_form(request: ActedRequest) -> HttpResponse:
    """Show the blank form for a visit on paper; its code leads to where the visit is entered afterwards."""
    address = request.build_absolute_uri("/field/#paper")
    code = segno.make(address, error="m").svg_data_uri(scale=3, border=1)
    return render(request, "field/paper_form.html", {"code": code, "rows": range(1, 9)})
