"""What may be chosen for the inputs of a team's steps, in the reader's scope."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from anlan.inspections.models import Qualification, QualificationKind
from anlan.kernel import clock
from anlan.lifecycle.pages import Options
from anlan.org.choices import areas_of
from anlan.org.models import Person
from anlan.org.models.people import held_at
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods import choosing as periods
from anlan.teams.models import MemberRole, Team

MOST = 300


def of_set_up(actor: Actor, day: date) -> dict[str, Any]:
    areas = areas_of(actor.scope, deepest=1)
    least = min((area.depth for area in areas), default=0)
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "leader": accounts(actor, day),
        "experts": qualified(actor, QualificationKind.EXPERT, day),
        "officers": qualified(actor, QualificationKind.OFFICER, day),
        "period": periods.to_choose(actor.scope, day),
    }


def of_step(team: Team, step: str, actor: Actor, day: date) -> Options:
    """Return what may be chosen for a step of a team; nothing for one that names nothing."""
    if step == "amend":
        chosen = periods.to_choose(actor.scope, min(day, team.first_day))
        return {"period": chosen}
    if step == "join":
        every = qualified(actor, QualificationKind.EXPERT, day) + qualified(
            actor, QualificationKind.OFFICER, day
        )
        return {"qualification": every, "person": accounts(actor, day)}
    if step == "leave":
        there = team.members.filter(last_day=None).exclude(role=MemberRole.LEADER).order_by("pk")
        return {"member": [(one.pk, one.label) for one in there.select_related("qualification")]}
    if step == "lead":
        return {"leader": accounts(actor, day)}
    return {}


def qualified(actor: Actor, kind: str, day: date) -> list[tuple[int, str]]:
    """Return the experts or officers in the actor's register on a day. One query."""
    rows = Qualification.objects.within(actor.scope).standing().on(day).filter(kind=kind)
    return [(one.pk, one.label) for one in rows.order_by("name", "pk")[:MOST]]


def accounts(actor: Actor, day: date) -> list[tuple[int, str]]:
    """Return the accounts of the organisations in which somebody keeps teams. One query."""
    bodies = [post.organisation_id for post in actor.posts if Permission.TEAM_KEEP in post.permissions]
    held = Q(posts__organisation__in=bodies) & held_at(clock.day_start(day), "posts__")
    people = Person.objects.filter(held, is_active=True).distinct().order_by("name", "pk")
    return [(one.pk, f"{one.name} ({one.username})") for one in people[:MOST]]
