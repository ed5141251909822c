"""What may be chosen on the forms of installations, within what the reader sees."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from anlan.duty.views.options import areas
from anlan.installations.inputs import experts_for
from anlan.installations.kinds import LogState
from anlan.installations.models import ExpertStationing, Installation, Park
from anlan.kernel import clock
from anlan.lifecycle.pages import Options
from anlan.org.scope import Actor
from anlan.premises.models import Premises

MOST = 300
CHEMICALS = "hazardous_chemicals"
Pairs = list[tuple[Any, Any]]


def plants(actor: Actor, named: int | None = None) -> Pairs:
    """Return the plants that have installations, those of the chemical sector, and the one that is named."""
    rows = Premises.objects.within(actor.scope).filter(is_active=True).select_related("reporting_area")
    used = Installation.objects.within(actor.scope).kept().order_by().values("premises")
    fits = Q(pk__in=used) | Q(sector__code=CHEMICALS)
    found = list(rows.filter(fits).order_by("area_path", "id")[:MOST])
    if named and all(place.pk != named for place in found):
        found += list(rows.filter(pk=named))
    return [(place.pk, f"{place.reporting_area.short_label} · {place.name}") for place in found]


def parks(actor: Actor) -> Pairs:
    rows = Park.objects.within(actor.scope).filter(state="listed").select_related("area")
    return [
        (one.pk, f"{one.area.short_label} · {one.label}") for one in rows.order_by("area_path", "id")[:MOST]
    ]


def experts(actor: Actor) -> Pairs:
    found = experts_for(actor.scope).on(clock.today()).order_by("name", "id")[:MOST]
    return [(one.pk, f"{one.name} · {one.field}") for one in found]


def stationings(actor: Actor) -> Pairs:
    """Return the stationings that run or ended within the last days: of them logs are written."""
    rows = ExpertStationing.objects.within(actor.scope).exclude(state="voided").select_related("premises")
    found = rows.order_by("-last_day", "id")[:MOST]
    return [(one.pk, f"{one.premises.name} · {one.name} · {one.first_day}") for one in found]


def installations(actor: Actor) -> Pairs:
    rows = (
        Installation.objects.within(actor.scope).kept().select_related("premises").order_by("area_path", "id")
    )
    return [(one.pk, f"{one.premises.name} · {one.name}") for one in rows[:MOST]]


def at_beginning(step: str, actor: Actor, named: int | None = None) -> Options:
    """Return what an opening step may name."""
    if step == "enter":
        return {"area": areas(actor)}
    if step in ("identify", "enter_old"):
        return {"premises": plants(actor, named), "park": parks(actor)}
    if step == "station":
        return {"premises": plants(actor, named), "expert": experts(actor)}
    if step == "open":
        return {"premises": plants(actor, named)}
    return {"stationing": stationings(actor)}


def on_the_way(kind: str, case: Any, actor: Actor) -> Any:
    """Return the function that tells what a step of a case may name."""

    def of(step: str) -> Options:
        if kind == "installation" and step == "amend":
            return {"park": parks(actor)}
        if kind == "expert_log" and step == "take_over" and case.state == LogState.WRITTEN:
            rows = ExpertStationing.objects.within(actor.scope).exclude(state="voided")
            there = rows.filter(premises=case.premises_id, last_day__gte=case.day).order_by("first_day", "id")
            return {"successor": [(one.pk, f"{one.name} · {one.first_day}") for one in there[:MOST]]}
        return {}

    return of
