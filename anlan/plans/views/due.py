"""The day list: what is still to be visited, nearest due first, on the page and on paper."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.plans import due
from anlan.plans.rows import tell_items


@needs(Permission.PLAN_READ)
@require_GET
def day_list(request: ActedRequest) -> HttpResponse:
    """Show what falls to the reader's body, or to those asked for; 60 a page, `print=1` for paper."""
    query, actor = request.GET, request.actor
    what = due.asked(actor, query)
    number = parameters.whole(query, "page") or 1
    if number > due.MOST_PAGES:
        raise Invalid(
            "plan.page",
            _("The list shows %(most)s pages: narrow it.") % {"most": due.MOST_PAGES},
            field="page",
        )
    keys, more = due.page(actor, what, number)
    columns, rows = tell_items(keys)
    kept = {name: query[name] for name in due.FILTERS if query.get(name)}
    context = {
        "columns": columns,
        "rows": rows,
        "count": due.count(actor, what) if more or number > 1 else len(keys),
        "number": number,
        "newer": urlencode({**kept, "page": number - 1}) if number > 1 else "",
        "older": urlencode({**kept, "page": number + 1}) if more and number < due.MOST_PAGES else "",
        "kept": urlencode(kept),
        "query": query,
        "choices": due.choices(actor),
        "today": clock.today(),
        "now": clock.now(),
    }
    template = "plans/due_print.html" if query.get("print") == "1" else "plans/due.html"
    return render(request, template, context)
