"""The page of flags, and the same as a workbook: for the office that collects the reports, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.bulletins.views.lists import as_file
from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Cell, Composition, Paragraph, Table, Text
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.quality.probing import LIMIT, Kind
from anlan.quality.telling import Flag, told

DAYS, MOST_DAYS = 180, 400


def period_of(query: Any, *, days: int = DAYS) -> Period:
    """Return the days that an address asks for, the last `days` else. Raises Invalid for days out of order
    or too many."""
    last = parameters.day(query, "to") or clock.today()
    first = parameters.day(query, "from") or last - timedelta(days=days - 1)
    if last < first:
        raise Invalid("quality.order", _("The first day lies after the last."), field="from")
    if (last - first).days >= MOST_DAYS:
        raise Invalid(
            "quality.days", _("At most %(n)s days are looked at together.") % {"n": MOST_DAYS}, field="from"
        )
    return Period(first, last)


def _asked(request: ActedRequest) -> tuple[Period, str, list[Flag]]:
    period = period_of(request.GET)
    kind = parameters.choice(request.GET, "kind", [one.value for one in Kind])
    found = told(request.actor.scope, period)
    return period, kind, [one for one in found if not kind or one.kind == kind]


@needs(Permission.REPORT_DISPATCH)
def flags(request: ActedRequest) -> HttpResponse:
    """Show what looks improbable, each with its reason and its probability in words."""
    period, kind, found = _asked(request)
    context = {
        "flags": found,
        "period": period,
        "kind": kind,
        "kinds": [("", _("All kinds")), *((one.value, Flag(one, 0, "", "", 0, "").label) for one in Kind)],
        "limit": f"{LIMIT:.0%}",
        "query": request.GET.urlencode(),
    }
    return render(request, "quality/flags.html", context)


@needs(Permission.REPORT_DISPATCH)
def workbook(request: ActedRequest) -> HttpResponse:
    """Give the flags as a workbook."""
    period, _kind, found = _asked(request)
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    content = FORMATS["xlsx"](document(found, period, language))
    return as_file(content, f"quality-{period.first}-{period.last}", "xlsx")


def document(found: list[Flag], period: Period, language: str) -> Composition:
    """Return flags as a document with one table."""
    header = (_("Unit"), _("Kind"), _("What was met"), _("Probability"), _("In words"), _("What may be done"))
    rows = tuple(
        (
            Cell(one.unit),
            Cell(str(one.label)),
            Cell(one.reason),
            Cell(f"{100 * one.probability:.4f}%", align="end"),
            Cell(one.chance),
            Cell(str(one.todo)),
        )
        for one in found
    )
    frame = Bulletin(masthead=_("Quality of data"), day=f"{period.first} – {period.last}")
    note = Text(_("For the office only: a flag is a reason to ask, no verdict, and ranks nobody."))
    return Composition(frame, (Paragraph((note,)), Table(header, rows)), language)
