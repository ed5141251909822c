"""The list of receipts, by which a call round goes, and one of them with what leads on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.advisories.kinds import COLOURS, AdvisoryKind, Answer, Category, WarningLevel
from anlan.advisories.listing import RECEIPTS, receipt_choices, receipts_filtered
from anlan.advisories.models import Receipt
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.advisories.rows import RECEIPT_TONES, at_words, lasting, standing, tell_owed, tell_receipts
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.ADVISORY_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show receipts, the newest first; those that are overdue are the list of a call round."""
    shown = RECEIPTS.show(
        request, receipts_filtered(Receipt.objects.within(request.actor.scope), request.GET)
    )
    columns, rows = tell_receipts(shown.keys)
    return shown.render(
        "advisories/receipts.html", columns=columns, rows=rows, choices=receipt_choices(request.actor)
    )


def visible(request: ActedRequest, pk: int) -> Receipt:
    """Return a receipt of the reader's scope. Raises Unknown for a stranger's as for none."""
    rows = Receipt.objects.within(request.actor.scope).select_related(
        "advisory__organisation", "organisation", "area", "escalated_to", "acknowledged_by"
    )
    found: Receipt | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("receipt.unknown", _("There is no receipt with this number that you may see."))
    return found


@needs(Permission.ADVISORY_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def _detail(
    request: ActedRequest, receipt: Receipt, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    now, advisory = clock.now(), receipt.advisory
    forms = step_forms(RECEIPT_FLOW, receipt, request.actor, refused=refused)
    context = {
        "receipt": receipt,
        "one": advisory,
        "kind": AdvisoryKind(advisory.kind).label,
        "category": Category(advisory.category).label,
        "level": WarningLevel(advisory.level).label if advisory.level else AdvisoryKind(advisory.kind).label,
        "colour": COLOURS.get(advisory.level, "neutral"),
        "standing": standing(receipt, now),
        "late": receipt.acknowledged_at is None and receipt.due_at < now,
        "tone": RECEIPT_TONES[receipt.state],
        "particulars": _particulars(receipt),
        "owed": tell_owed(receipt, now),
        "forms": [form for form in forms if form.decision or form.error],
        "entries": trail(RECEIPT_FLOW, receipt),
    }
    return render(request, "advisories/receipt.html", context, status=status)


def _particulars(receipt: Receipt) -> list[tuple[str, str]]:
    by = receipt.acknowledged_by
    phone = _("by telephone, recorded by %(name)s") if receipt.by_phone else "%(name)s"
    told = [
        (_("Number"), receipt.number),
        (_("Body"), receipt.organisation.label),
        (_("Sent at"), at_words(receipt.sent_at)),
        (_("Due by"), at_words(receipt.due_at)),
        (_("Acknowledged at"), at_words(receipt.acknowledged_at) if receipt.acknowledged_at else ""),
        (_("Took"), lasting(receipt.seconds) if receipt.seconds is not None else ""),
        (_("Acknowledged by"), phone % {"name": by.name} if by else ""),
        (_("Escalated at"), at_words(receipt.escalated_at) if receipt.escalated_at else ""),
        (_("Escalated to"), receipt.escalated_to.label if receipt.escalated_to else ""),
        (_("Calls"), str(receipt.calls) if receipt.calls else ""),
        (_("Last answer"), str(Answer(receipt.answer).label) if receipt.answer else ""),
        (_("Measures to be told by"), at_words(receipt.measures_due_at) if receipt.measures_due_at else ""),
    ]
    return [(label, value) for label, value in told if value]


@needs(Permission.ADVISORY_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a receipt a step on; a refusal shows the page again."""
    visible(request, pk)
    return asking.take(
        request,
        RECEIPT_FLOW,
        pk,
        step,
        back=redirect("advisories:receipt", pk=pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
    )
