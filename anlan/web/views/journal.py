"""The journal as its auditors read it: every entry in order, linked, with its seal; and the seals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.access.protected import opened
from anlan.journal.digest import NAMES
from anlan.journal.models import Entry, Seal
from anlan.journal.seals import Waiting, waiting
from anlan.kernel import clock, parameters
from anlan.lifecycle.flow import FLOWS
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation, Person
from anlan.org.roles import Permission

VIEWS = ("entries", "seals")


@needs(Permission.JOURNAL_READ)
@opened("journal")
def journal(request: ActedRequest) -> HttpResponse:
    """Show the entries, newest first (`case` shows one case's chain, `seal` what lies under one seal), or the seals."""
    seals = parameters.choice(request.GET, "view", VIEWS) == "seals"
    number = parameters.whole(request.GET, "seal")
    waits = waiting()
    last = waits.last.number if waits.last else 0
    tabs = [
        {"text": _("Entries"), "href": "?", "current": not seals},
        {"text": _("Seals"), "href": "?view=seals", "current": seals, "count": last},
    ]
    shown = _seals(request, number, waits) if seals else _entries(request)
    return render(
        request, "web/journal.html", {"tabs_shown": tabs, "seals": seals, "query": request.GET, **shown}
    )


def entries_of(query: Mapping[str, Any]) -> QuerySet[Entry]:
    """Return the entries of a case, of a kind, under a seal, as the address asks. Raises Invalid."""
    entries = Entry.objects.all()
    if (case := parameters.whole(query, "case")) is not None:
        entries = entries.filter(case_id=case)
    if kind := parameters.choice(query, "kind", list(FLOWS)):
        entries = entries.filter(kind=kind)
    if (number := parameters.whole(query, "seal")) is not None:
        seal = Seal.objects.filter(pk=number).first()
        entries = entries.filter(seq__range=(seal.first_seq, seal.last_seq)) if seal else entries.none()
    return entries


def _entries(request: ActedRequest) -> dict[str, Any]:
    entries = entries_of(request.GET)
    # per row the first seal that reaches it, by the unique index of last_seq
    covering = Seal.objects.filter(last_seq__gte=OuterRef("seq")).order_by("last_seq").values("number")[:1]
    page = parameters.page(entries.annotate(sealed_by=Subquery(covering)), request.GET)
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
        {"label": _("Seal"), "kind": "code"},
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
            {"text": str(entry.sealed_by), "href": f"?view=seals&seal={entry.sealed_by}"}
            if entry.sealed_by
            else pgettext("journal", "waits"),
        ]
        for entry in page.rows
    ]
    kinds = [("", _("All kinds")), *((flow.kind, flow.name) for flow in FLOWS.values())]
    return {"columns": columns, "rows": rows, "page": page, "kinds": kinds}


def _seals(request: ActedRequest, number: int | None, waits: Waiting) -> dict[str, Any]:
    found = Seal.objects.all() if number is None else Seal.objects.filter(pk=number)
    page = parameters.page(found, request.GET)
    columns: list[dict[str, Any]] = [
        {"label": _("Seal"), "kind": "code"},
        {"label": _("Sealed at"), "kind": "date"},
        {"label": _("Entries"), "kind": "code"},
        {"label": _("How many"), "kind": "num"},
        {"label": _("Root"), "kind": "wide"},
    ]
    rows = [
        {
            "number": seal.number,
            "sealed_at": _moment(seal.sealed_at),
            "range": f"{seal.first_seq}–{seal.last_seq}",
            "count": f"{seal.last_seq - seal.first_seq + 1:,}",
            "short": bytes(seal.root).hex()[:16],
            "root": bytes(seal.root).hex(),
            "proof": [
                (_("Digest"), NAMES.get(seal.digest, seal.digest)),
                (_("Hash of the seal"), {"text": bytes(seal.hash).hex(), "code": True}),
                (_("Linked to"), {"text": bytes(seal.former_hash).hex(), "code": True}),
            ],
        }
        for seal in page.rows
    ]
    return {"columns": columns, "rows": rows, "page": page, "one": number, "glance": _glance(waits)}


def _glance(waits: Waiting) -> list[dict[str, str]]:
    """Return how far the seals have come, as cards."""
    last = waits.last
    return [
        {
            "label": _("Last seal"),
            "text": str(last.number) if last else "—",
            "sub": _moment(last.sealed_at) if last else _("No entry is sealed yet."),
        },
        {
            "label": _("Entries sealed"),
            "text": f"{last.last_seq if last else 0:,}",
            "sub": _("from the first entry on, without a gap"),
        },
        {
            "label": _("Entries waiting"),
            "text": f"{waits.entries:,}",
            "sub": _("sealed within ten minutes"),
        },
    ]


def _moment(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
