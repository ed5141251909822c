"""A call round (叫应): who has not acknowledged a warning, one form a body, the longest overdue first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.advisories.kinds import Answer
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.advisories.rows import at_words
from anlan.advisories.rules import may_call
from anlan.advisories.views.advisories import visible
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import asking, door
from anlan.lifecycle.pages import StepForm, read_inputs
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.premises.models import Premises

SHOWN = 50


@needs(Permission.ADVISORY_MAKE)
@require_http_methods(["GET", "POST"])
def round_of(request: ActedRequest, pk: int) -> HttpResponse:
    """Show whom to call about a warning, and take what a call led to; the page then goes on to the next."""
    one, refused = visible(request, pk), None
    if request.method == "POST":
        key, step = request.POST.get("key") or uuid7(), RECEIPT_FLOW.steps["call"]
        receipt = parameters.whole(request.POST, "receipt") or 0
        raw, _fault = read_inputs(step, request, by=request.actor)
        try:
            if not _silent(request, one).filter(pk=receipt).exists():
                raise Refused("receipt.unknown", _("There is no receipt with this number that you may see."))
            outcome = door.apply(RECEIPT_FLOW, receipt, "call", by=request.actor, input=raw, key=key)
        except (Invalid, Refused) as error:
            refused = (receipt, StepForm.refused("call", raw, error, key, step))
        else:
            messages.success(request, asking.recorded(step, outcome))
            return redirect("advisories:calls", pk=pk)
    return _shown(request, one, refused)


def _silent(request: ActedRequest, one: Advisory) -> Any:
    return Receipt.objects.within(request.actor.scope).waiting().filter(advisory=one.pk)


def _shown(request: ActedRequest, one: Advisory, refused: tuple[int, StepForm] | None) -> HttpResponse:
    rows = _silent(request, one)
    total = rows.count()
    found = list(rows.select_related("organisation", "area").order_by("calls", "due_at", "pk")[:SHOWN])
    contacts = _contacts(request, [row.organisation_id for row in found])
    step = RECEIPT_FLOW.steps["call"]
    lines = [
        {
            "receipt": row,
            "late": row.due_at < clock.now(),
            "due": at_words(row.due_at),
            "last": f"{Answer(row.answer).label} {at_words(row.called_at)}" if row.calls else "",
            "form": refused[1]
            if refused and refused[0] == row.pk
            else StepForm.of(step, {"person": contacts.get(row.organisation_id, "")}),
            "may": bool(may_call(request.actor, row)),
        }
        for row in found
    ]
    context = {"one": one, "lines": lines, "total": total, "more": max(0, total - SHOWN)}
    return render(request, "advisories/calls.html", context, status=422 if refused else 200)


def _contacts(request: ActedRequest, bodies: list[int]) -> dict[int, str]:
    """Return body → the name of the contact of its first place: whom to ask for. The number is on the place's page."""
    there = Premises.objects.within(request.actor.scope).filter(operator__in=bodies, is_active=True)
    rows = there.exclude(contact_name="").order_by("-pk")
    return dict(rows.values_list("operator", "contact_name"))
