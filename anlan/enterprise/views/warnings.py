"""The warnings that the enterprise received: acknowledged here, with what it did because of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.advisories.kinds import COLOURS, AdvisoryKind, Category, ReceiptState, WarningLevel
from anlan.advisories.models import Receipt
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.advisories.rows import RECEIPT_TONES, lasting, standing, tell_owed
from anlan.enterprise.codes import EnteredRequest, enters
from anlan.enterprise.views import pages
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail

STEPS = ("acknowledge", "report", "check", "guard", "situation")


def received(request: EnteredRequest) -> Any:
    """Return the receipts of the operator whose code came in, and no other body's."""
    rows = Receipt.objects.within(request.actor.scope).filter(organisation=request.admission.operator_id)
    return rows.select_related("advisory__organisation", "organisation", "area")


def row(one: Receipt) -> dict[str, Any]:
    now, advisory = clock.now(), one.advisory
    return {
        "pk": one.pk,
        "title": advisory.title,
        "level": WarningLevel(advisory.level).label if advisory.level else AdvisoryKind(advisory.kind).label,
        "colour": COLOURS.get(advisory.level, "neutral"),
        "state": standing(one, now),
        "tone": "bad" if one.state == ReceiptState.SENT and one.due_at < now else RECEIPT_TONES[one.state],
        "due_at": one.due_at if one.state == ReceiptState.SENT else None,
        "ends_at": advisory.ends_at,
    }


def waiting(request: EnteredRequest) -> int:
    count: int = received(request).filter(state=ReceiptState.SENT).count()
    return count


@enters
def listing(request: EnteredRequest) -> HttpResponse:
    """Show what was received, the newest first."""
    page = parameters.page(received(request), request.GET)
    return render(
        request, "enterprise/warnings.html", {"rows": [row(one) for one in page.rows], "page": page}
    )


def _one(request: EnteredRequest, pk: int) -> Receipt:
    found: Receipt | None = received(request).filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("receipt.unknown", _("There is no warning with this number at your place."))
    return found


@enters
def warning(request: EnteredRequest, pk: int) -> HttpResponse:
    return _shown(request, _one(request, pk))


def _shown(
    request: EnteredRequest, receipt: Receipt, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    one, forms = receipt.advisory, step_forms(RECEIPT_FLOW, receipt, request.actor, refused=refused)
    mine = [form for form in forms if form.name in STEPS and (form.decision or form.error)]
    context = {
        "receipt": receipt,
        "one": one,
        "row": row(receipt),
        "category": Category(one.category).label,
        "owed": tell_owed(receipt, clock.now()),
        "took": lasting(receipt.seconds) if receipt.seconds is not None else "",
        "forms": mine,
        "entries": pages.without_names(trail(RECEIPT_FLOW, receipt)),
    }
    return render(request, "enterprise/warning.html", context, status=status)


@enters
@require_http_methods(["GET", "POST"])
def take(request: EnteredRequest, pk: int, step: str) -> HttpResponse:
    """Acknowledge, and tell what was done: the steps of the body that received it."""
    _one(request, pk)
    back = redirect("enterprise:warning", pk=pk)
    if step not in STEPS:
        return back
    return asking.take(
        request,
        RECEIPT_FLOW,
        pk,
        step,
        back=back,
        again=lambda form, status: _shown(request, _one(request, pk), form, status),
    )
