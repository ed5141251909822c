"""What the page of a state of readiness shows of rescue forces: who took up the stand of its level, who could not."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.duty.models import LevelState, Readiness
from anlan.forces import levels
from anlan.forces.kinds import ForceKind, ForceState, PositionState
from anlan.forces.models import Positioning
from anlan.forces.rows import TONES
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope

MOST_SHOWN = 400


@needs(Permission.FORCE_READ)
def of_level(request: ActedRequest, pk: int) -> HttpResponse:
    """Show what a state of readiness positioned, in all its time, and which forces it could not. Some six queries."""
    one = None
    if pk <= parameters.BIGGEST:
        one = Readiness.objects.within(request.actor.scope).filter(pk=pk).select_related("area").first()
    if one is None:
        raise Unknown("readiness.unknown", _("There is no state of readiness with this number in your area."))
    until = clock.local_day(one.lifted_at or clock.now())
    here = below(one.area.path or "", "force__area_path")
    rows = Positioning.objects.within(request.actor.scope).filter(
        here, first_day__gte=one.raised_on, first_day__lte=until
    )
    rows = rows.exclude(Q(level="") | Q(state="voided"))
    shown = list(rows.select_related("force").order_by("id")[:MOST_SHOWN])
    today = clock.today()
    for row in shown:
        over = row.state == PositionState.STANDING and row.last_day < today
        row.words = pgettext("positioning", "over") if over else PositionState(row.state).label
        row.tone = "neutral" if over else TONES[row.state]
    teams = [row for row in shown if row.force_kind != ForceKind.EXPERT]
    context = {
        "rows": shown,
        "teams": len(teams),
        "heads": sum(row.heads for row in teams),
        "experts": len(shown) - len(teams),
        "missing": _missing(one, request.actor.scope) if one.state == LevelState.IN_FORCE else [],
    }
    return render(request, "forces/_of_level.html", context)


def _missing(one: Readiness, scope: Scope) -> list[tuple[Any, str, str]]:
    """Return (force, place, why) of those that the level asks for and that do not stand where it asks."""
    today = clock.today()
    found = levels.stands_below(one.area.path or "")
    asked = levels.asked_of(found, today)
    there = {
        row.force_id: row for row in Positioning.objects.within(scope).on(today).filter(force__in=list(asked))
    }
    told = []
    for key, (stand, _last) in asked.items():
        force, held = found[key][0], there.get(key)
        if held is not None and held.level:
            continue
        why = _("not available") if force.state != ForceState.READY else _("not positioned yet")
        if held is not None:
            why = _("stands at %(place)s, positioned by hand") % {"place": held.place}
        told.append((force, stand.place, why))
    return told
