"""What the steps of duty ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.kinds import LeaveKind, Level, Method, ResponseLevel, RuleLevel, SeatKind, Team
from anlan.duty.models import DutyRoom, RoomState, Seat, SpotRound
from anlan.imports.inputs import Number, codes_by_name
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.org.models import Area, Organisation, Person
from anlan.periods.choosing import period_input

YES, NO = "yes", "no"
_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
MOST_DAYS = 366


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_body(key: int) -> Organisation | None:
    return Organisation.objects.filter(pk=key, valid_to=None).select_related("area").first()


def find_room(key: int) -> DutyRoom | None:
    return DutyRoom.objects.filter(pk=key, state=RoomState.OPEN).first()


def find_person(key: int) -> Person | None:
    return Person.objects.filter(pk=key, is_active=True).first()


def find_seat(key: int) -> Seat | None:
    return Seat.objects.filter(pk=key, is_out=False).select_related("roster", "room").first()


@dataclass(frozen=True, kw_only=True)
class Hours(Text):
    """The hours at which shifts begin, in order, each once: 08:00,20:00."""

    max_length: int = 40
    most: int = 6

    def parse(self, raw: Any) -> str:
        text = super().parse(raw).replace("，", ",").replace("、", ",").replace("：", ":").replace(" ", "")
        parts = text.split(",")
        if len(parts) > self.most or any(_TIME.fullmatch(part) is None for part in parts):
            raise self.invalid(
                "hours",
                _("“%(value)s” are no hours of a day. Write them like 08:00,20:00.") % {"value": text[:40]},
            )
        hours = [part.zfill(5) for part in parts]
        if sorted(set(hours)) != hours:
            raise self.invalid(
                "hours", _("Hours follow on each other, each once. Write them like 08:00,20:00.")
            )
        return ",".join(hours)


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A phone number as it is dialled."""

    max_length: int = 20

    def parse(self, raw: Any) -> str:
        text = super().parse(raw)
        if re.fullmatch(r"[0-9+][0-9\- ]{2,19}", text) is None:
            raise self.invalid("phone", _("“%(value)s” is no phone number.") % {"value": text[:20]})
        return text


@cache
def _kinds_by_name() -> dict[str, str]:
    return codes_by_name(SeatKind.choices)


@dataclass(frozen=True, kw_only=True)
class Kinds(Text):
    """Kinds of seat, by code or by their names in either language, with commas."""

    max_length: int = 40

    def parse(self, raw: Any) -> str:
        parts = [part.strip() for part in super().parse(raw).replace("，", ",").replace("、", ",").split(",")]
        labels = _kinds_by_name()
        codes = {labels.get(part.lower(), part) for part in parts if part}
        if not codes or not codes <= set(SeatKind.values):
            raise self.invalid(
                "kinds",
                _("“%(value)s” are no kinds of seat. Write some of: %(known)s.")
                % {"value": ",".join(parts)[:40], "known": ", ".join(str(kind.label) for kind in SeatKind)},
            )
        return ",".join(kind for kind in SeatKind.values if kind in codes)

    def told(self, value: Any) -> str:
        return _(", ").join(str(SeatKind(kind).label) for kind in value.split(","))


def yes_no(name: str, label: Any, text: Any = "") -> Choice:
    return Choice(
        name=name,
        label=label,
        choices=((YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))),
        help=text,
    )


REASON = Text(name="reason", label=gettext_lazy("Reason"), max_length=300, lines=2)
BECAUSE = Form((REASON,))
NOTHING = Form()
AREA = Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area, tells=False)
ROOM = Reference(name="room", label=gettext_lazy("Duty room"), find=find_room, model=DutyRoom, tells=False)
PERSON = Reference(name="person", label=gettext_lazy("Person"), find=find_person, model=Person)
SEAT = Reference(name="seat", label=gettext_lazy("Seat"), find=find_seat, model=Seat)
_EXPECTED = Day(name="expected_to", label=gettext_lazy("Planned to"))
_ORDERED = (
    Text(name="ordered_by", label=gettext_lazy("Ordered by"), max_length=80),
    Text(name="basis", label=gettext_lazy("Document number"), required=False, max_length=100),
    Text(name="purpose", label=gettext_lazy("Purpose"), required=False, max_length=300, lines=2),
)
_LEVEL = Choice(name="level", label=pgettext_lazy("readiness", "Level"), choices=tuple(Level.choices))
_RESPONSE = Choice(
    name="level", label=pgettext_lazy("readiness", "Level"), choices=tuple(ResponseLevel.choices)
)

