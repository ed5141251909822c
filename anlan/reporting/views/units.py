"""Completeness and punctuality by unit, as a page and as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel import clock, parameters
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.reporting import formbook
from anlan.reporting.models import Axis
from anlan.reporting.unit_lines import Asked, UnitLine, lines, totals
from anlan.reporting.views.values import workbook_of

SHOWN = 200


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Unit"), "kind": "name"},
        {"label": _("Axis")},
        {"label": pgettext("reports of a unit", "Due"), "kind": "num"},
        {"label": pgettext("reports of a unit", "Received"), "kind": "num"},
        {"label": _("of them zero"), "kind": "num"},
        {"label": _("On time"), "kind": "num"},
        {"label": _("Late"), "kind": "num"},
        {"label": _("Missing"), "kind": "num"},
        {"label": _("Completeness, %"), "kind": "num"},
        {"label": _("On time, %"), "kind": "num"},
    ]


def _row(line: UnitLine) -> list[str]:
    due, sent, zero, on_time = line.sums
    name = _("All together") if line.unit is None else line.unit.label
    return [
        f"{name} *" if line.is_changed else name, str(line.axis.label), str(due), str(sent), str(zero), str(on_time),
        str(line.late), str(line.missing), line.completeness, line.punctuality,
    ]  # fmt: skip


@needs(Permission.REPORT_READ)
def units(request: ActedRequest) -> HttpResponse:
    """Show, unit by unit, how many reports were due in some months and came in, in time or late."""
    asked = Asked.of(request.GET)
    found = lines(request.actor.scope, asked)
    first, last = asked.months
    area = parameters.words(request.GET, "area")
    context = {
        "asked": asked,
        "first": first,
        "last": last,
        "columns": _columns(),
        "rows": [_row(one) for one in [*totals(found), *found[:SHOWN]]],
        "more": max(0, len(found) - SHOWN),
        "changed": any(one.is_changed for one in found),
        "forms": formbook.choices(clock.today()),
        "axes": [("", _("All axes")), *Axis.choices],
        "areas": [("", _("All areas")), *area_choices(areas_of(request.actor.scope))],
        "area": area,
        "query": f"form={asked.form}&from={first}&to={last}&axis={asked.axis}&area={area}",
    }
    return render(request, "reporting/units.html", context)


@needs(Permission.REPORT_READ)
def units_workbook(request: ActedRequest) -> HttpResponse:
    """Answer all lines of the same as a workbook."""
    asked = Asked.of(request.GET)
    found = lines(request.actor.scope, asked)
    header = [str(one["label"]) for one in _columns()]
    name = f"units-{asked.form}-{asked.first}-{asked.last}"
    return workbook_of(name, header, [_row(one) for one in [*found, *totals(found)]], numbers=2)
