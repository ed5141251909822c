"""Pages of the criteria: the documents by their time in force, one document, a search through their words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.criteria.models import ALL_SECTORS, Criterion, CriterionPack
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Sector
from anlan.org.roles import Permission

MOST_FOUND = 100


@needs(Permission.HAZARD_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the documents in force on a day, those to come and those replaced, or what a search finds in them."""
    query = request.GET
    on = parameters.day(query, "on") or clock.today()
    words = parameters.words(query, "q")
    sectors = {sector.code: sector.label for sector in Sector.objects.order_by("position", "pk")}
    wanted = parameters.choice(query, "sector", list(sectors))
    packs = [
        pack
        for pack in CriterionPack.objects.annotate(count=Count("criteria"))
        .select_related("supersedes")
        .order_by("-effective_from", "code")
        if not wanted or pack.is_about(wanted)
    ]
    found = list(_matching(words, packs)[: MOST_FOUND + 1]) if words else []
    return render(
        request,
        "criteria/list.html",
        {
            "query": query,
            "on": on,
            "words": words,
            "found": found[:MOST_FOUND],
            "more": len(found) > MOST_FOUND,
            "groups": _groups(packs, on=on, sectors=sectors),
            "sectors": [("", _("All sectors")), *sectors.items()],
        },
    )


def _matching(words: str, packs: Iterable[CriterionPack]) -> QuerySet[Criterion]:
    return (
        Criterion.objects.filter(Q(text__icontains=words) | Q(article__icontains=words), pack__in=list(packs))
        .select_related("pack")
        .order_by("-pack__effective_from", "pack_id", "position")
    )


def _groups(packs: Iterable[CriterionPack], *, on: date, sectors: dict[str, str]) -> list[dict[str, Any]]:
    kinds: dict[str, list[dict[str, Any]]] = {"now": [], "ahead": [], "past": []}
    for pack in packs:
        kind = "now" if pack.stands_on(on) else "ahead" if pack.effective_from > on else "past"
        kinds[kind].append({"pack": pack, "sectors": _named(pack, sectors)})
    titles = {"now": _("In force"), "ahead": _("Not yet in force"), "past": _("No longer in force")}
    return [
        {"kind": kind, "title": titles[kind], "rows": rows}
        for kind, rows in kinds.items()
        if rows or kind == "now"
    ]


def _named(pack: CriterionPack, sectors: dict[str, str]) -> list[str]:
    if ALL_SECTORS in pack.sectors:
        return [_("All sectors")]
    return [sectors[code] for code in pack.sectors if code in sectors]


@needs(Permission.HAZARD_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one document with its criteria."""
    pack = CriterionPack.objects.select_related("supersedes").filter(pk=pk).first()
    if pack is None:
        raise Unknown("criteria.unknown", _("There is no such document of criteria."))
    sectors = {sector.code: sector.label for sector in Sector.objects.filter(code__in=pack.sectors)}
    return render(
        request,
        "criteria/detail.html",
        {
            "pack": pack,
            "criteria": list(pack.criteria.order_by("position")),
            "successors": list(pack.successors.order_by("effective_from", "pk")),
            "sectors": _named(pack, sectors),
            "today": clock.today(),
        },
    )
