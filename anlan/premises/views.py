"""Pages of premises: the ledger and one place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.access.protected import masked
from anlan.figures.cut import where_and_when
from anlan.imports.inputs import told_degrees
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.premises.listing import PREMISES, choices
from anlan.premises.models import Premises


@needs(Permission.PREMISES_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the ledger of premises in the reader's scope."""
    shown = PREMISES.show(
        request, Premises.objects.within(request.actor.scope).filter(where_and_when(request.GET))
    )
    by_key = Premises.objects.select_related("reporting_area", "sector", "department").in_bulk(shown.keys)
    columns: list[dict[str, Any]] = [
        {"label": _("Code"), "kind": "code", "sort": "code"},
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Reporting area")},
        {"label": _("Sector")},
        {"label": _("Responsible department"), "kind": "name"},
        {"label": _("Contact")},
        {"label": _("Staff"), "kind": "num"},
    ]
    rows = [
        [
            {"text": place.code, "href": reverse("premises:detail", args=[place.pk])},
            {"text": place.name, "sub": place.address},
            place.reporting_area.short_label,
            place.sector.label,
            place.department.label if place.department else {"text": _("unclear"), "tone": "bad"},
            {"text": place.contact_name, "sub": masked(place.contact_phone)},
            str(place.staff_count),
        ]
        for place in (by_key[key] for key in shown.keys)
    ]
    return shown.render(
        "premises/list.html",
        columns=columns,
        rows=rows,
        choices=choices(request.actor),
    )


@needs(Permission.PREMISES_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one place; its hazards load from their own app."""
    place = (
        Premises.objects.within(request.actor.scope)
        .select_related("reporting_area", "area", "sector", "operator", "department")
        .filter(pk=pk)
        .first()
    )
    if place is None:
        raise Unknown("premises.unknown", _("There are no such premises in your area and sector."))
    placed = None if place.lat_e6 is None else f"{told_degrees(place.lat_e6)}, {told_degrees(place.lon_e6)}"
    context = {"place": place, "coordinates": placed, "map_href": _map_of(request, place)}
    return render(request, "premises/detail.html", context)


def _map_of(request: ActedRequest, place: Premises) -> str:
    """Return the address of the map of risk on which a place is pinned, "" where the reader sees none."""
    root = request.actor.scope.root_path
    within = root is not None and place.area_path.startswith(root)
    may = {Permission.FIGURE_READ, Permission.STUDY_READ} <= request.actor.permissions
    if place.lat_e6 is None or not within or not may:
        return ""
    at = f"{told_degrees(place.lat_e6)},{told_degrees(place.lon_e6)}"
    query = urlencode({"area": place.reporting_area.code, "at": at})
    return f"{reverse('maps:panel', args=['risk'])}?{query}"
