"""The journal as its auditors read it: every entry in order, linked, with what it took in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.access.protected import opened
from anlan.journal.models import Entry
from anlan.kernel import clock, parameters
from anlan.lifecycle.flow import FLOWS
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation, Person
from anlan.org.roles import Permission


@needs(Permission.JOURNAL_READ)
@opened("journal")
def journal(request: ActedRequest) -> HttpResponse:
    """Show the entries, newest first; `case` shows one case's chain."""
    entries = Entry.objects.all()
    if (case := parameters.whole(request.GET, "case")) is not None:
        entries = entries.filter(case_id=case)
    if kind := parameters.choice(request.GET, "kind", list(FLOWS)):
        entries = entries.filter(kind=kind)
    page = parameters.page(entries, request.GET)
    people = dict(Person.objects.filter(pk__in={e.actor_id for e in page.rows}).values_list("pk", "name"))
    bodies = dict(
        Organisation.objects.filter(pk__in={e.organisation_id for e in page.rows}).values_list("pk", "name")
    )
    columns: list[dict[str, Any]] = [
        {"label": _("Entry"), "kind": "code"},
        {"label": _("Recorded at"), "kind": "date"},
        {"label": _("Happened"), "kind": "date"},
        {"label": _("Case"), "kind": "code"},
        {"label": _("Step")},
        {"label": pgettext("journal", "By"), "kind": "name"},
        {"label": _("Hash"), "kind": "code"},
    ]
    rows = [
        [
            str(entry.seq),
            _moment(entry.recorded_at),
            _moment(entry.occurred_at),
            {"text": f"{FLOWS[entry.kind].name} {entry.case_id}", "href": f"?case={entry.case_id}"},
            {
                "text": FLOWS[entry.kind].steps[entry.step].done,
                "sub": _("step %(n)s of this case") % {"n": entry.n},
            },
            {"text": people.get(entry.actor_id, ""), "sub": bodies.get(entry.organisation_id or 0, "")},
            {"text": bytes(entry.hash).hex()[:16], "code": True},
        ]
        for entry in page.rows
    ]
    kinds = [("", _("All kinds")), *((flow.kind, flow.name) for flow in FLOWS.values())]
    context = {"columns": columns, "rows": rows, "page": page, "query": request.GET, "kinds": kinds}
    return render(request, "web/journal.html", context)


def _moment(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
