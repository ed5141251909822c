"""Duty in the demo city: rooms, rosters, level 1 from 16 to 22 October 2022, hand-overs and spot checks.

Every check of that week is passed, so that “全部在岗在位” holds (domain brief §1.6, 4e); with a lapse one is not, and
it must not. People on duty are beside the city's other people, drawn from seeds of their own.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.demo.content import people as names
from anlan.demo.content import watches as words
from anlan.demo.world import World
from anlan.duty.acts import draw_round, lift_readiness, raise_readiness
from anlan.duty.flow import (
    CHECK_FLOW,
    HAND_OVER_FLOW,
    LEAVE_FLOW,
    ROOM_FLOW,
    ROSTER_FLOW,
    ROUND_FLOW,
    SWAP_FLOW,
)
from anlan.duty.kinds import LeaveKind, SeatKind, Team
from anlan.duty.models import DutyRoom, OpenItem, Seat, SpotCheck, SpotRound
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, Outcome, apply_many
from anlan.org.actors import actors_for
from anlan.org.models import Organisation, Person, Post
from anlan.org.roles import Role
from anlan.org.scope import Actor

HIRED_ON = date(2022, 10, 8)
FIRST, LAST = date(2022, 10, 16), date(2022, 10, 22)
ROSTERED = (date(2022, 10, 10), date(2022, 11, 8))
HOURS = (time(8), time(20))
CHECKED_EACH_DAY = 4
LAPSE_ON = date(2022, 10, 19)
ORDINARY = {
    "level": "normal", "leaders": 1, "staff": 1, "support": 0, "both_teams": "no", "leave_cancelled": "no",
    "days_kept": "no",
}  # fmt: skip
STRICT = ORDINARY | {"level": "1", "both_teams": "yes", "leave_cancelled": "yes"}
LEADERS, STAFF = 5, 9
LEADERS_OF_DEPARTMENT, STAFF_OF_DEPARTMENT = 4, 5
Apply = Callable[[Any, str, list[Act]], list[Outcome]]
Deed = Callable[[datetime, dict[int, Actor], Apply], None]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.SHANGHAI)


class Watches:
    """Does what was planned for the duty rooms, each act at the edge after it."""

    def __init__(
        self,
        world: World,
        *,
        seed: int,
        period: Callable[[], int | None],
        lapse: bool = False,
        most: int = 99,
    ) -> None:
        self.world, self.period, self.lapse = world, period, lapse
        self.rng = random.Random(seed + 76)  # noqa: S311 -- of its own: the other plans stay what they are
        self.office = next(person for person in world.people if person.username == "office")
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.bodies = self._bodies()[:most]
        self.staff: dict[int, list[Person]] = defaultdict(list)
        self.rooms: list[DutyRoom] = []
        self.readiness = 0
        self.items: dict[int, int] = {}  # place among the words' items → open item
        self.plan = sorted(self._planned(), key=lambda one: one[0])

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Do what was to be done up to this edge."""
        while self.plan and self.plan[0][0] <= edge:
            at, deed = self.plan.pop(0)
            deed(at, actors, apply)

    # -- who and what ------------------------------------------------------------------------------------------

    def _bodies(self) -> list[Organisation]:
        """Return the centre, the offices of the areas, the departments."""
        known = self.world.organisations
        areas = [known[f"office-{area.code}"] for area in self.world.areas.values()
                 if area.kind in ("county", "zone")]  # fmt: skip
        taken = {known["swc_office"].pk, *(body.pk for body in areas)}
        departments = [b for b in known.values() if b.area_id == self.city.pk and b.pk not in taken]
        return [known["swc_office"], *areas, *departments]

    def _is_department(self, body: Organisation) -> bool:
        return body.pk != self.bodies[0].pk and body.area_id == self.city.pk

    def _hire(self) -> dict[int, Actor]:
        """Write who is on duty: people of the bodies, in posts with their bodies' rights; return what they act as."""
        posts = []
        for body in self.bodies:
            small = self._is_department(body)
            leaders, staff = (LEADERS_OF_DEPARTMENT, STAFF_OF_DEPARTMENT) if small else (LEADERS, STAFF)
            lead = Role.DEPARTMENT if small else Role.AREA_OFFICE
            if body.pk == self.bodies[0].pk:
                lead = Role.OFFICE
            for number in range(leaders + staff):
                leads = number < leaders
                person, title = self._person(body, number, "带班领导" if leads else "值班员")
                self.staff[body.pk].append(person)
                posts.append(
                    Post(person=person, organisation=body, role=lead if leads else Role.DUTY_OFFICER, title=title,
                         area=body.area,
                         valid_from=HIRED_ON)
                )  # fmt: skip
        everybody = [person for one in self.staff.values() for person in one]
        Person.objects.bulk_create(everybody)
        Post.objects.bulk_create(posts)
        self._give_sectors(posts)
        duty_officer = self.staff[self.bodies[0].pk][LEADERS]
        self.world.accounts.append(
            {"username": duty_officer.username, "name": duty_officer.name, "title": "市应急指挥中心值班员",
             "title_en": "Duty officer, city command centre"}
        )  # fmt: skip
        return actors_for(everybody, at=clock.now())

    def _person(self, body: Organisation, number: int, title: str) -> tuple[Person, str]:
        prefix = "duty" if body.pk == self.bodies[0].pk else body.code.replace("_", "-") + "-d"
        username = f"{prefix}{number + 1}"
        rng = random.Random(username)  # noqa: S311 -- repeatable, not secret
        person = Person(
            username=username,
            name=names.person_name(rng),
            phone=names.phone(rng),
            password=self.office.password,
        )
        return person, title

    def _give_sectors(self, posts: list[Post]) -> None:
        """Limit people of departments to what their department leads."""
        through: Any = Post.sectors.through
        led: dict[int, list[int]] = defaultdict(list)
        for sector in self.world.sectors.values():
            led[sector.lead_id].append(sector.pk)
        through.objects.bulk_create(
            through(post_id=post.pk, sector_id=sector)
            for post in posts
            for sector in led[post.organisation_id]
        )

    def _planned(self) -> Iterator[tuple[datetime, Deed]]:
        """Yield what is done when."""
        yield moment(HIRED_ON, 10), self._set_up
        yield moment(date(2022, 10, 9), 9), self._publish_rosters
        yield moment(date(2022, 10, 12), 9), self._grant_leave
        yield moment(date(2022, 10, 15), 18), self._raise
        for number, (_begins, ends) in enumerate(shifts()):
            yield ends - timedelta(minutes=20), self._write(number)
            yield ends + timedelta(minutes=4), self._sign(number)
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=number)
            yield moment(day, 21, 30), self._commit(number, day)
            yield moment(day, 22), self._draw
            yield moment(day, 22, 8), self._check(day)
            yield moment(day, 22, 40), self._make_public
        if self.lapse:
            yield moment(LAPSE_ON + timedelta(days=1), 9, 30), self._put_right
        yield moment(LAST + timedelta(days=1), 9), self._lift
        yield moment(date(2022, 10, 24), 10), self._swap

    # -- rooms and rosters -------------------------------------------------------------------------------------

    def _set_up(self, at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        actors.update(self._hire())  # of all that is entered from now on: they are drawn for look-backs, too
        office = actors[self.office.pk]
        acts = []
        for number, body in enumerate(self.bodies):
            centre = number == 0
            given = {
                "organisation": body.pk, "name": words.CENTRE if centre else words.ROOM,
                "name_en": words.CENTRE_EN if centre else words.ROOM_EN, "phone": f"0390-3{number:02d}0119",
                "starts": ",".join(f"{hour:%H:%M}" for hour in HOURS), "rest_hours": 12, "week_hours": 84,
            }  # fmt: skip
            acts.append(Act(by=office, input=given, at=at))
        keys = [outcome.case_id for outcome in apply(ROOM_FLOW, "set_up", acts)]
        there = DutyRoom.objects.select_related("organisation").in_bulk(keys)
        self.rooms = [there[key] for key in keys]
        for rule in (ORDINARY, STRICT):
            told = [{**rule, "staff": self._staff_each(room, rule)} for room in self.rooms]
            self._at_rooms("demand", told, office, at, apply)
        for number in range(LEADERS + STAFF):
            here = [room for room in self.rooms if number < len(self.staff[room.organisation_id])]
            told = [self._enrolled(room, number) for room in here]
            apply(
                ROOM_FLOW,
                "enrol",
                [Act(by=office, case_id=r.pk, input=i, at=at) for r, i in zip(here, told, strict=True)],
            )

    def _staff_each(self, room: DutyRoom, rule: dict[str, Any]) -> int:
        return 2 if rule is STRICT and not self._is_department(room.organisation) else 1

    def _enrolled(self, room: DutyRoom, number: int) -> dict[str, Any]:
        leaders = LEADERS_OF_DEPARTMENT if self._is_department(room.organisation) else LEADERS
        kind = SeatKind.LEADER if number < leaders else SeatKind.STAFF
        return {"person": self.staff[room.organisation_id][number].pk, "kinds": kind.value}

    def _at_rooms(self, step: str, told: list[dict[str, Any]], by: Actor, at: datetime, apply: Apply) -> None:
        acts = [Act(by=by, case_id=r.pk, input=i, at=at) for r, i in zip(self.rooms, told, strict=True)]
        apply(ROOM_FLOW, step, acts)

    def _publish_rosters(self, at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        office = actors[self.office.pk]
        first, last = (day.isoformat() for day in ROSTERED)
        drafts = [
            Act(by=office, input={"room": room.pk, "first_day": first, "last_day": last}, at=at)
            for room in self.rooms
        ]
        made = apply(ROSTER_FLOW, "draft", drafts)
        apply(ROSTER_FLOW, "publish", [Act(by=office, case_id=one.case_id, at=at) for one in made])

    def _grant_leave(self, at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Enter leave in the week to come, of people whom no duty keeps: the level calls them back."""
        acts = []
        for note, room in zip(words.LEAVE_NOTES, self.rooms[1:], strict=False):
            days = (date(2022, 10, 17), date(2022, 10, 18))
            busy = set(
                Seat.objects.live()
                .filter(room=room, begins_at__lt=clock.day_end(days[1]), ends_at__gt=clock.day_start(days[0]))
                .values_list("person", flat=True)
            )
            free = next((one for one in self.staff[room.organisation_id] if one.pk not in busy), None)
            if free is not None:
                given = {
                    "organisation": room.organisation_id, "person": free.pk, "kind": LeaveKind.LEAVE.value,
                    "first_day": days[0].isoformat(), "last_day": days[1].isoformat(), "note": note,
                }  # fmt: skip
                acts.append(Act(by=actors[free.pk], input=given, at=at))
        apply(LEAVE_FLOW, "enter", acts)

    def _swap(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        """Propose the first swap at the centre that breaks no rule; it waits for the other one."""
        room = self.rooms[0]
        rows = Seat.objects.live().filter(
            room=room, kind=SeatKind.STAFF, day__range=(date(2022, 10, 26), ROSTERED[1])
        )
        seats = list(rows.order_by("begins_at"))
        for one in seats:
            for other in seats:
                if one.person_id == other.person_id or one.person_id is None:
                    continue
                given = {"one": one.pk, "other": other.pk, "reason": words.SWAP}
                act = Act(by=actors[one.person_id], input=given, at=at)
                (result,) = apply_many(SWAP_FLOW, "propose", [act])
                if not isinstance(result, AnlanError):
                    return

    # -- the level ---------------------------------------------------------------------------------------------

    def _raise(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        given = {
            "level": "1", "area": self.city.pk, "expected_to": LAST.isoformat(),
            "ordered_by": words.ORDERED_BY, "basis": words.BASIS, "purpose": words.PURPOSE,
            "period": self.period(),
        }  # fmt: skip
        self.readiness = raise_readiness(0, given, actors[self.office.pk], None, at=at).case_id

    def _lift(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        lift_readiness(self.readiness, {"reason": words.LIFTED}, actors[self.office.pk], None, None, at=at)

    # -- hand-overs --------------------------------------------------------------------------------------------

    def _on(self, room: DutyRoom, begins: datetime) -> int:
        """Return who of the staff on duty writes or signs: the first of team A."""
        seats = Seat.objects.live().filter(
            room=room, begins_at=begins, kind=SeatKind.STAFF, team=Team.A, person__isnull=False
        )
        first: int = seats.order_by("number").values_list("person_id", flat=True)[0]
        return first

    def _written_up(self) -> list[DutyRoom]:
        return [room for room in self.rooms if not self._is_department(room.organisation)]

    def _write(self, number: int) -> Deed:
        begins, _ends = shifts()[number]

        def deed(at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
            rng, acts, rooms = self.rng, [], self._written_up()
            for room in rooms:
                new, settled = self._items(number) if room is self.rooms[0] else ("无", "")
                given = {
                    "room": room.pk, "weather": words.WEATHER[number % len(words.WEATHER)],
                    "matters": rng.choice(words.MATTERS), "instructions": rng.choice(words.INSTRUCTIONS),
                    "equipment": words.EQUIPMENT, "pending": new, "settled": settled,
                }  # fmt: skip
                acts.append(Act(by=actors[self._on(room, begins)], input=given, at=at))
            self.written = [one.case_id for one in apply(HAND_OVER_FLOW, "write", acts)]
            for place, (shift, text, _settled) in enumerate(words.ITEMS):
                if shift == number:
                    self.items[place] = OpenItem.objects.get(room=self.rooms[0], text=text).pk

        return deed

    def _items(self, number: int) -> tuple[str, str]:
        new = [text for shift, text, _settled in words.ITEMS if shift == number]
        settled = [
            f"{self.items[place]} {later[1]}"
            for place, (shift, _text, later) in enumerate(words.ITEMS)
            if later is not None and shift + later[0] == number
        ]
        return "\n".join(new) or "无", "\n".join(settled)

    def _sign(self, number: int) -> Deed:
        _begins, ends = shifts()[number]

        def deed(at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
            acts = [
                Act(by=actors[self._on(room, ends)], case_id=case, input={"remark": ""}, at=at)
                for room, case in zip(self._written_up(), self.written, strict=True)
            ]
            apply(HAND_OVER_FLOW, "sign", acts)

        return deed

    # -- spot checks -------------------------------------------------------------------------------------------

    def _commit(self, number: int, day: date) -> Deed:
        def deed(at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
            given = {
                "title": words.TITLE.format(month=day.month, day=day.day), "area": self.city.pk,
                "wanted": min(CHECKED_EACH_DAY, len(self.rooms)),
            }  # fmt: skip
            (made,) = apply(ROUND_FLOW, "commit", [Act(by=actors[self.office.pk], input=given, at=at)])
            self.round, self.public = made.case_id, words.PUBLIC.format(
                draw=2022275 + number, number=f"{self.rng.randrange(1000):03d}"
            )  # fmt: skip

        return deed

    def _draw(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        draw_round(self.round, {"public_text": self.public}, actors[self.office.pk], None, None, at=at)

    def _check(self, day: date) -> Deed:
        def deed(at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
            checks = SpotCheck.objects.filter(round=SpotRound.objects.get(pk=self.round)).order_by("pk")
            acts = []
            for number, check in enumerate(checks.select_related("room")):
                given = self._found(check, at, lapse=self.lapse and day == LAPSE_ON and number == 0)
                acts.append(
                    Act(by=actors[self.office.pk], case_id=check.pk, input=given,
                        at=at + timedelta(minutes=6 * number))
                )  # fmt: skip
            apply(CHECK_FLOW, "record", acts)

        return deed

    def _found(self, check: SpotCheck, at: datetime, *, lapse: bool) -> dict[str, Any]:
        on_duty = Seat.objects.at(at).filter(room=check.room, kind=SeatKind.STAFF, person__isnull=False)
        answered = on_duty.select_related("person").order_by("team", "number")[0].person
        assert answered is not None
        given = {
            "method": "phone", "dialled": check.room.phone, "is_answered": "yes",
            "seconds": 4 + self.rng.randrange(18), "answered_by": answered.name, "on_post": "yes",
            "leader_present": "yes", "knows_situation": "yes", "note": words.NOTE,
        }  # fmt: skip
        if lapse:
            given |= {"leader_present": "no", "knows_situation": "no", "note": words.LAPSE_NOTE}
        return given

    def _put_right(self, at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        (failed,) = SpotCheck.objects.filter(state="failed")
        given = {"correction": words.LAPSE_CORRECTION}
        leader = self.staff[failed.organisation_id][0].pk
        by = actors[leader if failed.organisation_id else self.office.pk]
        apply(CHECK_FLOW, "correct", [Act(by=by, case_id=failed.pk, input=given, at=at)])

    def _make_public(self, at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        apply(ROUND_FLOW, "publish", [Act(by=actors[self.office.pk], case_id=self.round, at=at)])


def shifts() -> list[tuple[datetime, datetime]]:
    """Return the shifts of the special period, in order."""
    begins = []
    day = FIRST
    while day <= LAST:
        begins += [datetime.combine(day, hour, tzinfo=clock.SHANGHAI) for hour in HOURS]
        day += timedelta(days=1)
    ends = [*begins[1:], datetime.combine(day, HOURS[0], tzinfo=clock.SHANGHAI)]
    return list(zip(begins, ends, strict=True))
