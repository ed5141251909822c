"""Draws: the list, preparing one, one with its pools and result, its files, and what the public sees."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from anlan.draws.coverage import visited
from anlan.draws.flow import DRAW_FLOW
from anlan.draws.listing import DRAWS, choices, filtered
from anlan.draws.models import Draw, DrawState, Spread
from anlan.draws.rows import HEAVY, POOLS, TONES, excluded_of, file_of, pairs_of, tell_draws
from anlan.kernel import clock, draws, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import Order
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor

NEWEST_FIRST = Order(("prepared_on",))
MOST_SHOWN = 200


@needs(Permission.DRAW_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the draws of the reader's area, the latest first."""
    shown = DRAWS.show(request, filtered(Draw.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_draws(shown.keys)
    return shown.render("draws/list.html", columns=columns, rows=rows, choices=choices(request.actor))


@needs(Permission.DRAW_MAKE)
@require_http_methods(["GET", "POST"])
def prepare(request: ActedRequest) -> HttpResponse:
    """Prepare a draw; a refused form keeps what was typed."""
    own = next((post.area_id for post in request.actor.posts if Permission.DRAW_MAKE in post.permissions), "")
    start = {"area": own, "per_object": 2, "spread": Spread.BY_AREA.value}
    begun = asking.begin(request, DRAW_FLOW, "prepare", start, options=options(request.actor))
    if begun.outcome:
        messages.success(
            request, _("The draw is prepared: journal entry %(seq)s.") % {"seq": begun.outcome.seq}
        )
        return redirect("draws:detail", pk=begun.outcome.case_id)
    return render(request, "draws/prepare.html", {"form": begun.form}, status=begun.status)


def options(actor: Actor) -> dict[str, Any]:
    areas = areas_of(actor.scope, deepest=3)
    least = min((area.depth for area in areas), default=0)
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "sector": [(sector.pk, sector.label) for sector in Sector.objects.order_by("position", "code")],
    }


@needs(Permission.DRAW_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Draw:
    return _found(Draw.objects.within(request.actor.scope), pk)


def _found(rows: Any, pk: int) -> Draw:
    found = rows.select_related("area", "organisation", "prepared_by", "drawn_by").filter(pk=pk)
    draw: Draw | None = found.first() if pk <= parameters.BIGGEST else None
    if draw is None:
        raise Unknown("draw.unknown", _("There is no draw with this number in your area."))
    return draw


def _detail(
    request: ActedRequest, draw: Draw, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(
        DRAW_FLOW, draw, request.actor, defaults={"take": {"commitment": draw.commitment}}, refused=refused
    )
    context = {
        **_told(draw),
        "state_label": DrawState(draw.state).label,
        "state_tone": TONES[draw.state],
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(DRAW_FLOW, draw),
    }
    return render(request, "draws/detail.html", context, status=status)


def _told(draw: Draw) -> dict[str, Any]:
    """Return what a draw's own page and its public page both tell."""
    pairs = pairs_of(draw) if draw.result else []
    seen = visited([pair["key"] for pair in pairs], since=draw.drawn_at) if pairs and draw.drawn_at else {}
    sector = Sector.objects.filter(code=draw.sectors).first() if draw.sectors else None
    return {
        "draw": draw,
        "particulars": [
            (_("Number"), draw.number),
            (_("Basis"), draw.basis),
            (_("Area"), draw.area.label),
            (_("Sector"), sector.label if sector else _("All sectors")),
            (_("How places are drawn"), Spread(draw.spread).label),
            (_("Officers for each place"), draw.per_object),
            (pgettext("draw", "Prepared"), f"{draw.prepared_on} · {draw.organisation.label}"),
        ],
        "pairs": [{**pair, "visited": seen.get(pair["key"])} for pair in pairs[:MOST_SHOWN]],
        "more": max(0, len(pairs) - MOST_SHOWN),
        "seen": len(seen),
        "excluded": excluded_of(draw),
        "method": draws.METHOD,
        "commands": _commands(draw),
    }


def _commands(draw: Draw) -> list[str]:
    """Return the commands by which anybody draws again, once the seed is known."""
    if not draw.seed:
        return []
    by = " --by group" if draw.spread == Spread.BY_AREA else ""
    without = f" --exclude {draw.number}-excluded-objects.csv" if "o:" in _marks(draw) else ""
    nobody = f" --not-officers {draw.number}-excluded-officers.csv" if "p:" in _marks(draw) else ""
    seed = draw.seed.replace("'", "'\\''")
    return [
        f"printf %s '{draw.nonce}' | sha256sum",
        (
            f"anlan draw {draw.number}-objects.csv --seed '{seed}' --count {draw.wanted}{by}{without}"
            f" --officers {draw.number}-officers.csv --each {draw.per_object}{nobody}"
        ),
    ]


def _marks(draw: Draw) -> list[str]:
    return [line[:2] for line in draw.excluded.splitlines()]


@needs(Permission.DRAW_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Exclude, draw, make public or void; a refusal shows the page again."""
    _visible(request, pk)
    return asking.take(
        request,
        DRAW_FLOW,
        pk,
        step,
        back=redirect("draws:detail", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )


@needs(Permission.DRAW_READ)
@require_GET
def file(request: ActedRequest, pk: int, what: str) -> HttpResponse:
    return _file(_visible(request, pk), what)


def _file(draw: Draw, what: str) -> HttpResponse:
    """Answer with one of a draw's files as CSV; the largest, a pool of 50 000 places, has some 3 MB."""
    if what not in POOLS:
        raise Unknown("draw.file", _("A draw has no such file."))
    text = io.StringIO()
    csv.writer(text).writerows(file_of(draw, what))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{draw.number}-{what}.csv"'
    return answer


# -- what the public sees: no account, only what was made public -----------------------------------------------


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show the draws that were made public, the latest first."""
    page = parameters.page(
        Draw.objects.published().only("pk", "prepared_on"), request.GET, order=NEWEST_FIRST
    )
    found = {
        draw.pk: draw
        for draw in Draw.objects.filter(pk__in=[row.pk for row in page.rows])
        .defer(*HEAVY)
        .select_related("area", "organisation")
    }
    context = {"draws": [found[row.pk] for row in page.rows], "page": page, "today": clock.today()}
    return render(request, "draws/public_list.html", context)


@require_GET
def public_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "draws/public.html", _told(_found(Draw.objects.published(), pk)))


@require_GET
def public_file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    return _file(_found(Draw.objects.published(), pk), what)
