"""The to-do page of every role: what my organisation owes, what waits for my decision, what is overdue around me."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.kernel import clock, parameters
from anlan.obligations.inbox import waiting_for
from anlan.obligations.models import DECISIONS, Kind, Obligation, ObligationQuerySet
from anlan.obligations.rows import tell_duties
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor

OWN, DECIDE, AROUND = "own", "decide", "around"
OVERDUE, TODAY, WEEK = DUE = ("overdue", "today", "week")
MOST_COUNTED = 999


@needs()
def listing(request: ActedRequest) -> HttpResponse:
    """Show one of the three lists, nearest first, with the counts of all of them."""
    actor, query, now = request.actor, request.GET, clock.now()
    lists = lists_of(actor, now)
    chosen = chosen_list(lists, query)
    areas = areas_of(actor.scope) if chosen == AROUND else []
    rows = filtered(actor, query, now)
    page = nearest(rows, query)
    context: dict[str, Any] = {
        "now": now,
        "rows": tell_duties(page.rows, now),
        "page": page,
        "query": query,
        "chosen": chosen,
        "tabs_shown": _tabs(lists, chosen),
        "nothing": _nothing(
            chosen, filtered=any(query.get(name) for name in ("kind", "area", "due", "since"))
        ),
        "choices": choices(actor, query),
        "waiting": waiting_for(actor),
        "by_area": _by_area(lists[AROUND], areas) if chosen == AROUND else [],
    }
    return render(request, "obligations/todo.html", context)


def lists_of(actor: Actor, now: datetime) -> dict[str, ObligationQuerySet]:
    """Return the lists that somebody has: what is owed, what waits for a decision, what is overdue around them."""
    own = Obligation.objects.open().begun(now).to_do(actor)
    lists = {OWN: own, DECIDE: own.filter(kind__in=DECISIONS)}
    return lists | (
        {AROUND: Obligation.objects.within(actor.scope).overdue(now)} if sees_around(actor) else {}
    )


def chosen_list(lists: Mapping[str, ObligationQuerySet], query: Mapping[str, Any]) -> str:
    return parameters.choice(query, "list", tuple(lists)) or OWN


def filtered(actor: Actor, query: Mapping[str, Any], now: datetime) -> ObligationQuerySet:
    """Return the rows of the chosen list that its filters leave."""
    lists = lists_of(actor, now)
    chosen = chosen_list(lists, query)
    rows = lists[chosen]
    areas = areas_of(actor.scope) if chosen == AROUND else []
    if code := parameters.choice(query, "area", [area.code for area in areas]):
        rows = rows.filter(below(next(area.path or "" for area in areas if area.code == code)))
    if kind := parameters.choice(query, "kind", Kind.values):
        rows = rows.filter(kind=kind)
    if due := parameters.choice(query, "due", DUE):
        rows = rows.filter(due_within(due, now))
    late_since = parameters.moment(query, "since")
    return rows.filter(due_at__gte=late_since) if late_since else rows


def due_within(code: str, now: datetime) -> Q:
    """Return the condition on what is late, due before the day ends, or within seven days."""
    if code == OVERDUE:
        return Q(due_at__lt=now)
    if code == TODAY:
        return Q(due_at__gte=now, due_at__lt=clock.day_start(clock.local_day(now) + timedelta(days=1)))
    return Q(due_at__gte=now, due_at__lt=now + timedelta(days=7))


def choices(actor: Actor, query: Mapping[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Return what each filter of the chosen list offers."""
    chosen = str(query.get("list") or OWN)
    areas = areas_of(actor.scope) if chosen == AROUND else []
    return {
        "kind": [("", _("All kinds")), *_kinds(chosen)],
        "due": [
            ("", _("Any deadline")),
            (OVERDUE, _("Overdue")),
            (TODAY, _("Due today")),
            (WEEK, _("Due within 7 days")),
        ],
        "area": [("", _("All areas")), *area_choices(areas)] if areas else [],
        "list": list(list_names().items()),
    }


