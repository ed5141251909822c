"""What may be chosen on the forms of duty, within what the reader sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from anlan.duty.models import DutyRoom, RoomMember, RoomState, Seat
from anlan.duty.words import seat_words
from anlan.kernel import clock
from anlan.lifecycle.pages import Options
from anlan.org.choices import areas_of
from anlan.org.models import Organisation, Person
from anlan.org.models.areas import below
from anlan.org.models.people import held_at
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods.choosing import to_choose

MOST = 300
Pairs = list[tuple[Any, Any]]


def areas(actor: Actor) -> Pairs:
    found = areas_of(actor.scope, deepest=2)
    least = min((area.depth for area in found), default=0)
    return [(area.pk, "　" * (area.depth - least) + area.short_label) for area in found]


def bodies(actor: Actor, permission: Permission = Permission.DUTY_KEEP) -> Pairs:
    """Return the bodies whose duty the reader keeps, or to which he belongs himself."""
    own = set(actor.organisation_ids())
    paths = [
        post.area_path
        for post in actor.posts
        if permission in post.permissions and post.sector_ids is None and not post.own_only
    ]
    rows = Organisation.objects.filter(valid_to=None).exclude(kind="business").select_related("area")
    found = rows.filter(pk__in=own)
    for path in paths:
        found = found | rows.filter(below(path, "area__path"))
    return [(body.pk, body.label) for body in found.order_by("area__path", "id").distinct()[:MOST]]


def rooms(actor: Actor) -> Pairs:
    found = DutyRoom.objects.within(actor.scope).filter(state=RoomState.OPEN).select_related("organisation")
    return [
        (room.pk, f"{room.organisation.label} · {room.label}")
        for room in found.order_by("area_path", "id")[:MOST]
    ]


def colleagues(bodies_: list[int]) -> Pairs:
    """Return the people who hold a post in some bodies now."""
    now = clock.now()
    people = Person.objects.filter(held_at(now, "posts__"), posts__organisation__in=bodies_, is_active=True)
    return [(one.pk, one.name) for one in people.distinct().order_by("name", "id")[:MOST]]


def who_may_be_away(actor: Actor, bodies_: list[int]) -> Pairs:
    """Return whose leave rosters heed: who belongs to a duty room of these bodies, and the reader's own colleagues."""
    rows = RoomMember.objects.filter(room__organisation__in=bodies_, room__state=RoomState.OPEN)
    found = {
        person: _("%(name)s · %(body)s") % {"name": name, "body": body}
        for person, name, body in rows.order_by("room__area_path", "room", "person__name").values_list(
            "person", "person__name", "room__organisation__name"
        )
    }
    own = colleagues([key for key in bodies_ if key in actor.organisation_ids()])
    return [*found.items(), *((key, name) for key, name in own if key not in found)]


def members(room: int) -> Pairs:
    rows = RoomMember.objects.filter(room=room).select_related("person").order_by("person__name", "id")
    return [(row.person_id, row.person.name) for row in rows]


def _seats(rows: Any) -> Pairs:
    found = rows.select_related("person").order_by("begins_at", "team", "kind", "number")[:MOST]
    return [(one.pk, f"{seat_words(one)} · {one.person.name if one.person else '—'}") for one in found]


def of_roster(roster: Any) -> Pairs:
    rows = Seat.objects.filter(roster=roster.pk, is_out=False)
    return _seats(rows.filter(ends_at__gt=clock.now()) if roster.state == "published" else rows)


def running(roster: Any) -> Pairs:
    return _seats(Seat.objects.at(clock.now()).filter(roster=roster.pk))


def to_swap(actor: Actor, roster: str | None) -> tuple[Pairs, Pairs]:
    """Return the seats that somebody may exchange, and for which: of a roster asked for, or of those he sits in.

    Who keeps rosters and sits in none chooses among all that lie ahead, the first of them.
    """
    ahead = Seat.objects.within(actor.scope).live().filter(begins_at__gt=clock.now(), person__isnull=False)
    if roster and roster.isascii() and roster.isdigit() and len(roster) < 19:
        ahead = ahead.filter(roster=int(roster))
    rosters = ahead.filter(person=actor.person_id).values_list("roster", flat=True).distinct()
    if actor.may(Permission.DUTY_KEEP) and (roster or not rosters):
        return _seats(ahead), _seats(ahead)
    return _seats(ahead.filter(person=actor.person_id)), _seats(
        ahead.filter(roster__in=list(rosters)).exclude(person=actor.person_id)
    )


def at_beginning(kind: str, actor: Actor, roster: str | None = None) -> Options:
    """Return what an opening step of a kind may name."""
    if kind in ("readiness", "response", "spot_round"):
        told: dict[str, Pairs] = {"area": areas(actor)}
        if kind == "readiness":
            told["period"] = list(to_choose(actor.scope, clock.today()))
        return told
    if kind == "duty_room":
        return {"organisation": bodies(actor)}
    if kind == "leave":
        found = bodies(actor)
        return {"organisation": found, "person": who_may_be_away(actor, [key for key, _label in found])}
    if kind == "swap":
        one, other = to_swap(actor, roster)
        return {"one": one, "other": other}
    return {"room": rooms(actor)}


def of_case(kind: str, case: Any) -> Callable[[str], Options]:
    """Return the function from a step to what it may name."""

    def options(step: str) -> Options:
        if kind == "duty_room":
            return {"person": colleagues([case.organisation_id]) if step == "enrol" else members(case.pk)}
        if kind == "roster" and step in ("seat", "take_over"):
            seats = of_roster(case) if step == "seat" else running(case)
            return {"seat": seats, "person": members(case.room_id)}
        return {}

    return options
