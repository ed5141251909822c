"""The ledgers of duty: who is away, and rosters as a department keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty import rules
from anlan.duty.flow import LEAVE_FLOW, ROSTER_FLOW
from anlan.duty.kinds import LeaveKind, SeatKind, Team
from anlan.duty.models import DutyRoom, RoomState, Seat
from anlan.duty.rostering import shifts
from anlan.duty.words import local
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, Number
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.models import Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import Permission

BODY = Column(
    input=Text(name="organisation", label=gettext_lazy("Body"), max_length=120),
    header="单位",
    also=("单位名称", "所在单位", "值班单位"),
    example="安州市安委办",
)
PERSON = Column(
    input=Text(name="person", label=gettext_lazy("Person"), max_length=60),
    header="姓名",
    also=("人员", "值班人员", "值班人", "账号"),
    example="张三",
)
LEAVE_COLUMNS = (
    BODY,
    PERSON,
    Column(
        input=Named(
            name="kind",
            label=gettext_lazy("Kind of leave"),
            choices=tuple(LeaveKind.choices),
            also=(
                ("休假", "leave"), ("年假", "leave"), ("事假", "leave"), ("病假", "sick"), ("出差", "trip"),
                ("培训", "training"), ("学习", "training"),
            ),
        ),
        header="类别",
        also=("请假类别", "请假类型", "类型", "事由"),
        example="休假",
    ),
    Column(
        input=Date(name="first_day", label=gettext_lazy("First day")),
        header="开始日期",
        also=("起始日期", "开始时间", "起"),
        example="2022-10-03",
    ),
    Column(
        input=Date(name="last_day", label=gettext_lazy("Last day")),
        header="结束日期",
        also=("截止日期", "结束时间", "止"),
        example="2022-10-05",
    ),
    Column(
        input=Text(name="note", label=gettext_lazy("Note"), max_length=200, required=False),
        header="备注",
        also=("说明",),
    ),
)  # fmt: skip


def leave_key(values: Mapping[str, Any]) -> str:
    return "|".join((str(values["organisation"]), str(values["person"]), str(values["first_day"])))


def _bodies(rows: Sequence[Row], run: Run) -> dict[Row | int, Any]:
    """Return row number → the body that it names, which the bringer's posts keep; faults are noted on the rows."""
    known = lookup.organisations(run, [row["organisation"] for row in rows])
    found: dict[Row | int, Any] = {}
    for row in rows:
        text = row["organisation"]
        body = lookup.one(row, "organisation", text, known.get(text, ()), _("organisation"))
        if body is None:
            continue
        if not run.by.is_system and rules.keeper(run.by, body.area.path or "", body.pk) is None:
            row.fault("organisation", _("Your posts do not keep the duty of this body."), "duty.keep")
            continue
        found[row.number] = body
    return found


def _people(rows: Sequence[Row], bodies: Mapping[Row | int, Any], run: Run) -> dict[int, Person]:
    """Return row number → the person of its body, by user name or name. One query."""
    keys = {body.pk for body in bodies.values()}
    posts = Post.objects.filter(held_at(run.at), organisation__in=keys).select_related("person")
    there: dict[tuple[int, str], set[Person]] = defaultdict(set)
    for post in posts:
        there[post.organisation_id, post.person.name].add(post.person)
        there[post.organisation_id, post.person.username].add(post.person)
    found = {}
    for row in rows:
        body = bodies.get(row.number)
        if body is None or not row["person"]:
            continue
        fitting = sorted(there[body.pk, row["person"]], key=lambda person: person.pk)
        if len(fitting) == 1:
            found[row.number] = fitting[0]
        elif fitting:
            names = "、".join(person.username for person in fitting[:5])
            told = _("“%(text)s” is the name of several (%(codes)s). Give the user name.")
            row.fault("person", told % {"text": row["person"], "codes": names}, "reference.ambiguous")
        else:
            told = _("“%(text)s” has no post in %(body)s.")
            row.fault("person", told % {"text": row["person"], "body": body.label}, "reference.unknown")
    return found


def resolve_leave(rows: Sequence[Row], run: Run) -> None:
    bodies = _bodies(rows, run)
    people = _people(rows, bodies, run)
    for row in rows:
        if row.number in people:
            row.ready = (bodies[row.number], people[row.number])


def write_leave(rows: Sequence[Row], run: Run) -> None:
    acts = []
    for row in rows:
        body, person = row.ready
        given = {name: row[name] for name in ("kind", "first_day", "last_day", "note")}
        given |= {"organisation": body, "person": person}
        acts.append(Act(by=run.by, input=given, key=run.key(row, "leave"), ledger=True))
    for row, result in zip(rows, door.apply_many(LEAVE_FLOW, "enter", acts), strict=True):
        row.became(result)


