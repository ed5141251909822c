"""The dispatcher's board: the page, the part that is polled, the view for the wall, a call recorded in one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anlan.boards import live as shared
from anlan.boards.tiles import Block, Tile, blocks
from anlan.figures.cut import find_area
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.reporting import board, calling, standing
from anlan.reporting.board import Asked, Totals
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Axis, Due, DueQuerySet
from anlan.reporting.standing import Standing

LIVE = shared.Live()
DEPARTMENTS_SHOWN, WALL_SHOWN, NIGHT_SHOWN = 120, 22, 10


@needs(Permission.REPORT_READ)
def board_page(request: ActedRequest) -> HttpResponse:
    """Show who has reported, zero, late, missing on a day."""
    asked, part = _part(request)
    context = {
        "asked": asked,
        "day": asked.day.isoformat(),
        "part": shared.filled(request, part.html),
        "title": _("Daily reports of %(day)s") % {"day": asked.day},
    }
    return render(request, "reporting/wall.html" if asked.wall else "reporting/board.html", context)


@needs(Permission.REPORT_READ)
def live(request: ActedRequest) -> HttpResponse:
    """Show the part that changes; 304 while nothing did."""
    return shared.answer(request, _part(request)[1])


@needs(Permission.REPORT_READ)
@require_GET
def not_in(request: ActedRequest) -> HttpResponse:
    """Show the reports of today and yesterday that are missing, as a part of the duty room's screen. Three queries."""
    now = clock.now()
    today = clock.local_day(now)
    missing = board.missing_since(today - timedelta(days=1), request.actor.scope, now)
    context = {
        "total": standing.total(Totals.of(board.dues_of(today, request.actor.scope), now).now),
        "count": missing.count(),
        "lines": board.lines(missing, now, most=NIGHT_SHOWN),
        "may_call": request.actor.may(Permission.REPORT_DISPATCH),
        "wall": request.GET.get("wall") == "1",
    }
    return render(request, "reporting/_not_in.html", context)


@needs(Permission.REPORT_DISPATCH)
@require_http_methods(["GET", "POST"])
def call(request: ActedRequest, pk: int) -> HttpResponse:
    """Record a call with one of the ready answers; the board comes back as it stands then."""
    asked = Asked.of(request.GET, clock.today())
    if not Due.objects.within(request.actor.scope).filter(pk=pk).exists():
        raise Unknown("report.unknown", _("There is no report with this number that you may see."))
    if request.method == "GET":
        return redirect(f"{reverse('reporting:board')}?{asked.query()}")
    door.apply(
        DUE_FLOW,
        pk,
        "call",
        by=request.actor,
        input={"answer": calling.words(request.POST.get("answer", ""))},
        key=request.POST.get("key") or uuid7(),
        revision=parameters.whole(request.POST, "revision"),
    )
    if request.headers.get("HX-Request"):
        return shared.answer(request, _part(request, fresh=True)[1])
    return redirect(f"{reverse('reporting:board')}?{asked.query()}")


def _part(request: ActedRequest, *, fresh: bool = False) -> tuple[Asked, Any]:
    """Return what is asked and the part that shows it; made anew only when something moved."""
    now = clock.now()
    asked = Asked.of(request.GET, clock.local_day(now))
    dues = board.dues_of(asked.day, request.actor.scope)
    may_call = request.actor.may(Permission.REPORT_DISPATCH)
    is_today = asked.day == clock.local_day(now)
    part = LIVE.part(
        (asked, _sight(request.actor), may_call, is_today, get_language()),
        at=now,
        fingerprint=lambda: board.fingerprint(dues, now),
        render=lambda: render_to_string(
            "reporting/_wall.html" if asked.wall else "reporting/_board.html",
            {**_context(dues, asked, now, may_call=may_call), "is_today": is_today},
        ),
        fresh=fresh,
    )
    return asked, part


def _sight(actor: Actor) -> tuple[Any, ...]:
    """Return what decides which reports somebody sees: who shares it, shares the part."""
    areas = sorted(
        {p.area_path for p in actor.posts if Permission.REPORT_READ in p.permissions and not p.own_only}
    )
    own = sorted({p.organisation_id for p in actor.posts if Permission.REPORT_FILE in p.permissions})
    return tuple(areas), tuple(own)


