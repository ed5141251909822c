"""The open hazards that a document of criteria asks to be looked at again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.criteria.models import CriterionPack
from anlan.hazards.models import Grade, Hazard
from anlan.hazards.rescreen import LABELS, TO_LOOK_AT, Screened, counts, screen
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST = 200


@needs(Permission.HAZARD_READ)
def rescreen(request: ActedRequest, pack: int) -> HttpResponse:
    """Show what would change under a document, the gravest first, and how many hazards are unmapped."""
    found = CriterionPack.objects.select_related("supersedes").filter(pk=pack).first()
    if found is None:
        raise Unknown("criteria.unknown", _("There is no such document of criteria."))
    screened = screen(found, request.actor.scope)
    told = counts(screened)
    shown = sorted(
        (one for one in screened if one.change in TO_LOOK_AT),
        key=lambda one: (TO_LOOK_AT.index(one.change), one.hazard),
    )
    return render(
        request,
        "hazards/rescreen.html",
        {
            "pack": found,
            "counts": [(LABELS[change], count) for change, count in told.items()],
            "rows": _rows(request, shown[:MOST]),
            "more": len(shown) > MOST,
        },
    )


def _rows(request: ActedRequest, shown: list[Screened]) -> list[dict[str, Any]]:
    hazards = (
        Hazard.objects.within(request.actor.scope)
        .select_related("premises", "criterion__pack")
        .in_bulk([one.hazard for one in shown])
    )
    return [
        {
            "number": hazards[one.hazard].number,
            "href": reverse("hazards:detail", args=[one.hazard]),
            "description": hazards[one.hazard].description,
            "premises": hazards[one.hazard].premises.name,
            "grade": Grade(hazards[one.hazard].grade).label,
            "criterion": getattr(hazards[one.hazard].criterion, "citation", ""),
            "change": LABELS[one.change],
            "candidates": one.candidates,
        }
        for one in shown
        if one.hazard in hazards
    ]