RAISE = Form(
    (
        _LEVEL,
        AREA,
        _EXPECTED,
        *_ORDERED,
        Text(
            name="reports_at",
            label=gettext_lazy("A report more each day, by"),
            required=False,
            max_length=5,
            help=gettext_lazy(
                "For example 09:00: asked of every county and zone while the level is in force."
            ),
        ),
        period_input(
            required=False,
            help=gettext_lazy(
                "Empty: if a report more is asked for, a special period of these days is declared."
            ),
        ),
    )
)
CHANGE = Form((_LEVEL, _EXPECTED, REASON))
ACTIVATE = Form(
    (
        Text(name="event", label=gettext_lazy("Event"), max_length=200),
        Text(name="incident", label=gettext_lazy("Number of the incident"), required=False, max_length=40),
        _RESPONSE,
        AREA,
        _EXPECTED,
        *_ORDERED,
    )
)
CHANGE_RESPONSE = Form((_RESPONSE, _EXPECTED, REASON))

_ROOM_TOLD = (
    Text(name="name", label=gettext_lazy("Name of the room"), max_length=60),
    Text(name="name_en", label=gettext_lazy("Name in English"), required=False, max_length=100),
    Phone(name="phone", label=gettext_lazy("Duty phone")),
    Hours(
        name="starts",
        label=gettext_lazy("Shifts begin at"),
        help=gettext_lazy("For example 08:00,20:00. Each shift lasts until the next begins."),
    ),
    Number(name="rest_hours", label=gettext_lazy("Least hours of rest between shifts"), least=0, most=168),
    Number(
        name="week_hours",
        label=gettext_lazy("Most hours on duty in seven days"),
        least=0,
        most=168,
        help=gettext_lazy("0: no limit."),
    ),
)
SET_UP = Form(
    (
        Reference(
            name="organisation", label=gettext_lazy("Body"), find=find_body, model=Organisation, tells=False
        ),
        *_ROOM_TOLD,
    )
)
AMEND_ROOM = Form(_ROOM_TOLD)
DEMAND = Form(
    (
        Choice(name="level", label=gettext_lazy("From which level on"), choices=tuple(RuleLevel.choices)),
        Number(name="leaders", label=gettext_lazy("Leaders on each shift"), least=0, most=9),
        Number(name="staff", label=gettext_lazy("Staff on each shift"), least=0, most=30),
        Number(name="support", label=gettext_lazy("Technical support on each shift"), least=0, most=20),
        yes_no("both_teams", gettext_lazy("Teams A and B"), gettext_lazy("Each seat is filled twice.")),
        yes_no("leave_cancelled", gettext_lazy("Leave is cancelled")),
        yes_no(
            "days_kept",
            gettext_lazy("Duty on a day off is made up for"),
            gettext_lazy("Whoever is on duty on a day off has the next working day free."),
        ),
    )
)
ENROL = Form(
    (
        PERSON,
        Kinds(
            name="kinds",
            label=gettext_lazy("Kinds of seat"),
            help=gettext_lazy("Leader on duty, staff on duty, technical support: some of them, with commas."),
        ),
        Choice(name="team", label=gettext_lazy("Shift team"), choices=tuple(Team.choices), required=False),
    )
)
RELEASE = Form((PERSON, REASON))

LEAVE = Form(
    (
        Reference(
            name="organisation", label=gettext_lazy("Body"), find=find_body, model=Organisation, tells=False
        ),
        PERSON,
        Choice(name="kind", label=gettext_lazy("Kind of leave"), choices=tuple(LeaveKind.choices)),
        Day(name="first_day", label=gettext_lazy("First day")),
        Day(name="last_day", label=gettext_lazy("Last day")),
        Text(name="note", label=gettext_lazy("Note"), required=False, max_length=200),
    )
)