def list_names() -> dict[str, str]:
    return {OWN: _("What we owe"), DECIDE: _("Waits for our decision"), AROUND: _("Overdue in your area")}


def sees_around(actor: Actor) -> bool:
    """Tell whether the actor stands above others: a business sees its own duties only."""
    above = (Permission.HAZARD_READ in post.permissions and not post.own_only for post in actor.posts)
    return actor.is_system or any(above)


def shown(rows: ObligationQuerySet) -> str:
    """Return how many there are, counted up to a bound."""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _tabs(lists: Mapping[str, ObligationQuerySet], chosen: str) -> list[dict[str, Any]]:
    names = list_names()
    return [
        {"text": names[name], "href": f"?list={name}", "current": name == chosen, "count": shown(rows)}
        for name, rows in lists.items()
    ]


def _nothing(chosen: str, *, filtered: bool) -> str:
    if filtered:
        return _("Nothing fits these filters.")
    return {
        OWN: _("Nothing is owed by your organisation now."),
        DECIDE: _("Nothing waits for your decision."),
        AROUND: _("Nothing is overdue."),
    }[chosen]


def _kinds(chosen: str) -> list[tuple[str, Any]]:
    """Return the kinds to filter by."""
    return [(kind.value, kind.label) for kind in Kind if chosen != DECIDE or kind in DECISIONS]


def _by_area(around: ObligationQuerySet, areas: list[Area]) -> list[dict[str, Any]]:
    """Return how many duties are overdue in each area one step below the reader's own. One query over the overdue."""
    if not areas:
        return []
    top = min(area.depth for area in areas)
    parts = [area for area in areas if area.depth == top + 1]
    counts = dict.fromkeys((area.pk for area in parts), 0)
    paths = around.order_by().values_list("area_path").annotate(Count("id"))
    for path, count in paths:
        for part in path.strip("/").split("/"):
            if int(part) in counts:
                counts[int(part)] += count
    return [
        {"area": area.short_label, "count": counts[area.pk], "href": f"?list={AROUND}&area={area.code}"}
        for area in sorted(parts, key=lambda area: -counts[area.pk])
        if counts[area.pk]
    ]


@dataclass(frozen=True, slots=True)
class Nearest:
    """One page of obligations, nearest first, and the query strings of its neighbours."""

    rows: list[Obligation]
    earlier: str
    later: str


def nearest(rows: ObligationQuerySet, query: Mapping[str, Any], *, size: int = parameters.PAGE) -> Nearest:
    """Return a page by (due_at, id): any page costs the same. The address names the row it stands beside."""
    before, after = parameters.whole(query, "before"), parameters.whole(query, "after")
    kept = {name: query[name] for name in query if name not in ("before", "after") and query[name]}
    mark = after or before
    beside = Obligation.objects.filter(pk=mark).first() if mark else None
    rows = rows.select_related("owner")
    if beside is None:
        found = list(rows.order_by("due_at", "id")[: size + 1])
        earlier, more, found = False, len(found) > size, found[:size]
    elif after:
        rows = rows.filter(Q(due_at__gt=beside.due_at) | Q(due_at=beside.due_at, id__gt=beside.pk))
        found = list(rows.order_by("due_at", "id")[: size + 1])
        earlier, more, found = True, len(found) > size, found[:size]
    else:
        rows = rows.filter(Q(due_at__lt=beside.due_at) | Q(due_at=beside.due_at, id__lt=beside.pk))
        found = list(rows.order_by("-due_at", "-id")[: size + 1])
        earlier, more, found = len(found) > size, True, found[:size][::-1]
    return Nearest(
        found,
        urlencode({**kept, "before": found[0].pk}) if found and earlier else "",
        urlencode({**kept, "after": found[-1].pk}) if found and more else "",
    )
