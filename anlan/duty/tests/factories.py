"""Duty in the small city: rooms, people of their bodies, rosters, all through the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.duty.acts import activate_response, draw_round, raise_readiness
from anlan.duty.flow import HAND_OVER_FLOW, LEAVE_FLOW, ROOM_FLOW, ROSTER_FLOW, ROUND_FLOW, SWAP_FLOW
from anlan.duty.models import (
    DutyRoom,
    HandOver,
    Leave,
    Readiness,
    Response,
    Roster,
    Seat,
    SpotCheck,
    SpotRound,
    Swap,
)
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.actors import actor_for
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


def one_of_each(city: Any) -> dict[str, Any]:
    """Return a case of every kind of duty, of county a: kind → case."""
    office, now = actor("county1"), clock.now()
    staff = people(city, body="gov-a", area="a", count=12)
    place = room(
        city, body="gov-a", by="county1", staff=staff, levels=({**ORDINARY, "days_kept": "no"},), rest_hours=0,
        week_hours=0,
    )  # fmt: skip
    day = clock.local_day(now).isoformat()
    roster = published(place, day, day, by="county1")
    here = [seat for seat in seats(roster) if seat.kind == "staff"]
    ended = here[0]
    asked = {"level": "2", "area": city.areas["a"].pk, "expected_to": day, "ordered_by": "县长"}
    level = raise_readiness(0, asked, office, None)
    response = activate_response(0, {**asked, "event": "化工企业泄漏"}, office, None)
    spot = door.open_case(
        ROUND_FLOW, "commit", by=office, input={"title": "夜查", "area": city.areas["a"].pk, "wanted": 1}
    )
    draw_round(spot.case_id, {"public_text": "上证指数2976.28"}, office, None, None)
    late = published(place, "2022-11-07", "2022-11-08", by="county1")
    one, other = [seat for seat in seats(late) if seat.kind == "staff"][:2]
    swap = door.open_case(
        SWAP_FLOW, "propose", by=office, input={"one": one.pk, "other": other.pk, "reason": "家中有事"}
    )
    with clock.at(ended.ends_at - timedelta(minutes=20)):
        who = actor_for(ended.person, at=clock.now())
        told = dict.fromkeys(("weather", "matters", "instructions", "equipment", "pending"), "无")
        written = door.open_case(HAND_OVER_FLOW, "write", by=who, input={"room": place.pk, **told})
    away = leave(city, staff[0], "2022-12-01", "2022-12-02", body="gov-a", by="county1")
    return {
        "duty_room": place,
        "roster": Roster.objects.get(pk=roster.pk),
        "readiness": Readiness.objects.get(pk=level.case_id),
        "response": Response.objects.get(pk=response.case_id),
        "spot_round": SpotRound.objects.get(pk=spot.case_id),
        "spot_check": SpotCheck.objects.get(),
        "swap": Swap.objects.get(pk=swap.case_id),
        "hand_over": HandOver.objects.get(pk=written.case_id),
        "leave": away,
    }
