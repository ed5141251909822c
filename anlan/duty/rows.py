"""Cases of duty as rows of tables, one way for page, figure and file: columns and cells, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.duty.kinds import ANSWER_SECONDS, LeaveKind, Level, Method, ResponseLevel, RuleLevel
from anlan.duty.models import (
    CheckState,
    DutyRoom,
    HandOver,
    Leave,
    LevelState,
    Readiness,
    Response,
    Roster,
    RosterState,
    SpotCheck,
    SpotRound,
    Swap,
)
from anlan.duty.words import seat_words, shift_words
from anlan.kernel.tellers import TELLERS
from anlan.lifecycle.told import Told as CaseTold

TONES: Mapping[str, str] = {
    LevelState.IN_FORCE: "bad",
    LevelState.LIFTED: "neutral",
    "open": "good",
    "closed": "neutral",
    "granted": "info",
    "cancelled": "neutral",
    RosterState.DRAFT: "warn",
    RosterState.PUBLISHED: "good",
    "withdrawn": "neutral",
    "proposed": "warn",
    "done": "good",
    "refused": "neutral",
    "written": "warn",
    "signed": "good",
    "committed": "info",
    "drawn": "warn",
    "voided": "neutral",
    CheckState.WAITING: "warn",
    CheckState.PASSED: "good",
    CheckState.FAILED: "bad",
    CheckState.CORRECTED: "info",
}


Told = partial(CaseTold, page="duty:case", tones=TONES)


def yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _ordered(case: Any, label: str) -> list[Any]:
    return [
        label,
        case.area.short_label,
        case.raised_at,
        case.expected_to,
        case.lifted_at,
        case.ordered_by,
        case.basis,
    ]


def _ordered_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("readiness", "Level"), ""),
        (_("Area"), ""),
        (_("From"), "date"),
        (_("Planned to"), "date"),
        (_("Lifted at"), "date"),
        (_("Ordered by"), ""),
        (_("Document number"), "code"),
    ]


def _room_columns() -> list[tuple[str, str]]:
    return [
        (_("Name of the room"), "wide"),
        (_("Body"), ""),
        (_("Area"), ""),
        (_("Duty phone"), "code"),
        (_("Shifts begin at"), ""),
    ]


def _leave_columns() -> list[tuple[str, str]]:
    return [
        (_("Person"), ""),
        (_("Body"), ""),
        (_("Kind of leave"), ""),
        (_("First day"), "date"),
        (_("Last day"), "date"),
        (_("Note"), "wide"),
    ]


def _roster_columns() -> list[tuple[str, str]]:
    return [
        (_("Duty room"), "wide"),
        (_("Body"), ""),
        (_("First day"), "date"),
        (_("Last day"), "date"),
        (pgettext("readiness", "Level"), ""),
        (_("Published at"), "date"),
    ]


def _swap_columns() -> list[tuple[str, str]]:
    return [
        (_("Duty room"), ""),
        (_("First person"), ""),
        (_("Seat"), ""),
        (_("Second person"), ""),
        (_("Seat to exchange it for"), ""),
        (_("Reason"), "wide"),
    ]


def _hand_over_columns() -> list[tuple[str, str]]:
    return [
        (_("Duty room"), ""),
        (_("Shift"), ""),
        (pgettext("hand-over", "Written by"), ""),
        (_("Taken over by"), ""),
        (_("Taken over at"), "date"),
        (_("Open items"), "num"),
    ]


def _round_columns() -> list[tuple[str, str]]:
    return [
        (_("Title"), "wide"),
        (_("Area"), ""),
        (_("Rooms to check"), "num"),
        (_("Out of"), "num"),
        (_("Digest published on"), "date"),
        (_("Drawn at"), "date"),
    ]


def _check_columns() -> list[tuple[str, str]]:
    return [
        (_("Duty room"), "wide"),
        (_("Body"), ""),
        (_("Checked at"), "date"),
        (_("How"), ""),
        (_("Seconds"), "num"),
        (_("Who answered"), ""),
        (_("On the roster"), ""),
        (_("On post"), ""),
        (_("Leader present"), ""),
        (_("Knows the situation"), ""),
    ]


def _check_cells(one: Any) -> list[Any]:
    made = one.checked_at is not None
    found = (one.on_roster, one.on_post, one.leader_present, one.knows_situation)
    return [
        one.room.label,
        one.organisation.label,
        one.checked_at,
        Method(one.method).label if made else None,
        one.seconds,
        one.answered_by,
        *((yes(value) if made else None) for value in found),
    ]


def _brief_check_columns() -> list[tuple[str, str]]:
    return [
        (_("Body"), "name"),
        (_("Checked at"), "date"),
        (_("How"), ""),
        (_("Seconds"), "num"),
        (_("Who answered"), ""),
        (_("As the check found it"), ""),
    ]


def _brief_check_cells(one: Any) -> list[Any]:
    made = one.checked_at is not None
    lacks = [
        word
        for is_so, word in (
            (one.is_answered, _("nobody answered")),
            (one.seconds is None or one.seconds <= ANSWER_SECONDS, _("answered too late")),
            (one.on_roster or not one.is_answered, _("not on the roster")),
            (one.on_post, _("not on post")),
            (one.leader_present, _("leader absent")),
            (one.knows_situation, _("does not know the situation")),
        )
        if not is_so
    ]
    return [
        {"text": one.organisation.label, "sub": one.room.label},
        one.checked_at,
        Method(one.method).label if made else None,
        one.seconds,
        one.answered_by,
        (_(", ").join(lacks) or _("nothing lacking")) if made else None,
    ]


KINDS: Mapping[str, CaseTold] = {
    told.kind: told
    for told in (
        Told(
            "readiness",
            Readiness,
            _ordered_columns,
            lambda one: _ordered(one, str(Level(one.level).label)),
            ("area",),
            lambda one: str(Level(one.level).label),
        ),
        Told(
            "response",
            Response,
            lambda: [(_("Event"), "wide"), *_ordered_columns()],
            lambda one: [one.event, *_ordered(one, str(ResponseLevel(one.level).label))],
            ("area",),
            lambda one: one.event,
        ),
        Told(
            "duty_room",
            DutyRoom,
            _room_columns,
            lambda one: [one.label, one.organisation.label, one.area.short_label, one.phone, one.starts],
            ("organisation", "area"),
            lambda one: one.label,
        ),
        Told(
            "leave",
            Leave,
            _leave_columns,
            lambda one: [
                one.person.name,
                one.organisation.label,
                LeaveKind(one.kind).label,
                one.first_day,
                one.last_day,
                one.note,
            ],
            ("person", "organisation", "area"),
            lambda one: f"{one.person.name} {one.first_day} – {one.last_day}",
        ),
        Told(
            "roster",
            Roster,
            _roster_columns,
            lambda one: [
                one.room.label,
                one.organisation.label,
                one.first_day,
                one.last_day,
                RuleLevel(one.level).label,
                one.published_at,
            ],
            ("room", "organisation", "area"),
            lambda one: f"{one.room.label} {one.first_day} – {one.last_day}",
        ),
        Told(
            "swap",
            Swap,
            _swap_columns,
            lambda one: [
                one.room.label,
                one.first_person.name,
                seat_words(one.one),
                one.second_person.name,
                seat_words(one.other),
                one.reason,
            ],
            ("room", "area", "first_person", "second_person", "one", "other"),
            lambda one: f"{one.first_person.name} ⇄ {one.second_person.name}",
        ),
        Told(
            "hand_over",
            HandOver,
            _hand_over_columns,
            lambda one: [
                one.room.label,
                shift_words(one.begins_at, one.ends_at),
                one.written_by.name,
                one.taken_by.name if one.taken_by else None,
                one.taken_at,
                one.open_items,
            ],
            ("room", "area", "written_by", "taken_by"),
            lambda one: f"{one.room.label} {shift_words(one.begins_at, one.ends_at)}",
        ),
        Told(
            "spot_round",
            SpotRound,
            _round_columns,
            lambda one: [
                one.title,
                one.area.short_label,
                one.wanted,
                one.rooms_in,
                one.committed_on,
                one.drawn_at,
            ],
            ("area",),
            lambda one: one.title,
        ),
        Told(
            "spot_check",
            SpotCheck,
            _check_columns,
            _check_cells,
            ("room", "organisation", "area"),
            lambda one: f"{one.organisation.label} {one.room.label} {one.drawn_on}",
            _brief_check_columns,
            _brief_check_cells,
        ),
    )
}

NAMES = {
    "readiness": gettext_lazy("States of readiness"),
    "response": gettext_lazy("Emergency responses"),
    "duty_room": gettext_lazy("Duty rooms"),
    "leave": gettext_lazy("Leave"),
    "roster": gettext_lazy("Duty rosters"),
    "swap": gettext_lazy("Swaps of duty"),
    "hand_over": gettext_lazy("Hand-overs"),
    "spot_round": gettext_lazy("Rounds of spot checks"),
    "spot_check": gettext_lazy("Spot checks"),
}

for _kind, _told in KINDS.items():
    TELLERS[_kind] = _told.tell