DRAFT = Form(
    (
        ROOM,
        Day(name="first_day", label=gettext_lazy("First day")),
        Day(name="last_day", label=gettext_lazy("Last day")),
    )
)
PLAN = Form(
    (
        Choice(
            name="how",
            label=gettext_lazy("Which seats"),
            choices=(("empty", gettext_lazy("Empty seats only")), ("all", gettext_lazy("All seats anew"))),
        ),
    )
)
SIT = Form(
    (
        SEAT,
        Reference(
            name="person",
            label=gettext_lazy("Person"),
            find=find_person,
            model=Person,
            required=False,
            help=gettext_lazy("Empty: the seat is left free."),
        ),
    )
)
TAKE_OVER = Form((SEAT, PERSON, REASON))
SWAP = Form(
    (
        Reference(name="one", label=gettext_lazy("Seat"), find=find_seat, model=Seat),
        Reference(name="other", label=gettext_lazy("Seat to exchange it for"), find=find_seat, model=Seat),
        Text(name="reason", label=gettext_lazy("Reason"), max_length=200),
    )
)

NONE_SAID = gettext_lazy("Where there is nothing, say so: “none”.")


def _section(name: str, label: Any, most: int, lines: int = 3) -> Text:
    return Text(name=name, label=label, max_length=most, lines=lines, help=NONE_SAID)


_SECTIONS = (
    _section("weather", gettext_lazy("Weather and warnings"), 300, 2),
    _section("matters", gettext_lazy("Matters received and what was done"), 2000, 5),
    _section("instructions", gettext_lazy("Instructions of leaders"), 1000),
    _section("equipment", gettext_lazy("Phones, equipment, keys, seals"), 500, 2),
    Text(
        name="pending",
        label=gettext_lazy("New open items"),
        max_length=1000,
        lines=4,
        help=gettext_lazy(
            "One a line; each goes from shift to shift until it is settled. “none” if there are none."
        ),
    ),
    Text(
        name="settled",
        label=gettext_lazy("Open items settled"),
        max_length=2000,
        lines=3,
        required=False,
        help=gettext_lazy("One a line: its number, then how it was settled. What is not named stays open."),
    ),
)
HAND_OVER = Form((ROOM, *_SECTIONS))
REWRITE = Form(_SECTIONS[:4])
SIGN = Form((Text(name="remark", label=gettext_lazy("Remark"), required=False, max_length=300, lines=2),))

COMMIT = Form(
    (
        Text(name="title", label=gettext_lazy("Title"), max_length=120),
        AREA,
        Number(name="wanted", label=gettext_lazy("Rooms to check"), least=1, most=200),
    )
)
DRAW = Form(
    (
        Text(
            name="public_text",
            label=gettext_lazy("Public text"),
            max_length=100,
            min_length=4,
            help=gettext_lazy(
                "Something that nobody could know when the digest was told: a lottery number, an index."
            ),
        ),
    )
)
CHECK = Form((ROOM,))
DRAWN = Form(
    (
        ROOM,
        Reference(
            name="round",
            label=gettext_lazy("Round"),
            find=lambda key: SpotRound.objects.filter(pk=key).first(),
            model=SpotRound,
            tells=False,
        ),
    )
)
RECORD = Form(
    (
        Choice(name="method", label=gettext_lazy("How"), choices=tuple(Method.choices)),
        Phone(name="dialled", label=gettext_lazy("Number dialled"), required=False),
        yes_no("is_answered", gettext_lazy("Answered")),
        Number(
            name="seconds",
            label=gettext_lazy("Seconds until somebody answered"),
            required=False,
            least=0,
            most=3600,
        ),
        Text(name="answered_by", label=gettext_lazy("Who answered"), required=False, max_length=40),
        yes_no("on_post", gettext_lazy("Everybody on the roster is there")),
        yes_no("leader_present", gettext_lazy("The leader is there")),
        yes_no("knows_situation", gettext_lazy("They know the situation of the day")),
        Text(name="note", label=gettext_lazy("Note"), required=False, max_length=300, lines=2),
    )
)
CORRECT = Form(
    (
        Text(
            name="correction", label=gettext_lazy("What was put right"), max_length=500, lines=3, min_length=4
        ),
    )
)


def days(first: date, last: date) -> int:
    return (last - first).days + 1
