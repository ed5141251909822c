"""Permanent addresses of values: one is made on a figure's page, and opened by whoever reads its code on paper."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.figures import quoting
from anlan.figures.asking import asked, may_ask
from anlan.figures.models import Quote
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import Refused, Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Sector
from anlan.org.roles import Permission


@needs(Permission.FIGURE_READ)
@require_POST
def make(request: ActedRequest, code: str) -> HttpResponse:
    """Give the value that the reader saw, as it was known at that moment, a permanent address; go there."""
    figure = REGISTRY[code]
    question = asked(request.POST, request.actor)
    with snapshot():
        value = question.value(figure.code)
    return redirect("short:value", quoting.written(quoting.quote(value, at=clock.now()).code))


@needs(Permission.FIGURE_READ)
def show(request: ActedRequest, code: str) -> HttpResponse:
    """Show what a code stands for: the value as it was said, counted again, and as it is known now."""
    plain = quoting.read(code)
    found = Quote.objects.select_related("area").filter(code=plain).first() if plain else None
    if found is None:
        raise Unknown(
            "quote.unknown",
            _(
                "No value has the code “%(code)s”. Compare it with the paper, sign by sign: it has eight signs or "
                "more, and never the letters I, L, O or U."
            )
            % {"code": code[:20]},
            field="code",
        )
    cut = quoting.cut_of(found)
    if not may_ask(request.actor, area_path=cut.area_path, sector_ids=cut.sector_ids):
        raise Refused(
            "quote.reach",
            _("This code stands for a value of %(area)s, which your posts do not reach.")
            % {"area": found.area.label},
            http=403,
        )
    told_of = REGISTRY.find(found.figure)
    if told_of is not None and told_of.reserved is not None and not request.actor.may(told_of.reserved):
        raise Refused("figure.reserved", _("This figure is for the office alone."), http=403)
    if code != quoting.written(plain):
        return redirect("short:value", quoting.written(plain))
    with snapshot():
        told = quoting.recount(found)
    sectors = list(Sector.objects.filter(pk__in=cut.sector_ids).order_by("position", "code"))
    context = {
        "quote": found,
        "code": quoting.written(plain),
        "told": told,
        "figure": REGISTRY.find(found.figure),
        "sectors": sectors,
        "then_query": _query(found, sectors, known=True),
        "now_query": _query(found, sectors, known=False),
        "address": request.build_absolute_uri(reverse("short:value", args=[quoting.written(plain)])),
    }
    return render(request, "figures/quote.html", context)


def _query(found: Quote, sectors: list[Sector], *, known: bool) -> str:
    """Return the query string of the figure's page; several sectors are those of the reader's own posts."""
    asked_for = {
        "area": found.area.code,
        "sector": sectors[0].code if len(sectors) == 1 else "",
        "grade": found.grade,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "known_at": found.known_at.isoformat() if known else "",
    }
    return urlencode({name: value for name, value in asked_for.items() if value})
