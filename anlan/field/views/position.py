"""Where a phone said it was when a record was made: a part of the record's own page, for whoever sees that record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anlan.field.models import Receipt
from anlan.field.taking import CARRIED
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs

SHOWN = 20


@needs()
@require_safe
def positions(request: ActedRequest, kind: str, pk: int) -> HttpResponse:
    """Answer with the positions told with a visit or a hazard, oldest first; empty where none was told."""
    carried = CARRIED.get(kind)
    seen = carried and carried.rows(request.actor.scope).filter(pk=min(pk, parameters.BIGGEST))
    if not seen or not seen.exists():
        raise Unknown("case.unknown", _("There is no such record in your area and sector."))
    rows = Receipt.objects.filter(flow=kind, case_id=pk, latitude__isnull=False).select_related("person")
    steps = carried.flow.steps if carried else {}
    told = [
        {
            "label": steps[row.step].label,
            "who": row.person.name,
            "at": row.happened_at,
            "received_at": row.received_at,
            "place": f"{row.latitude:.5f}, {row.longitude:.5f}",
            "accuracy": row.accuracy_m,
        }
        for row in rows.order_by("happened_at", "pk")[:SHOWN]
    ]
    part = request.headers.get("HX-Request")
    template = "field/_positions.html" if part else "field/positions.html"
    return render(request, template, {"told": told, "title": _("Position of the phone")})
