"""The list of activities."""

from __future__ import annotations

from django.http import HttpResponse

from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.outreach.listing import ACTIVITIES, choices, filtered
from anlan.outreach.models import Activity
from anlan.outreach.rows import tell_activities


@needs(Permission.OUTREACH_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the activities of the reader's area, newest first."""
    shown = ACTIVITIES.show(request, filtered(Activity.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_activities(shown.keys)
    return shown.render("outreach/list.html", columns=columns, rows=rows, choices=choices(request.actor))
