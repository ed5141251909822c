"""Duty: every kind of its cases, as list and one by one, and who is on duty at a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import duty_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.kinds_of_cases import Told
from anlan.api.listed import DAYS, PLACE
from anlan.api.words import _
from anlan.duty.listing import DAYS as DAYS_OF
from anlan.duty.listing import filtered, seen
from anlan.duty.models import OpenItem, RoomMember, RoomRule, Seat, SpotCheck
from anlan.duty.rows import KINDS
from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.org.roles import Permission

router = Router(tags=["duty"])
READ = AccessToken(TokenScope.READ, Permission.DUTY_READ)

PATHS: Mapping[str, str] = {
    "readiness": "readiness",
    "response": "responses",
    "duty_room": "duty-rooms",
    "leave": "leave",
    "roster": "rosters",
    "swap": "swaps",
    "hand_over": "hand-overs",
    "spot_round": "spot-rounds",
    "spot_check": "spot-checks",
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "readiness": ("level", "raised_at", "expected_to", "lifted_at", "ordered_by", "basis", "purpose", "period_id"),
    "response": ("event", "incident", "level", "raised_at", "expected_to", "lifted_at", "ordered_by", "basis"),
    "duty_room": ("name", "name_en", "phone", "starts", "rest_hours", "week_hours"),
    "leave": ("person_id", "kind", "first_day", "last_day", "note"),
    "roster": ("room_id", "first_day", "last_day", "level", "published_at"),
    "swap": (
        "room_id", "one_id", "other_id", "first_person_id", "second_person_id", "first_agreed_at",
        "second_agreed_at", "reason",
    ),
    "hand_over": (
        "room_id", "begins_at", "ends_at", "weather", "matters", "instructions", "equipment", "pending",
        "open_items", "written_by_id", "written_at", "taken_by_id", "taken_at", "remark",
    ),
    # the secret of a round is told on its page once it is made public, never here
    "spot_round": (
        "title", "wanted", "rooms_in", "pool_digest", "commitment", "committed_on", "public_text", "drawn_at",
    ),
    "spot_check": (
        "round_id", "room_id", "drawn_on", "checked_at", "method", "dialled", "is_answered", "seconds",
        "answered_by", "on_roster", "on_post", "leader_present", "knows_situation", "note", "correction",
    ),
}  # fmt: skip
"""Kind → the columns that the API tells."""


def _values(kind: str, case: Any) -> dict[str, Any]:
    return {name: getattr(case, name) for name in FIELDS[kind]}


def _seat(seat: Seat) -> dict[str, Any]:
    body = seat.room.organisation
    return {
        "id": seat.pk,
        "roster": seat.roster_id,
        "room": {"id": seat.room_id, "name": seat.room.label},
        "organisation": {"id": body.pk, "name": body.label},
        "day": seat.day,
        "begins_at": seat.begins_at,
        "ends_at": seat.ends_at,
        "team": seat.team,
        "kind": seat.kind,
        "seat": seat.number,
        "person": seat.person.name if seat.person else "",
        "phone": seat.room.phone,
    }


def _room_parts(room: Any, _actor: Any) -> dict[str, Any]:
    rules = RoomRule.objects.filter(room=room.pk).order_by("level")
    people = RoomMember.objects.filter(room=room.pk).select_related("person").order_by("person_id")
    names = ("level", "leaders", "staff", "support", "both_teams", "leave_cancelled", "days_kept")
    return {
        "rules": list(rules.values(*names)),
        "members": [
            {"person": one.person_id, "name": one.person.name, "kinds": one.kinds, "team": one.team}
            for one in people
        ],
    }


def _roster_parts(roster: Any, _actor: Any) -> dict[str, Any]:
    rows = Seat.objects.filter(roster=roster.pk, is_out=False).select_related("room__organisation", "person")
    return {"seats": [_seat(seat) for seat in rows.order_by("begins_at", "team", "kind", "number")]}


def _hand_over_parts(one: Any, _actor: Any) -> dict[str, Any]:
    rows = OpenItem.objects.filter(room=one.room_id, settled_in=None).order_by("id")
    return {"open_items": list(rows.values("id", "text", "opened_in"))}


def _round_parts(one: Any, actor: Any) -> dict[str, Any]:
    """Return its checks; one that is still to be made is told to those alone who make it."""
    rows = SpotCheck.objects.within(actor.scope).filter(round=one.pk).order_by("id")
    return {"checks": list(rows.values("id", "room", "state"))}


PARTS: Mapping[str, Callable[[Any, Any], dict[str, Any]]] = {
    "duty_room": _room_parts,
    "roster": _roster_parts,
    "hand_over": _hand_over_parts,
    "spot_round": _round_parts,
}


TOLD = Told(
    router=router,
    auth=READ,
    kinds=KINDS,
    seen=seen,
    filtered=filtered,
    values=_values,
    parts=PARTS,
    a_list=_("A list of duty"),
    one=_("One case of duty"),
    those=_("Those of your area, the latest first."),
    about=_("Its fields, what belongs to it, the steps that lead on, and its history."),
)
for _kind, _path in PATHS.items():
    TOLD.register(_kind, _path, DAYS if _kind in DAYS_OF else [])


@router.get(
    "/on-duty",
    auth=READ,
    response=list[duty_schemas.SeatRow],
    operation_id="on_duty_list",
    summary=_("Who is on duty"),
    description=_("The seats of the shifts that run now, within your area."),
    openapi_extra={"parameters": [PLACE[0]]},
)
def on_duty(request: ApiRequest) -> HttpResponse:
    area = parameters.words(request.GET, "area")
    rows = Seat.objects.within(request.auth.actor.scope).at(clock.now())
    rows = rows.filter(where_and_when({"area": area})).select_related("room__organisation", "person")
    return answer([_seat(seat) for seat in rows.order_by("area_path", "room_id", "team", "kind", "number")])
