"""The receipt of a report: its number, when the server had it, who signed. Short: 3,000 ask within a minute."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.reporting.models import Due, ReportKind
from anlan.reporting.standing import Standing


@needs()
def receipt(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the receipt, to be kept or printed; before there is one, the report itself."""
    rows = Due.objects.within(request.actor.scope).select_related("organisation", "signed_by")
    due = rows.filter(pk=pk).first()
    if due is None:
        raise Unknown("report.unknown", _("There is no report with this number that you may see."))
    if due.received_at is None:
        return redirect("reporting:detail", pk=pk)
    word = Standing.ZERO if due.kind == ReportKind.ZERO else Standing.REPORTED
    return render(request, "reporting/receipt.html", {"due": due, "what": word.label})