def undo_leave(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(LEAVE_FLOW, taken, run, step="cancel", reason=_("The ledger was taken back"))


LEAVE = Kind(
    code="duty_leave",
    label=gettext_lazy("Leave of duty staff"),
    order=91,
    columns=LEAVE_COLUMNS,
    permission=Permission.DUTY_KEEP,
    natural=leave_key,
    resolve=resolve_leave,
    write=write_leave,
    undo=undo_leave,
    help=gettext_lazy(
        "Each row says who is away from when to when. Duty that is published stands in its way."
    ),
)

ROOM = Column(
    input=Text(name="room", label=gettext_lazy("Duty room"), max_length=60),
    header="值班室",
    also=("值班场所", "值班地点"),
    example="总值班室",
)
ROSTER_COLUMNS = (
    ROOM,
    BODY,
    Column(
        input=Date(name="day", label=gettext_lazy("Day")),
        header="日期",
        also=("值班日期",),
        example="2022-10-16",
    ),
    Column(
        input=Text(name="begins", label=gettext_lazy("Begins at"), max_length=20),
        header="开始时间",
        also=("班次", "起始时间", "上班时间"),
        example="08:00",
    ),
    Column(
        input=Named(name="team", label=gettext_lazy("Shift team"), choices=tuple(Team.choices), required=False,
                    also=(("A", "A"), ("A组", "A"), ("B", "B"), ("B组", "B"), ("主班", "A"), ("副班", "B"))),
        header="班组",
        also=("AB班", "班别"),
        example="A班",
    ),
    Column(
        input=Named(
            name="kind",
            label=gettext_lazy("Kinds of seat"),
            choices=tuple(SeatKind.choices),
            also=(("领导", "leader"), ("带班", "leader"), ("值班", "staff"), ("值班人员", "staff"),
                  ("技术", "support")),
        ),
        header="岗位",
        also=("席位", "职责"),
        example="带班领导",
    ),
    Column(
        input=Number(name="seat", label=gettext_lazy("Seat"), least=1, most=30, required=False),
        header="席位序号",
        also=("序号",),
    ),
    PERSON,
)  # fmt: skip
IN_ONE = 1_000
"""Seats that are taken together: a roster is judged as a whole."""


def roster_key(values: Mapping[str, Any]) -> str:
    names = ("organisation", "room", "day", "begins", "team", "kind", "seat")
    return "|".join(str(values[name] or "") for name in names) + f"|{values['person']}"


def resolve_rosters(rows: Sequence[Row], run: Run) -> None:
    """Find the room, the shift and the person of each row; a roster needs all of its rows in one ledger."""
    bodies = _bodies(rows, run)
    people = _people(rows, bodies, run)
    keys = {body.pk for body in bodies.values()}
    there = DutyRoom.objects.filter(organisation__in=keys, state=RoomState.OPEN)
    rooms = {(room.organisation_id, room.name): room for room in there}
    for row in rows:
        body = bodies.get(row.number)
        if body is None or row.number not in people:
            continue
        room = rooms.get((body.pk, row["room"]))
        if room is None:
            told = _("%(body)s has no duty room “%(room)s”.")
            row.fault("room", told % {"body": body.label, "room": row["room"]}, "reference.unknown")
            continue
        begins = _begins(row, room)
        if begins is not None:
            row.ready = (room, begins, people[row.number])


def _begins(row: Row, room: DutyRoom) -> Any:
    """Return when the shift of a row begins: one of the room's hours, also where a whole span is written."""
    text = row["begins"].replace("：", ":").split("-")[0].split("–")[0].split(" ")[-1].strip()[:5].zfill(5)
    for shift in shifts(room, row["day"], row["day"]):
        if f"{local(shift.begins_at):%H:%M}" == text:
            return shift.begins_at
    told = _("No shift of this room begins at “%(text)s”: its shifts begin at %(hours)s.")
    row.fault("begins", told % {"text": row["begins"][:20], "hours": room.starts}, "duty.shift")
    return None


def write_rosters(rows: Sequence[Row], run: Run) -> None:
    """Draft a roster of each room over its rows' days, seated as the ledger says; it waits to be published."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.ready[0].pk].append(row)
    for group in groups.values():
        _write_roster(group, run)


def _write_roster(group: list[Row], run: Run) -> None:
    room = group[0].ready[0]
    days: list[date] = sorted({row["day"] for row in group})
    given = {"room": room, "first_day": days[0], "last_day": days[-1]}
    act = Act(by=run.by, input=given, key=run.key(group[0], "roster"), ledger=True)
    result = door.apply_many(ROSTER_FLOW, "draft", [act])[0]
    if isinstance(result, AnlanError):
        for row in group:
            row.refuse(result)
        return
    # the plan made room for everybody; the ledger says who it is
    Seat.objects.filter(roster=result.case_id).update(person=None)
    free: dict[tuple[Any, str, str], list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(roster=result.case_id).order_by("number", "id"):
        free[seat.begins_at, seat.team, seat.kind].append(seat)
    for row in group:
        _room, begins, person = row.ready
        seats = free[begins, row["team"] or Team.A, row["kind"]]
        chosen = next((seat for seat in seats if row["seat"] in (None, seat.number)), None)
        if chosen is None:
            row.fault("kind", _("This shift has no free seat of this kind in this team."), "duty.seat")
            continue
        seats.remove(chosen)
        step = Act(
            by=run.by,
            case_id=result.case_id,
            input={"seat": chosen, "person": person},
            key=run.key(row, "seat"),
            ledger=True,
        )
        row.became(door.apply_many(ROSTER_FLOW, "seat", [step])[0], "person")


def undo_rosters(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(
        ROSTER_FLOW, dict.fromkeys(taken), run, step="withdraw", reason=_("The ledger was taken back")
    )


ROSTERS = Kind(
    code="duty_rosters",
    label=gettext_lazy("Duty rosters"),
    order=92,
    columns=ROSTER_COLUMNS,
    permission=Permission.DUTY_KEEP,
    natural=roster_key,
    resolve=resolve_rosters,
    write=write_rosters,
    undo=undo_rosters,
    chunk=IN_ONE,
    fewest=IN_ONE,
    help=gettext_lazy(
        "Each row seats somebody in a shift. The rows of a room become one draft; what breaks a rule is refused at its "
        "row, and the draft is published on its page once nothing is missing."
    ),
)
