"""Simulated reporters: on the demo's day the units that still owe report one after the other, through the real door.

Each acts as a clerk of its unit. Most report before the deadline, some a little late, and some only after somebody
called them: so the board's colours, the calls and the frozen totals can be watched. Never outside a demo city.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.demo.city import current
from anlan.demo.dispatch import EXPLAINED, SITUATIONS
from anlan.kernel import clock, simulation
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle import door
from anlan.org.actors import actors_for
from anlan.org.models import Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import GRANTS, Permission, Role
from anlan.org.scope import Actor
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due, DueState
from anlan.reporting.prefilled import against_zero

LATE, SILENT = 0.12, 0.12
EVERY_SECONDS = 2.0
AFTER_A_CALL = timedelta(minutes=2)
FILERS = [role.value for role in Role if Permission.REPORT_FILE in GRANTS[role]]


def refuse_outside_a_demo() -> None:
    """Raise Refused where this database holds no demo city, or the clock is the real one."""
    loaded = current()
    if loaded is None or not loaded.complete or not clock.is_shifted():
        raise Refused(
            "demo.not_a_demo",
            _("Reporters are simulated in a demo city only; this is none, so nothing was done."),
        )


def planned(due: Due, begins: datetime) -> datetime | None:
    """Return when a unit reports of itself, always the same for a report; None: only after it was called."""
    chance = random.Random(due.pk)  # noqa: S311 -- a plan, no secret
    draw, share = chance.random(), chance.random()
    if draw < SILENT:
        return None
    if draw < SILENT + LATE:
        return due.due_at + timedelta(minutes=1 + 20 * share)
    first = min(max(begins, due.due_at - timedelta(minutes=20)), due.due_at)
    return first + (due.due_at - timedelta(seconds=20) - first) * share


def is_ready(due: Due, begins: datetime, now: datetime) -> bool:
    """Tell whether a unit reports by now: by its plan, or some minutes after a call."""
    at = planned(due, begins)
    if at is not None and at <= now:
        return True
    return due.called_at is not None and due.called_at + AFTER_A_CALL <= now


def report(now: datetime, *, begins: datetime) -> int:
    """Send what is ready at a moment; return how many. Repeating it does nothing twice."""
    refuse_outside_a_demo()
    owed = Due.objects.filter(
        state=DueState.OWED, day=clock.local_day(now), opens_at__lte=now, closes_at__gte=now
    )
    ready = [due for due in owed.order_by("id") if is_ready(due, begins, now)]
    clerks = _clerks({due.organisation_id for due in ready}, now)
    sent = 0
    for due in ready:
        if (clerk := clerks.get(due.organisation_id)) is None:
            continue
        step, given = _content(due)
        try:
            door.apply(DUE_FLOW, due.pk, step, by=clerk, input=given, key=f"simulated-{due.pk}")
            sent += 1
        except (
            AnlanError
        ):  # somebody at the pages was first, or what is known has just changed: the next turn sees
            continue
    return sent


def _clerks(organisations: set[int], now: datetime) -> dict[int, Actor]:
    """Return who signs for each unit: the first that may. Two queries."""
    posts = Post.objects.filter(held_at(now), organisation__in=organisations, role__in=FILERS).order_by("-id")
    signing = dict(posts.values_list("organisation_id", "person_id"))
    people = Person.objects.filter(pk__in=set(signing.values()))
    actors = actors_for(people, at=now)
    return {unit: actors[person] for unit, person in signing.items() if person in actors}


def _content(due: Any) -> tuple[str, dict[str, Any]]:
    """Return what a unit sends: a zero where nothing speaks against it, else its work; some explain a zero."""
    chance = random.Random(-due.pk)  # noqa: S311 -- a plan, no secret
    against = against_zero(due)
    if not against:
        return "zero", {"statement": "all_safe"}
    if chance.random() < 0.1:
        return "zero", {"statement": "all_safe", "explanation": chance.choice(EXPLAINED)}
    return "report", {"situation": chance.choice(SITUATIONS)}


def simulate(tell: Callable[[int], None], *, until: Callable[[], bool] = lambda: False) -> None:
    """Let reports come in until it is stopped. Raises Refused outside a demo city."""
    refuse_outside_a_demo()
    begins = clock.now()
    try:
        while not until():
            simulation.beat()
            if sent := report(clock.now(), begins=begins):
                tell(sent)
            time.sleep(EVERY_SECONDS)
    finally:
        simulation.end()
