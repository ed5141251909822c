"""Cases of rescue forces as rows of tables, one way for page, figure and file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.forces.kinds import AlertState, CallState, ForceKind, ForceState, PositionState, skill_words
from anlan.forces.models import Alert, CallOut, Positioning, RescueForce
from anlan.forces.models.calls import minutes
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS
from anlan.lifecycle.told import Told as CaseTold

TONES: Mapping[str, str] = {
    ForceState.READY: "good",
    ForceState.AWAY: "warn",
    ForceState.RETIRED: "neutral",
    PositionState.STANDING: "good",
    PositionState.RECALLED: "neutral",
    PositionState.VOIDED: "neutral",
    AlertState.RUNNING: "bad",
    AlertState.ENDED: "neutral",
    CallState.ORDERED: "warn",
    CallState.RECEIVED: "info",
    CallState.DEPARTED: "info",
    CallState.ARRIVED: "good",
    CallState.DECLINED: "bad",
    CallState.RELEASED: "neutral",
}


Told = partial(CaseTold, page="forces:case", tones=TONES)
"""As of duty, with the pages of this app; the words of a drill say so first."""


def readiness_words(force: RescueForce) -> str:
    """Return the day on which readiness was confirmed, flagged where that is too long ago."""
    day = str(force.confirmed_on)
    return _("%(day)s (stale)") % {"day": day} if force.is_stale(clock.today()) else day


def real_words(is_real: bool) -> str:
    return pgettext("alert", "Real") if is_real else pgettext("alert", "Drill")


def _marked(case: Any, words: str) -> str:
    return words if case.is_real else _("[Drill] %(words)s") % {"words": words}


def _force_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("force", "Name"), "wide"),
        (pgettext("force", "Kind"), ""),
        (_("Body that keeps it"), ""),
        (_("Area"), ""),
        (_("Head count"), "num"),
        (_("Who can come today"), "num"),
        (_("Readiness confirmed"), ""),
        (_("Skills"), ""),
        (_("Main equipment"), "wide"),
        (_("Base"), ""),
        (_("Coordinates"), "code"),
        (_("Leader of the force"), ""),
        (_("Phone, day and night"), "code"),
        (_("Leaves within (minutes)"), "num"),
    ]


def _force_cells(one: RescueForce) -> list[Any]:
    return [
        one.label,
        ForceKind(one.kind).label,
        one.organisation.label,
        one.area.short_label,
        one.head_count,
        one.present,
        readiness_words(one),
        skill_words(one.skills),
        one.equipment,
        one.base,
        str(one.point) if one.point else None,
        one.leader,
        one.shown_phone,
        one.assembly_minutes,
    ]


def _brief_force_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("force", "Name"), "wide"),
        (_("Body that keeps it"), "name"),
        (_("Can come / in all"), "num"),
        (_("Readiness confirmed"), ""),
        (_("Skills"), ""),
        (_("Phone, day and night"), "code"),
    ]


def _brief_force_cells(one: RescueForce) -> list[Any]:
    return [
        {"text": one.label, "sub": ForceKind(one.kind).label},
        one.organisation.label,
        f"{one.present} / {one.head_count}",
        readiness_words(one),
        skill_words(one.skills),
        one.shown_phone,
    ]


def _position_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("force", "Force"), "wide"),
        (pgettext("force", "Kind"), ""),
        (_("Place of positioning"), ""),
        (_("Area"), ""),
        (_("First day"), "date"),
        (_("Last day"), "date"),
        (_("Head count"), "num"),
        (_("Note"), ""),
    ]


def _alert_columns() -> list[tuple[str, str]]:
    return [
        (_("What they are to do"), "wide"),
        (_("Real or drill"), ""),
        (_("Incident"), "code"),
        (pgettext("alert", "Where to"), ""),
        (_("Area"), ""),
        (_("Skills that are needed"), ""),
        (_("Ordered at"), "date"),
        (_("Stood down at"), "date"),
        (_("Called by"), ""),
    ]


def _brief_alert_columns() -> list[tuple[str, str]]:
    return [
        (_("What they are to do"), "wide"),
        (_("Incident"), "code"),
        (pgettext("alert", "Where to"), ""),
        (_("Ordered at"), "date"),
        (_("Stood down at"), "date"),
        (_("Called by"), "name"),
    ]


def _brief_alert_cells(one: Alert) -> list[Any]:
    return [
        {"text": one.task, "sub": real_words(one.is_real)},
        one.incident.number if one.incident else None,
        {"text": one.place, "sub": one.area.short_label},
        one.begun_at,
        one.ended_at,
        one.organisation.label,
    ]


def _call_columns() -> list[tuple[str, str]]:
    return [
        (pgettext("force", "Force"), "wide"),
        (_("Alert"), "code"),
        (_("Real or drill"), ""),
        (_("Ordered at"), "date"),
        (_("Received at"), "date"),
        (_("Left at"), "date"),
        (_("Arrived at"), "date"),
        (_("Minutes to answer"), "num"),
        (_("Minutes to leave"), "num"),
        (_("Minutes to arrive"), "num"),
        (_("People ordered"), "num"),
        (_("People arrived"), "num"),
        (_("Reminders"), "num"),
        (_("Reason"), "wide"),
    ]


def _call_cells(one: CallOut) -> list[Any]:
    return [
        one.force.label,
        one.alert.number,
        real_words(one.is_real),
        one.ordered_at,
        one.received_at,
        one.departed_at,
        one.arrived_at,
        minutes(one.ordered_at, one.received_at),
        minutes(one.ordered_at, one.departed_at),
        minutes(one.ordered_at, one.arrived_at),
        one.heads_ordered,
        one.heads_arrived,
        one.reminders,
        one.reason,
    ]


KINDS: Mapping[str, CaseTold] = {
    told.kind: told
    for told in (
        Told(
            "force",
            RescueForce,
            _force_columns,
            _force_cells,
            ("area", "organisation"),
            lambda one: one.label,
            _brief_force_columns,
            _brief_force_cells,
        ),
        Told(
            "positioning",
            Positioning,
            _position_columns,
            lambda one: [
                one.force.label,
                ForceKind(one.force_kind).label,
                one.place,
                one.area.short_label,
                one.first_day,
                one.last_day,
                one.heads,
                one.note,
            ],
            ("area", "force", "organisation"),
            lambda one: f"{one.force.label} · {one.place}",
        ),
        Told(
            "alert",
            Alert,
            _alert_columns,
            lambda one: [
                one.task,
                real_words(one.is_real),
                one.incident.number if one.incident else None,
                one.place,
                one.area.short_label,
                skill_words(one.skills),
                one.begun_at,
                one.ended_at,
                one.organisation.label,
            ],
            ("area", "incident", "organisation"),
            lambda one: _marked(one, one.task),
            _brief_alert_columns,
            _brief_alert_cells,
        ),
        Told(
            "call_out",
            CallOut,
            _call_columns,
            _call_cells,
            ("area", "alert", "force", "organisation"),
            lambda one: _marked(one, f"{one.force.label} · {one.alert.place}"),
        ),
    )
}

NAMES = {
    "force": gettext_lazy("Rescue forces"),
    "positioning": gettext_lazy("Positionings"),
    "alert": gettext_lazy("Alerts"),
    "call_out": gettext_lazy("Call-outs"),
}

for _kind, _told in KINDS.items():
    TELLERS[_kind] = _told.tell
