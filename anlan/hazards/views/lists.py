"""The ledger, and the hazards of one visit or place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.listing import HAZARDS, choices, filtered
from anlan.hazards.models import Hazard
from anlan.hazards.rows import tell_hazards, tell_rows
from anlan.hazards.views.bulk import IN_BULK
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.HAZARD_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the ledger within the reader's scope, filtered and sorted by what an index serves."""
    shown = HAZARDS.show(request, filtered(Hazard.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_rows(shown.page.rows) if shown.read else tell_hazards(shown.keys)
    bulk = [(name, HAZARD_FLOW.steps[name].label) for name, right in IN_BULK if request.actor.may(right)]
    offered = choices(request.actor)
    return shown.render(
        "hazards/list.html",
        columns=columns,
        rows=rows,
        choices=offered,
        bulk=bulk,
        happened=_happened(request, dict(offered["did"])),
        without=urlencode({n: v for n, v in HAZARDS.kept(request.GET).items() if n not in ("did", "since")}),
    )


def _happened(request: ActedRequest, names: Mapping[str, Any]) -> str:
    """Say what the list is cut to when it came from “what changed”, which no field of the bar shows."""
    step, since = names.get(request.GET.get("did", "")), parameters.moment(request.GET, "since")
    if not step:
        return ""
    if since is None:
        return _("Only hazards with this in their journal: %(step)s") % {"step": step}
    local = f"{since.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    return _("Only hazards with this in their journal since %(since)s: %(step)s") % {
        "since": local,
        "step": step,
    }


@needs(Permission.HAZARD_READ)
def panel(request: ActedRequest, visit: int | None = None, premises: int | None = None) -> HttpResponse:
    """Show the hazards of one visit or one place: a fragment for the page that asks, a page by itself."""
    if (visit or premises or 0) > parameters.BIGGEST:
        raise Unknown("panel.unknown", _("There is nothing with this number."))
    hazards = Hazard.objects.within(request.actor.scope)
    hazards = hazards.filter(visit=visit) if visit is not None else hazards.filter(premises=premises)
    page = parameters.page(hazards.only("pk"), request.GET)
    columns, rows = tell_hazards([row.pk for row in page.rows])
    template = "hazards/_panel.html" if request.headers.get("HX-Request") else "hazards/panel.html"
    return render(request, template, {"columns": columns, "rows": rows, "page": page, "path": request.path})
