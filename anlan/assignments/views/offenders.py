"""Units that were late with tasks again and again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.assignments.offenders import days_of, repeat_offenders
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.ASSIGNMENT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the units of the reader's area that were late twice or more in the days asked for, this year's else."""
    first, last = days_of(request.GET)
    chinese = (get_language() or "zh").startswith("zh")
    rows = [
        [
            row["owner__name"] if chinese else row["owner__name_en"] or row["owner__name"],
            str(row["late"]),
            str(row["tasks"]),
            str(row["letters"]),
        ]
        for row in repeat_offenders(request.actor.scope, first, last)
    ]
    columns = [
        {"label": _("Unit"), "kind": "name"},
        {"label": _("Times late"), "kind": "num"},
        {"label": _("In how many tasks"), "kind": "num"},
        {"label": _("Supervision letters"), "kind": "num"},
    ]
    context = {"columns": columns, "rows": rows, "first": first, "last": last, "query": request.GET}
    return render(request, "assignments/offenders.html", context)
