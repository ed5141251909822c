"""Why a figure went from one value to another: between two moments of knowing, or two periods. A panel, or a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from anlan.figures import changes
from anlan.figures.comparing import Compared, compared, usual
from anlan.figures.registry import REGISTRY
from anlan.figures.views.listing import choices
from anlan.journal.snapshot import snapshot
from anlan.kernel import parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Scope

MOST_TOLD = 50


@needs(Permission.FIGURE_READ)
def changed(request: ActedRequest, code: str) -> HttpResponse:
    """Show what moved a figure between two values of it; of one counted over its rows, which came and left."""
    return _page(request, code)


@needs(Permission.FIGURE_READ)
def explain(request: ActedRequest) -> HttpResponse:
    """Ask for a figure and two moments or periods, and show what lies between them."""
    code = parameters.words(request.GET, "figure", most=80)
    return _page(request, code or "hazards.outstanding")


def _page(request: ActedRequest, code: str) -> HttpResponse:
    figure = REGISTRY[code]
    with snapshot():
        found = compared(code, request.actor, request.GET)
        scope = request.actor.scope
        before = parameters.whole(request.GET, "before")
        context = _entries(found, before, scope) if figure.is_counted else _records(found, scope)
    context |= {
        "figure": figure,
        "value": found.latter,
        "asked": found.asked,
        "found": found,
        "query": request.GET,
        "usual": [(what, found.asked.link(**_days(then))) for what, then in usual(found.latter.period)],
    }
    if "HX-Request" in request.headers:
        return render(request, "figures/_changes.html", context)
    context |= choices(request, found.asked)
    figures = [one for one in REGISTRY if found.asked.may(one)]
    context["figures"] = [(one.code, f"{REGISTRY.group_of(one)[1]} · {one.name}") for one in figures]
    return render(request, "figures/changes.html", context)


def _days(then: Any) -> dict[str, str]:
    return {"then_from": str(then.first), "then_to": str(then.last)}


def _entries(found: Compared, before: int | None, scope: Scope) -> dict[str, Any]:
    told = changes.change(found.former, found.latter)
    listed = changes.movers(found.former, found.latter, scope=scope, before=before)
    more, listed = len(listed) > changes.PAGE, listed[: changes.PAGE]
    last = str(listed[-1].entry.seq) if listed else ""
    return {
        "change": told,
        "movers": listed,
        "first_page": before is None,
        "older": found.link(before=last) if more else "",
    }


def _records(found: Compared, scope: Scope) -> dict[str, Any]:
    told = changes.exchange(found.former, found.latter, scope=scope)
    tell = found.latter.figure.tell
    return {
        "change": told,
        "came": (len(told.came), *tell(list(told.came[:MOST_TOLD]))),
        "left": (len(told.left), *tell(list(told.left[:MOST_TOLD]))),
    }