def _context(dues: DueQuerySet, asked: Asked, now: Any, *, may_call: bool) -> dict[str, Any]:
    """Return what the board shows. Eight queries, however many units."""
    totals = Totals.of(dues, now)
    deadline = board.deadlines(dues)[1]
    told = standing.total(totals.now)
    frozen = standing.total(totals.frozen) if deadline is not None and now > deadline else None
    context: dict[str, Any] = {
        "asked": asked,
        "day": asked.day.isoformat(),
        "now": now,
        "total": told,
        "frozen": frozen,
        "deadline": deadline,
        "explained": totals.explained,
        "axes": [(axis.label, standing.total(totals.axes[axis])) for axis in Axis if axis in totals.axes],
        "map": _map(dues, totals, asked, now),
        "may_call": may_call,
        "call_count": 0,
        "calls": [],
        "csrf_input": shared.csrf_field(),
    }
    if asked.wall:
        waiting = board.chosen(dues, Asked(asked.day, board.NOT_IN), now)
        return context | {
            "lines": board.lines(waiting, now, most=WALL_SHOWN),
            "more": max(0, told["missing"] + told["due"] - WALL_SHOWN),
        }
    if may_call:
        context["call_count"], context["calls"] = board.calls(dues, now)
    return context | _list(dues, asked, now, told, totals.explained)


def _list(dues: DueQuerySet, asked: Asked, now: Any, told: dict[str, int], explained: int) -> dict[str, Any]:
    """Return a page of the lines with its filters."""
    found = board.chosen(dues, asked, now)
    count = found.count()
    last = board.pages(count)
    page = min(asked.page, last)
    lines = board.lines(found, now, first=(page - 1) * board.PAGE, most=board.PAGE)
    tabs = [("", _("All"), told["all"] + told[Standing.EXCUSED])]
    tabs += [(word.value, str(word.label), told[word]) for word in board.ORDER if told[word]]
    tabs += [(board.EXPLAINED, _("Explained zeros"), explained)] if explained else []
    return {
        "lines": lines,
        "count": count,
        "page": page,
        "last_page": last,
        "tabs_shown": [
            {
                "text": text,
                "count": n,
                "href": "?" + asked.query(standing=code, page=""),
                "current": asked.standing == code,
            }
            for code, text, n in tabs
        ],
        "area_name": find_area(asked.area).label if asked.area else "",
        "callers": calling.callers([one.due for one in lines]),
        "answers": calling.ANSWERS,
    }


def _map(dues: DueQuerySet, totals: Totals, asked: Asked, now: Any) -> list[Block]:
    def tile(area: Area) -> Tile:
        count = standing.total(totals.areas[area.pk])
        word, tone = _said(count)
        href = "" if asked.wall else f"?{asked.query(area=area.code, page='')}#list"
        return Tile(area.short_label, f"{count['sent']}/{count['all']}", word, tone, href)

    found = blocks(totals.areas, tile)
    if Axis.DEPARTMENT in totals.axes:
        of_departments = board.lines(dues.filter(axis=Axis.DEPARTMENT), now, most=DEPARTMENTS_SHOWN)
        tiles = tuple(_department(one, wall=asked.wall) for one in of_departments)
        found.append(Block(str(Axis.DEPARTMENT.label), tiles))
    return found


def _department(line: board.Line, *, wall: bool) -> Tile:
    at = line.due.received_at
    href = "" if wall else reverse("reporting:detail", args=[line.due.pk])
    hour = f"{at.astimezone(clock.SHANGHAI):%H:%M}" if at else "—"
    return Tile(line.due.organisation.label, hour, str(line.word.label), line.tone, href)


def _said(count: dict[str, int]) -> tuple[str, str]:
    """Return how an area stands in a word, and its tone: what needs somebody first."""
    if count[Standing.MISSING]:
        return _("missing %(n)s") % {"n": count[Standing.MISSING]}, "bad"
    if waiting := count[Standing.DUE] + count[Standing.NOT_DUE]:
        return _("awaited %(n)s") % {"n": waiting}, "info"
    if count[Standing.LATE]:
        return _("all in, late %(n)s") % {"n": count[Standing.LATE]}, "warn"
    return (_("all in"), "good") if count["all"] else (_("excused"), "neutral")
