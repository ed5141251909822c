"""The list of drawn look-backs: what waits, what was seen."""

from __future__ import annotations

from django.http import HttpResponse

from anlan.kernel import clock
from anlan.lookbacks.listing import LOOKS, choices, filtered
from anlan.lookbacks.models import LookBack
from anlan.lookbacks.rows import tell_looks
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.HAZARD_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the drawn look-backs of the reader's area and sectors; those not answered are counted above the list."""
    rows = LookBack.objects.within(request.actor.scope)
    shown = LOOKS.show(request, filtered(rows, request.GET))
    columns, told = tell_looks(shown.keys)
    return shown.render(
        "lookbacks/looks.html",
        columns=columns,
        rows=told,
        choices=choices(request.actor),
        waiting=rows.waiting().count(),
        late=rows.late(clock.now()).count(),
    )
