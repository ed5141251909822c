"""How a figure came from what was known at one moment to what is known at another: a panel of its page, or a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.figures import changes
from anlan.figures.asking import Asked, asked
from anlan.figures.evaluation import Value
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Scope

UNLESS_ASKED = timedelta(days=7)
MOST_TOLD = 50


@needs(Permission.FIGURE_READ)
def changed(request: ActedRequest, code: str) -> HttpResponse:
    """Show what was done between two moments that moved a figure; of one counted over its rows, which came and left."""
    figure = REGISTRY[code]
    question = asked(request.GET, request.actor)
    if not (figure.is_counted or figure.is_of_rows):
        raise Invalid(
            "figure.no_changes",
            _("“%(name)s” is a mean or a number of distinct things: its changes are not kept one by one.")
            % {"name": figure.name},
            field="code",
        )
    since = parameters.moment(request.GET, "since")
    with snapshot():
        value = question.value(figure.code)
        since = since or clock.day_start(clock.local_day(value.known.at)) - UNLESS_ASKED
        scope = request.actor.scope
        if figure.is_counted:
            context = _entries(value, question, since, parameters.whole(request.GET, "before"), scope)
        else:
            context = _records(value, since, scope)
    context |= {"figure": figure, "value": value, "asked": question, "since": since}
    part = "HX-Request" in request.headers
    return render(request, "figures/_changes.html" if part else "figures/changes.html", context)


def _entries(
    value: Value, question: Asked, since: datetime, before: int | None, scope: Scope
) -> dict[str, Any]:
    found = changes.change(value, since)
    listed = changes.movers(found, scope=scope, before=before)
    more, listed = len(listed) > changes.PAGE, listed[: changes.PAGE]
    last = str(listed[-1].entry.seq) if listed else ""
    return {
        "change": found,
        "movers": listed,
        "first_page": before is None,
        "older": question.link(since=since.isoformat(), before=last) if more else "",
    }


def _records(value: Value, since: datetime, scope: Scope) -> dict[str, Any]:
    found = changes.exchange(value, since, scope=scope)
    tell = value.figure.tell
    return {
        "change": found,
        "came": (len(found.came), *tell(list(found.came[:MOST_TOLD]))),
        "left": (len(found.left), *tell(list(found.left[:MOST_TOLD]))),
    }
