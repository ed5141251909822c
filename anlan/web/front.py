"""The numbers at the head of the first page: what waits for this reader, each leading to exactly its rows.

They follow from rights and posts, so that somebody with two posts has the tiles of both. None compares people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.hazards.models import Grade, Hazard, State
from anlan.imports.models import Batch, BatchState
from anlan.obligations.models import DECISIONS, Obligation
from anlan.obligations.views import AROUND, DECIDE, MOST_COUNTED, OVERDUE, OWN, TODAY, due_within, sees_around
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.supervision.models import Supervision
from anlan.web.navigation import WORK, job_of


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, its name and the address of its rows; `tone` bad or warn where it asks for something now."""

    label: str | Promise
    number: str
    href: str
    tone: str = ""


def tiles(actor: Actor, now: datetime, owed: dict[str, int]) -> list[Tile]:
    """Return the tiles. One query for each that is not about what the reader's own organisations owe."""
    todo = reverse("todo:list")
    found: list[Tile] = []
    if owed["all"] or (actor.may(Permission.HAZARD_READ) and job_of(actor) == WORK):
        found += [
            _tile(_("Overdue with us"), owed["late"], f"{todo}?list={OWN}&due={OVERDUE}", "bad"),
            _tile(_("Due today"), owed["today"], f"{todo}?list={OWN}&due={TODAY}", "warn"),
        ]
    if _decides(actor) or owed["decide"]:
        found.append(_tile(_("Waits for our decision"), owed["decide"], f"{todo}?list={DECIDE}", "warn"))
    if sees_around(actor):
        found += _around(actor, now, todo)
    if actor.may(Permission.LEDGER_OPEN):
        waiting = Batch.objects.within(actor.scope).filter(state=BatchState.RECEIVED)
        if count := _capped(waiting):
            found.append(_tile(_("Ledgers to take in"), count, reverse("imports:list"), "warn"))
    return found


def owed_by(actor: Actor, since: datetime, now: datetime) -> dict[str, int]:
    """Return how much the reader's organisations owe: all, late, late since a moment, today, to decide. One query."""
    own = Obligation.objects.open().begun(now).to_do(actor).order_by()
    late = due_within(OVERDUE, now)
    return own.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=late),
        new=Count("pk", filter=late & Q(due_at__gte=since)),
        today=Count("pk", filter=due_within(TODAY, now)),
        decide=Count("pk", filter=Q(kind__in=DECISIONS)),
    )


def _decides(actor: Actor) -> bool:
    deciding = (
        Permission.HAZARD_ACCEPT,
        Permission.HAZARD_EXTEND,
        Permission.HAZARD_GRADE,
        Permission.HAZARD_RULE,
    )
    return any(actor.may(right) for right in deciding)


def _around(actor: Actor, now: datetime, todo: str) -> list[Tile]:
    """Return what those above others look after: late things, what nobody owes yet, the major ones."""
    hazards, listed = Hazard.objects.within(actor.scope), reverse("hazards:list")
    late = Obligation.objects.within(actor.scope).overdue(now)
    major = hazards.outstanding().filter(grade=Grade.MAJOR)
    found = [_tile(_("Overdue in your area"), _capped(late), f"{todo}?list={AROUND}", "bad")]
    if actor.may(Permission.HAZARD_ASSIGN):
        waiting = hazards.outstanding().filter(state=State.FOUND)
        found.append(_tile(_("To be assigned"), _capped(waiting), f"{listed}?state={State.FOUND}", "warn"))
    found.append(
        _tile(
            _("Major hazards outstanding"),
            _capped(major),
            f"{listed}?state=outstanding&grade={Grade.MAJOR}",
            "bad",
        )
    )
    if actor.may(Permission.SUPERVISE) or actor.may(Permission.SUPERVISION_OVERRIDE):
        letters = Supervision.objects.within(actor.scope).open()
        found.append(
            _tile(_("Supervisions running"), _capped(letters), f"{reverse('supervision:list')}?state=open")
        )
    return found


def _tile(label: str, count: int, href: str, tone: str = "") -> Tile:
    shown = str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
    return Tile(label, shown, href, tone if count else "")


def _capped(rows: Any) -> int:
    return int(rows.order_by()[: MOST_COUNTED + 1].count())
