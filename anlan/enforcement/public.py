"""What law makes public, without an account: penalties that were published, and hazards under listed supervision.

Of a person only the family name is told. What is proposed, refused, revoked, voided or taken off is on no public list.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.enforcement.desks import chosen
from anlan.enforcement.inputs import told_yuan
from anlan.enforcement.models import Level, Listing, ListingState, Penalty, PenaltyKind
from anlan.hazards.models import Hazard
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.papers.models import Paper


@require_GET
def penalties(request: HttpRequest) -> HttpResponse:
    """Show the penalties that were made public, the newest first."""
    page = parameters.page(Penalty.objects.published().only("pk"), request.GET, order=NEWEST)
    found = Penalty.objects.published().select_related("operator", "organisation").in_bulk(page.keys)
    numbers = dict(
        Paper.objects.filter(kind="enforcement.penalty_decision", case_kind="penalty", case_id__in=page.keys)
        .order_by("pk")
        .values_list("case_id", "name")
    )
    rows = [_penalty(found[key], numbers.get(key, "")) for key in page.keys if key in found]
    return render(request, "enforcement/public_penalties.html", {"rows": rows, "page": page})


def _penalty(case: Penalty, number: str) -> dict[str, Any]:
    amount = told_yuan(case.amount_fen) if case.amount_fen else ""
    return {
        "number": number or case.file_number,
        "party": masked(case.person_name) if case.person_name else case.operator.name,
        "unit": case.operator.name,
        "facts": case.facts,
        "basis": case.basis,
        "penalty": f"{chosen(PenaltyKind, case.kind)} {amount}".strip(),
        "decided_on": case.counted_on,
        "body": case.organisation.label,
    }


def masked(name: str) -> str:
    """Return a person's name as it is made public: the family name alone."""
    return f"{name[:1]}某" + ("某" if len(name) > 2 else "")


@require_GET
def listings(request: HttpRequest) -> HttpResponse:
    """Show the hazards under listed supervision that were made public, delisted ones too."""
    page = parameters.page(Listing.objects.published().only("pk"), request.GET, order=NEWEST)
    found = Listing.objects.published().select_related("operator", "organisation", "area").in_bulk(page.keys)
    texts = dict(
        Hazard.objects.filter(pk__in=[case.hazard_id for case in found.values()]).values_list(
            "pk", "description"
        )
    )
    rows = [_listing(found[key], texts) for key in page.keys if key in found]
    return render(request, "enforcement/public_listings.html", {"rows": rows, "page": page})


def _listing(case: Listing, texts: dict[int, str]) -> dict[str, Any]:
    public_end = case.state == ListingState.DELISTED and case.end_published_at is not None
    return {
        "number": case.number,
        "unit": case.operator.name,
        "hazard": texts.get(case.hazard_id, ""),
        "level": chosen(Level, case.level),
        "leader": f"{case.leader_title} {case.leader_name}",
        "area": case.area.short_label,
        "listed_on": case.counted_on,
        "due_on": case.due_on,
        "state": _("Delisted") if public_end else _("Listed"),
        "tone": "good" if public_end else "bad",
    }
