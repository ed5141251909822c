"""The list of due reports."""

from __future__ import annotations

from django.http import HttpResponse

from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.reporting.listing import REPORTS, choices, filtered
from anlan.reporting.models import Due
from anlan.reporting.rows import tell_dues


@needs(Permission.REPORT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the due reports of the reader's area, newest first."""
    shown = REPORTS.show(request, filtered(Due.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_dues(shown.keys)
    return shown.render("reporting/list.html", columns=columns, rows=rows, choices=choices(request.actor))
