"""Duty in the small city: rooms, people of their bodies, rosters, all through the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.duty.flow import LEAVE_FLOW, ROOM_FLOW, ROSTER_FLOW
from anlan.duty.models import DutyRoom, Leave, Roster, Seat
from anlan.lifecycle import door
from anlan.org.models import Person, Post
from anlan.org.roles import Role
from anlan.testing import SINCE, actor

STRICT = {
    "level": "1", "leaders": 1, "staff": 2, "support": 0, "both_teams": "yes", "leave_cancelled": "yes",
    "days_kept": "no",
}  # fmt: skip
ORDINARY = {
    "level": "normal", "leaders": 1, "staff": 1, "support": 0, "both_teams": "no", "leave_cancelled": "no",
    "days_kept": "yes",
}  # fmt: skip


def people(city: Any, *, body: str = "office", area: str = "city", count: int = 10) -> list[Person]:
    """Write people with a post in a body: the first third may lead."""
    made = [
        Person(
            username=f"{body.replace('-', '')}d{n}", name=f"{body}{n}", phone=f"1380000{n:04d}", password="!"
        )
        for n in range(count)
    ]
    Person.objects.bulk_create(made)
    Post.objects.bulk_create(
        Post(
            person=one,
            organisation=city.organisations[body],
            role=Role.OFFICE if body == "office" else Role.AREA_OFFICE,
            title="值班员",
            area=city.areas[area],
            valid_from=SINCE,
        )
        for one in made
    )
    return made


def do(
    flow: Any, case: Any, step: str, *, by: str = "office1", at: datetime | None = None, **given: Any
) -> Any:
    return door.apply(flow, case.pk, step, by=actor(by), input=given, at=at)


def room(
    city: Any,
    *,
    body: str = "office",
    by: str = "office1",
    staff: list[Person] | None = None,
    levels: tuple[dict[str, Any], ...] = (ORDINARY, STRICT),
    **changes: Any,
) -> DutyRoom:
    given = {
        "organisation": city.organisations[body].pk, "name": "总值班室", "name_en": "Main room",
        "phone": "0370-1234567",        "starts": "08:00,20:00", "rest_hours": 12, "week_hours": 60, **changes,
    }  # fmt: skip
    outcome = door.open_case(ROOM_FLOW, "set_up", by=actor(by), input=given)
    made = DutyRoom.objects.get(pk=outcome.case_id)
    for level in levels:
        do(ROOM_FLOW, made, "demand", by=by, **level)
    for number, one in enumerate(staff or ()):
        kinds = "leader,staff" if number % 3 == 0 else "staff"
        do(ROOM_FLOW, made, "enrol", by=by, person=one.pk, kinds=kinds)
    return made


def draft(
    place: DutyRoom, first: str, last: str, *, by: str = "office1", at: datetime | None = None
) -> Roster:
    given = {"room": place.pk, "first_day": first, "last_day": last}
    outcome = door.open_case(ROSTER_FLOW, "draft", by=actor(by), input=given, at=at)
    return Roster.objects.get(pk=outcome.case_id)


def published(place: DutyRoom, first: str, last: str, *, by: str = "office1") -> Roster:
    made = draft(place, first, last, by=by)
    do(ROSTER_FLOW, made, "publish", by=by)
    return Roster.objects.get(pk=made.pk)


def leave(
    city: Any,
    who: Person,
    first: str,
    last: str,
    *,
    body: str = "office",
    by: str = "office1",
    **changes: Any,
) -> Leave:
    given = {
        "organisation": city.organisations[body].pk, "person": who.pk, "kind": "leave", "first_day": first,
        "last_day": last, **changes,
    }  # fmt: skip
    outcome = door.open_case(LEAVE_FLOW, "enter", by=actor(by), input=given)
    return Leave.objects.get(pk=outcome.case_id)


def seats(roster: Roster) -> list[Seat]:
    return list(
        Seat.objects.filter(roster=roster, is_out=False)
        .select_related("person")
        .order_by("begins_at", "team", "kind", "number")
    )
