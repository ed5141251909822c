"""Acts that are more than one passage through the door: a level with all that follows from it, and a draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.duty.check_flow import CHECK_FLOW, ROUND_FLOW, drawn_rooms
from anlan.duty.hooks import FOLLOWED, RAISED, Followed, Raised
from anlan.duty.inputs import RAISE
from anlan.duty.kinds import Level
from anlan.duty.level_flow import READINESS_FLOW, RESPONSE_FLOW
from anlan.duty.models import DutyRoom, Readiness, Response, RoomState, Roster, RosterState, Seat, SpotRound
from anlan.duty.roster_flow import ROSTER_FLOW
from anlan.duty.rostering import Book, running_shift, shifts
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.lifecycle.flow import Flow
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.scope import Actor
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.models import SpecialPeriod

Given = Mapping[str, Any]
Taking = Callable[..., Outcome]
HORIZON = timedelta(days=30)
"""A room without a roster gets one for so many days of a level at most; the rest is drafted as usual."""


def raise_readiness(
    _case: int,
    given: Given,
    by: Actor,
    key: str | None,
    _revision: int | None = None,
    *,
    at: datetime | None = None,
) -> Outcome:
    """Order a state of readiness: the level, the reports asked for more, and every roster below, in one transaction.

    Raises AnlanError; then nothing is done. Retried with the same key it answers with the first outcome.
    """
    key = key or uuid7()
    with transaction.atomic():
        given = dict(given)
        hour = _hour(given.get("reports_at"))
        if hour is not None and not given.get("period"):
            given["period"] = _declare(given, by, key, at)
        outcome = door.open_case(READINESS_FLOW, "raise", by=by, input=given, key=key, at=at)
        if not outcome.replayed:
            readiness = Readiness.objects.select_related("area").get(pk=outcome.case_id)
            if hour is not None:
                period = SpecialPeriod.objects.get(pk=readiness.period_id)
                for tell in RAISED:
                    tell(Raised(readiness, period, hour, by, f"{key}-reports"))
            follow(readiness.area, by=by, key=f"level-{outcome.seq}", until=readiness.expected_to, at=at)
    return outcome


def _hour(raw: Any) -> time | None:
    """Return the hour by which a report more is asked for. Raises Invalid."""
    text = str(raw or "").strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text.replace("：", ":").zfill(5))
    except ValueError:
        raise Invalid(
            "input.hour",
            _("“%(value)s” is no hour of a day. Write it like 09:00.") % {"value": text[:20]},
            field="reports_at",
        ) from None


def _declare(given: Given, by: Actor, key: str, at: datetime | None) -> int:
    """Declare the special period in which more is reported. Raises Invalid where what was given is at fault."""
    cleaned = RAISE.clean({**given, "period": None})
    level = Level(cleaned["level"])
    with override("en"):
        english = str(level.label)
    with override("zh-hans"):
        chinese = str(level.label)
    told = {
        "name": f"{chinese}应急状态",
        "name_en": f"Readiness: {english}",
        "level": "special" if level == Level.ONE else "key",
        "first_day": clock.local_day(at or clock.now()).isoformat(),
        "last_day": cleaned["expected_to"].isoformat(),
        "purpose": cleaned["purpose"],
        "basis": cleaned["basis"],
        "area": cleaned["area"].pk,
    }
    return door.open_case(PERIOD_FLOW, "declare", by=by, input=told, key=f"{key}-period", at=at).case_id


def change_readiness(
    case: int, given: Given, by: Actor, key: str | None, revision: int | None, *, at: datetime | None = None
) -> Outcome:
    """Change the level or the day to which it is planned; its period and the rosters below go with it."""
    return _moved(READINESS_FLOW, Readiness, "change", case, given, by, key, revision, at)


def lift_readiness(
    case: int, given: Given, by: Actor, key: str | None, revision: int | None, *, at: datetime | None = None
) -> Outcome:
    """Lift a state of readiness: what was asked for with it ends, and the rosters are as in ordinary times."""
    return _moved(READINESS_FLOW, Readiness, "lift", case, given, by, key, revision, at)


def activate_response(
    _case: int,
    given: Given,
    by: Actor,
    key: str | None,
    _revision: int | None = None,
    *,
    at: datetime | None = None,
) -> Outcome:
    """Activate a response to an event; rosters follow its level as they follow a state of readiness."""
    with transaction.atomic():
        outcome = door.open_case(RESPONSE_FLOW, "activate", by=by, input=given, key=key, at=at)
        if not outcome.replayed:
            one = Response.objects.select_related("area").get(pk=outcome.case_id)
            follow(one.area, by=by, key=f"level-{outcome.seq}", until=one.expected_to, at=at)
    return outcome


def change_response(
    case: int, given: Given, by: Actor, key: str | None, revision: int | None, *, at: datetime | None = None
) -> Outcome:
    return _moved(RESPONSE_FLOW, Response, "change", case, given, by, key, revision, at)


def end_response(
    case: int, given: Given, by: Actor, key: str | None, revision: int | None, *, at: datetime | None = None
) -> Outcome:
    return _moved(RESPONSE_FLOW, Response, "end", case, given, by, key, revision, at)


def _moved(
    flow: Flow,
    model: Any,
    step: str,
    case: int,
    given: Given,
    by: Actor,
    key: str | None,
    revision: int | None,
    at: datetime | None,
) -> Outcome:
    with transaction.atomic():
        outcome = door.apply(flow, case, step, by=by, input=given, key=key, revision=revision, at=at)
        if not outcome.replayed:
            one = model.objects.select_related("area").get(pk=case)
            if getattr(one, "period_id", None) is not None:
                _move_period(one, by, f"level-{outcome.seq}-period", at)
            until = one.expected_to if one.lifted_at is None else None
            follow(one.area, by=by, key=f"level-{outcome.seq}", until=until, at=at)
    return outcome


def _move_period(one: Readiness, by: Actor, key: str, at: datetime | None) -> None:
    """Let the special period end with the level: what it asked for is asked no more."""
    assert one.period_id is not None
    period = SpecialPeriod.objects.standing().filter(pk=one.period_id).first()
    today = clock.local_day(at or clock.now())
    if period is None or period.last_day < today:
        return
    reason = _("The state of readiness %(number)s changed") % {"number": one.number}
    if one.lifted_at is None:
        if one.expected_to == period.last_day or one.expected_to < today:
            return
        names = ("name", "name_en", "level", "first_day", "purpose", "basis")
        step, given = "amend", {name: getattr(period, name) for name in names}
        given |= {"last_day": one.expected_to, "reason": reason}
    elif today < period.last_day:
        step, given = "end", {"last_day": today, "reason": reason}
    else:
        return
    door.apply(PERIOD_FLOW, period.pk, step, by=by, input=given, at=at, key=key)


# -- rosters follow -----------------------------------------------------------------------------------------------


def follow(area: Area, *, by: Actor, key: str, until: date | None, at: datetime | None = None) -> None:
    """Bring every roster below an area in line with the level, draft one for rooms that a level calls to duty, and let
    what else is planned by level follow.

    What can be published is; what has gaps stays a draft and says which. Raises the first refusal.
    """
    now = at or clock.now()
    today = clock.local_day(now)
    rosters = Roster.objects.filter(
        below(area.path or ""),
        state__in=(RosterState.DRAFT, RosterState.PUBLISHED),
        last_day__gte=today,
    ).order_by("pk")
    _all(
        ROSTER_FLOW,
        "follow",
        [Act(by=by, case_id=pk, at=at, key=f"{key}-{pk}") for pk in rosters.values_list("pk", flat=True)],
    )
    for tell in FOLLOWED:
        tell(Followed(area, by, key, at))
    if until is None or until < today:
        return
    last = min(until, today + HORIZON)
    rooms = DutyRoom.objects.filter(below(area.path or ""), state=RoomState.OPEN).order_by("pk")
    for room in rooms:
        _draft(room, last, by=by, key=f"{key}-room-{room.pk}", now=now, at=at)


def _draft(room: DutyRoom, last: date, *, by: Actor, key: str, now: datetime, at: datetime | None) -> None:
    """Draft a roster for the days of a level on which a room has none, and publish it if nothing stands against it."""
    book = Book(room)
    first = running_shift(room, now).day
    taken = set(
        Seat.objects.filter(room=room, is_out=False, day__range=(first, last))
        .exclude(roster__state=RosterState.WITHDRAWN)
        .values_list("day", flat=True)
        .distinct()
    )
    free = [one.day for one in shifts(room, first, last) if one.day not in taken and book.rule(one)]
    if not free:
        return
    days = _run(sorted(set(free)))
    given = {"room": room, "first_day": days[0].isoformat(), "last_day": days[-1].isoformat()}
    outcome = door.open_case(ROSTER_FLOW, "draft", by=by, input=given, key=key, at=at)
    try:
        with transaction.atomic():
            door.apply(ROSTER_FLOW, outcome.case_id, "publish", by=by, key=f"{key}-publish", at=at)
    except Refused:  # it has gaps: it stays a draft, whose page names them
        return


def _run(days: list[date]) -> list[date]:
    """Return the first days that follow on each other."""
    run = days[:1]
    for day in days[1:]:
        if day - run[-1] != timedelta(days=1):
            break
        run.append(day)
    return run


def _all(flow: Flow, step: str, acts: list[Act]) -> None:
    for result in door.apply_many(flow, step, acts) if acts else ():
        if isinstance(result, AnlanError):
            raise result


# -- spot checks --------------------------------------------------------------------------------------------------


def draw_round(
    case: int, given: Given, by: Actor, key: str | None, revision: int | None, *, at: datetime | None = None
) -> Outcome:
    """Draw the rooms of a round and open a check for each, in one transaction."""
    with transaction.atomic():
        outcome = door.apply(ROUND_FLOW, case, "draw", by=by, input=given, key=key, revision=revision, at=at)
        if not outcome.replayed:
            one = SpotRound.objects.get(pk=case)
            rooms = DutyRoom.objects.in_bulk(drawn_rooms(one.result))
            acts = [
                Act(by=by, input={"room": rooms[room], "round": one}, at=at, key=f"round-{case}-{room}")
                for room in drawn_rooms(one.result)
            ]
            _all(CHECK_FLOW, "be_drawn", acts)
    return outcome


READINESS_ACTS: Mapping[str, Taking] = {
    "raise": raise_readiness,
    "change": change_readiness,
    "lift": lift_readiness,
}
RESPONSE_ACTS: Mapping[str, Taking] = {
    "activate": activate_response,
    "change": change_response,
    "end": end_response,
}
ROUND_ACTS: Mapping[str, Taking] = {"draw": draw_round}
