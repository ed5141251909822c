"""The lifecycles of a duty room and of leave."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty import inputs, rules
from anlan.duty.inputs import YES
from anlan.duty.models import DutyRoom, Leave, LeaveState, RoomMember, RoomRule, RoomState, Seat
from anlan.duty.words import hour_words
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.org.models import Post
from anlan.org.models.people import held_at

LONGEST_LEAVE = 366
_TOLD = ("name", "name_en", "phone", "starts", "rest_hours", "week_hours")


def is_named_once(_case: None, taken: Taken) -> Decision:
    body = taken.input["organisation"]
    if DutyRoom.objects.filter(organisation=body.pk, name=taken.input["name"], state=RoomState.OPEN).exists():
        return denied(_("This body has a duty room of that name already"), code="room.double")
    return ALLOWED


def room_of(_case: None, taken: Taken) -> dict[str, Any]:
    body = taken.input["organisation"]
    return {
        **{name: taken.input[name] for name in _TOLD},
        "organisation_id": body.pk,
        "area_id": body.area_id,
        "area_path": body.area.path,
    }


def room_may_change(room: Any, taken: Taken) -> Decision:
    """Shifts that are rostered keep their hours: others would gape or overlap with them."""
    twin = DutyRoom.objects.filter(
        organisation=room.organisation_id, name=taken.input["name"], state=RoomState.OPEN
    ).exclude(pk=room.id)
    if twin.exists():
        return denied(_("This body has a duty room of that name already"), code="room.double")
    if taken.input["starts"] != room.starts and _rostered(room, taken):
        return denied(
            _("There are rosters ahead with shifts at other hours: withdraw them first"), code="room.rostered"
        )
    return ALLOWED


def _rostered(room: Any, taken: Taken) -> bool:
    ahead = Seat.objects.filter(room=room.id, is_out=False, ends_at__gt=taken.at)
    return ahead.exclude(roster__state="withdrawn").exists()


def amended(_room: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in _TOLD}


def asks_enough(_room: Any, taken: Taken) -> Decision:
    """Leaders and staff, or nobody: a shift without one of them is no duty (24小时领导带班值班)."""
    given = taken.input
    counts = [given[name] for name in ("leaders", "staff", "support")]
    if any(counts) and not (given["leaders"] and given["staff"]):
        return denied(
            _("A shift has a leader and somebody on duty at least, or nobody at all"), code="room.seats"
        )
    return ALLOWED


def write_rule(room: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    RoomRule.objects.update_or_create(
        room_id=room.id,
        level=given["level"],
        defaults={
            **{name: given[name] for name in ("leaders", "staff", "support")},
            **{name: given[name] == YES for name in ("both_teams", "leave_cancelled", "days_kept")},
            "seq": seq,
        },
    )


def belongs_here(room: Any, taken: Taken) -> Decision:
    """Only people with a post in the body of the room: nobody is put on duty by a stranger."""
    person = taken.input["person"]
    if not Post.objects.filter(
        held_at(taken.at), person=person.pk, organisation=room.organisation_id
    ).exists():
        return denied(_("%(name)s has no post in this body") % {"name": person.name}, code="room.member")
    return ALLOWED


def write_member(room: Any, taken: Taken, seq: int) -> None:
    RoomMember.objects.update_or_create(
        room_id=room.id,
        person_id=taken.input["person"].pk,
        defaults={"kinds": taken.input["kinds"], "team": taken.input["team"], "seq": seq},
    )


def may_leave_room(room: Any, taken: Taken) -> Decision:
    person = taken.input["person"]
    if not RoomMember.objects.filter(room=room.id, person=person.pk).exists():
        return denied(_("%(name)s does not belong to this room") % {"name": person.name}, code="room.member")
    seat = (
        Seat.objects.live()
        .filter(room=room.id, person=person.pk, ends_at__gt=taken.at)
        .order_by("begins_at")
        .first()
    )
    if seat is not None:
        return denied(
            _("%(name)s is on duty on %(when)s: seat somebody else first")
            % {"name": person.name, "when": hour_words(seat.begins_at)},
            code="room.on_duty",
        )
    return ALLOWED


def remove_member(room: Any, taken: Taken, _seq: int) -> None:
    RoomMember.objects.filter(room_id=room.id, person_id=taken.input["person"].pk).delete()


def may_close(room: Any, taken: Taken) -> Decision:
    if _rostered(room, taken):
        return denied(_("There are rosters ahead: withdraw them first"), code="room.rostered")
    return ALLOWED


OPEN = frozenset({RoomState.OPEN})

ROOM_FLOW = Flow(
    "duty_room",
    model=DutyRoom,
    name=gettext_lazy("duty room"),
    states={state.value: state.label for state in RoomState},
    counted=Counted(day="last_at", sector=""),
    steps=[
        Step(
            name="set_up",
            label=gettext_lazy("Set up a duty room"),
            done=gettext_lazy("set up the duty room"),
            target=RoomState.OPEN,
            rule=rules.may_set_up,
            form=inputs.SET_UP,
            guard=is_named_once,
            effect=room_of,
            looks_up=True,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the duty room"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.AMEND_ROOM,
            guard=room_may_change,
            effect=amended,
            looks_up=True,
        ),
        Step(
            name="demand",
            label=gettext_lazy("Lay down seats"),
            done=gettext_lazy("laid down the seats of a level"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.DEMAND,
            guard=asks_enough,
            projects=write_rule,
        ),
        Step(
            name="enrol",
            label=gettext_lazy("Take somebody on"),
            done=gettext_lazy("took somebody on"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.ENROL,
            guard=belongs_here,
            projects=write_member,
            looks_up=True,
        ),
        Step(
            name="release",
            label=gettext_lazy("Let somebody go"),
            done=gettext_lazy("let somebody go"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.RELEASE,
            guard=may_leave_room,
            projects=remove_member,
            looks_up=True,
        ),
        Step(
            name="close",
            label=gettext_lazy("Close the room"),
            done=gettext_lazy("closed the duty room"),
            sources=OPEN,
            target=RoomState.CLOSED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=may_close,
            looks_up=True,
        ),
    ],
)


def leave_is_free(_case: None, taken: Taken) -> Decision:
    """Leave in order, not twice, and not over a duty that is already published: swap it first."""
    given, person = taken.input, taken.input["person"]
    first, last = given["first_day"], given["last_day"]
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if (last - first).days >= LONGEST_LEAVE:
        return denied(_("Leave has a year at most"), code="leave.long")
    body = given["organisation"]
    if not Post.objects.filter(held_at(taken.at), person=person.pk, organisation=body.pk).exists():
        return denied(_("%(name)s has no post in this body") % {"name": person.name}, code="leave.body")
    twin = Leave.objects.filter(
        person=person.pk, state=LeaveState.GRANTED, first_day__lte=last, last_day__gte=first
    ).first()
    if twin is not None:
        return denied(
            _("%(name)s is away already from %(first)s to %(last)s (%(number)s)")
            % {
                "name": person.name,
                "first": twin.first_day,
                "last": twin.last_day,
                "number": twin.number,
            },
            code="leave.double",
        )
    return _not_on_duty(person, taken)


def _not_on_duty(person: Any, taken: Taken) -> Decision:
    first, last = taken.input["first_day"], taken.input["last_day"]
    seat = (
        Seat.objects.live()
        .filter(
            person=person.pk,
            begins_at__lt=clock.day_end(last),
            ends_at__gt=max(clock.day_start(first), taken.at),
        )
        .order_by("begins_at")
        .first()
    )
    if seat is not None:
        return denied(
            _("%(name)s is on duty on %(when)s: swap that duty or seat somebody else first")
            % {"name": person.name, "when": hour_words(seat.begins_at)},
            code="leave.on_duty",
        )
    return ALLOWED


def leave_of(_case: None, taken: Taken) -> dict[str, Any]:
    body = taken.input["organisation"]
    return {
        **{name: taken.input[name] for name in ("kind", "first_day", "last_day", "note")},
        "person_id": taken.input["person"].pk,
        "organisation_id": body.pk,
        "area_id": body.area_id,
        "area_path": body.area.path,
    }


LEAVE_FLOW = Flow(
    "leave",
    model=Leave,
    name=gettext_lazy("leave"),
    states={state.value: state.label for state in LeaveState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="enter",
            label=gettext_lazy("Enter leave"),
            done=gettext_lazy("entered leave"),
            target=LeaveState.GRANTED,
            rule=rules.may_enter_leave,
            form=inputs.LEAVE,
            guard=leave_is_free,
            effect=leave_of,
            looks_up=True,
        ),
        Step(
            name="cancel",
            label=gettext_lazy("Cancel the leave"),
            done=gettext_lazy("cancelled the leave"),
            sources=frozenset({LeaveState.GRANTED}),
            target=LeaveState.CANCELLED,
            rule=rules.may_cancel_leave,
            form=inputs.BECAUSE,
        ),
    ],
)
