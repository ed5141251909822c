"""What the page of a case shows beside its facts, by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.duty.kinds import RANK, Level, RuleLevel, SeatKind, Team
from anlan.duty.models import LevelChange, OpenItem, RoomMember, RoomRule, Seat, SpotCheck
from anlan.duty.roster_facts import book_of, faults_of, seats_of
from anlan.duty.rostering import why_empty
from anlan.duty.rows import KINDS, yes
from anlan.duty.words import local, reasons_words, seat_words
from anlan.org import calendar
from anlan.org.scope import Actor


def open_items(rooms: Iterable[int]) -> list[OpenItem]:
    """Return what is still open in some rooms, the oldest first. One query."""
    rows = OpenItem.objects.filter(room__in=list(rooms), settled_in=None).select_related("room")
    return list(rows.order_by("room", "id")[:60])


def of_room(room: Any, _actor: Actor) -> dict[str, Any]:
    rules = sorted(RoomRule.objects.filter(room=room.pk), key=lambda rule: RANK[rule.level])
    people = RoomMember.objects.filter(room=room.pk).select_related("person").order_by("person__name", "id")
    labels = {kind.value: str(kind.label) for kind in SeatKind}
    return {
        "rules": [
            [
                RuleLevel(rule.level).label,
                str(rule.leaders),
                str(rule.staff),
                str(rule.support),
                yes(rule.both_teams),
                yes(rule.leave_cancelled),
                yes(rule.days_kept),
            ]
            for rule in rules
        ],
        "members": [
            [
                one.person.name,
                _(", ").join(labels[kind] for kind in one.kinds.split(",")),
                Team(one.team).label if one.team else "—",
            ]
            for one in people
        ],
    }


def of_roster(roster: Any, actor: Actor) -> dict[str, Any]:
    """Return the roster by day and shift, what stands against it, and how evenly it falls on people."""
    seats, book = seats_of(roster), book_of(roster)
    shifts: dict[Any, dict[str, Any]] = {}
    for seat in seats:
        begins = local(seat.begins_at)
        line = shifts.setdefault(
            seat.begins_at,
            {
                "day": seat.day,
                "weekday": _("%(day)s (day off)") % {"day": seat.day}
                if not calendar.is_working(seat.day)
                else str(seat.day),
                "hours": f"{begins:%H:%M}–{local(seat.ends_at):%H:%M}",
                "A": defaultdict(list),
                "B": defaultdict(list),
            },
        )
        line[seat.team][seat.kind].append(seat.person.name if seat.person else "")
    empty = [seat for seat in seats if seat.person_id is None]
    reasons = why_empty(book, seats, roster=roster.pk) if empty else {}
    places = {seat.pk: number for number, seat in enumerate(seats)}
    served: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for seat in seats:
        if seat.person is not None:
            served[seat.person.name][0] += 1
            served[seat.person.name][1] += not calendar.is_working(seat.day)
    return {
        "lines": list(shifts.values()),
        "has_b": any(seat.team == Team.B for seat in seats),
        "gaps": [(seat_words(seat), reasons_words(reasons[places[seat.pk]])) for seat in empty[:20]],
        "gap_count": len(empty),
        "faults": [(seat_words(seat), why) for seat, why in faults_of(roster, book, seats)][:20],
        "served": sorted(
            ((name, n, off) for name, (n, off) in served.items()), key=lambda row: (-row[1], row[0])
        ),
        "mine": [seat for seat in seats if seat.person_id == actor.person_id],
    }


def of_hand_over(one: Any, _actor: Actor) -> dict[str, Any]:
    return {
        "sections": [
            (_("Weather and warnings"), one.weather),
            (_("Matters received and what was done"), one.matters),
            (_("Instructions of leaders"), one.instructions),
            (_("Phones, equipment, keys, seals"), one.equipment),
            (_("New open items"), _("; ").join(one.pending.splitlines())),
        ],
        "settled": list(one.settled.order_by("id")),
        "open": list(OpenItem.objects.filter(room=one.room_id, settled_in=None).order_by("id")),
    }


def of_round(one: Any, actor: Actor) -> dict[str, Any]:
    """Return the proof of a draw. Who was drawn is told to those who make the checks, and to all once it was made; the
    secret only once every check was made public."""
    keys = list(
        SpotCheck.objects.within(actor.scope).filter(round=one.pk).order_by("id").values_list("pk", flat=True)
    )
    columns, rows = KINDS["spot_check"].table(keys)
    return {
        "check_columns": columns,
        "check_rows": [{"cells": row, "key": key} for row, key in zip(rows, keys, strict=True)],
        "pool_lines": [line.split("\t") for line in one.pool.splitlines()],
        "shows_seed": one.state == "published",
    }


def of_readiness(one: Any, _actor: Actor) -> dict[str, Any]:
    changes = list(LevelChange.objects.filter(area=one.area_id).order_by("at"))
    history = []
    for change, after in zip(changes, [*changes[1:], None], strict=True):
        history.append(
            (
                str(Level(change.level).label) if change.level else _("Ordinary times"),
                f"{local(change.at):%Y-%m-%d %H:%M}",
                f"{local(after.at):%Y-%m-%d %H:%M}" if after else "—",
            )
        )
    return {
        "history": history[::-1],
        "period_href": reverse("periods:detail", args=[one.period_id]) if one.period_id else "",
    }


def of_swap(one: Any, _actor: Actor) -> dict[str, Any]:
    return {
        "consents": [
            (one.first_person.name, one.first_agreed_at),
            (one.second_person.name, one.second_agreed_at),
        ],
        "roster": Seat.objects.values_list("roster_id", flat=True).get(pk=one.one_id),
    }


EXTRAS: Mapping[str, Callable[[Any, Actor], dict[str, Any]]] = {
    "duty_room": of_room,
    "roster": of_roster,
    "hand_over": of_hand_over,
    "spot_round": of_round,
    "readiness": of_readiness,
    "swap": of_swap,
}
