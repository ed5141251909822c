"""The rules: a photograph, the case it hangs on, the pictures like it → what is to be flagged. No table is read here.

Source: domain brief §9.4 (used before, before ≈ after, time outside [found, claimed], position over 300 m away, hints
of a screen). A flag is a question for a person, never a verdict; nothing is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.evidence import prints, screens
from anlan.evidence.models import Role
from anlan.scrutiny.reasons import Reason
from anlan.scrutiny.subjects import Position, Subject
from anlan.scrutiny.terms import Term

EARTH = 6_371_000  # metres, mean radius


@dataclass(frozen=True, slots=True)
class Photo:
    """An attached photograph with what is known of it. `at` is when its step happened."""

    attachment: int
    file: int
    kind: str
    case: int
    seq: int
    role: str
    at: datetime
    uploaded_at: datetime
    taken_at: datetime | None = None
    position: Position | None = None
    has_camera: bool = False
    came: tuple[int, int] | None = None
    is_png: bool = False
    grid: float | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Another photograph that is the same or nearly: `bits` of 64 that differ, None for the same file."""

    attachment: int
    kind: str
    case: int
    seq: int
    role: str
    group: int | None
    bits: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be flagged: the reason, the other photograph, what was measured against which limit."""

    reason: Reason
    other: int | None = None
    value: int = 0
    bound: int = 0
    detail: str = ""


def findings(photo: Photo, subject: Subject, uses: Iterable[Use], term: Term) -> list[Finding]:
    """Return what is odd about a photograph, one finding for each reason."""
    found = [*_used(photo, subject, list(uses))]
    if photo.role != Role.SIGNATURE:
        found += [*_time(photo, subject, term), *_place(photo, subject, term), *screen(photo)]
    return found


def _used(photo: Photo, subject: Subject, uses: list[Use]) -> Iterable[Finding]:
    """Tell an earlier use elsewhere, the exact one first, and a picture from before that is the one from after."""
    elsewhere = [use for use in uses if _is_elsewhere(photo, subject, use)]
    exact = [use for use in elsewhere if use.bits is None]
    near = [use for use in elsewhere if use.bits is not None and photo.role != Role.SIGNATURE]
    if exact:
        yield Finding(Reason.SAME_BYTES, min(exact, key=lambda use: use.attachment).attachment)
    elif near:
        best = min(near, key=lambda use: (use.bits or 0, use.attachment))
        yield Finding(Reason.NEAR_SAME, best.attachment, best.bits or 0, prints.NEAR_WINDOW)
    if photo.role == Role.AFTER:
        before = [
            use
            for use in uses
            if (use.kind, use.case) == (photo.kind, photo.case) and use.role == Role.BEFORE
        ]
        if before:
            best = min(before, key=lambda use: (-1 if use.bits is None else use.bits, use.attachment))
            detail = "bytes" if best.bits is None else ""
            yield Finding(Reason.BEFORE_AFTER, best.attachment, best.bits or 0, prints.NEAR_WINDOW, detail)


def _is_elsewhere(photo: Photo, subject: Subject, use: Use) -> bool:
    """Tell whether a use counts as another one.

    Within a case only the very file that was handed in again after a return does. One picture of several hazards, found
    on one visit, is usual: it counts only where it is to prove that something was put right.
    """
    if (use.kind, use.case) == (photo.kind, photo.case):
        return use.bits is None and photo.role == use.role == Role.AFTER and use.seq != photo.seq
    same_visit = use.group is not None and use.group == subject.group
    return not same_visit or Role.AFTER in (photo.role, use.role)


def _time(photo: Photo, subject: Subject, term: Term) -> Iterable[Finding]:
    """Tell a moment outside of [found, handed in], or ahead of the upload."""
    taken = photo.taken_at
    if taken is None:
        return
    slack = timedelta(minutes=term.clock_minutes)
    if taken > photo.uploaded_at + slack:
        ahead = _minutes(taken - photo.uploaded_at)
        yield Finding(Reason.FUTURE, None, ahead, term.clock_minutes)
        return
    earlier = _may_be_older(photo, subject)
    since = subject.begins_at - (timedelta(hours=term.old_hours) if earlier else slack)
    if taken < since:
        bound = term.old_hours * 60 if earlier else term.clock_minutes
        yield Finding(Reason.CAPTURE_TIME, None, _minutes(subject.begins_at - taken), bound, "early")
    elif taken > photo.at + slack:
        yield Finding(Reason.CAPTURE_TIME, None, _minutes(taken - photo.at), term.clock_minutes, "late")


def _may_be_older(photo: Photo, subject: Subject) -> bool:
    """Tell whether a picture comes ahead of its record: what was found is photographed first and entered then."""
    return photo.role == Role.BEFORE or subject.on_the_spot or photo.kind == "visit"


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _place(photo: Photo, subject: Subject, term: Term) -> Iterable[Finding]:
    """Tell a position away from the premises; how inexact it is is granted."""
    where = photo.position
    if where is None or subject.lat_e6 is None or subject.lon_e6 is None:
        return
    away = metres(where, Position(subject.lat_e6, subject.lon_e6))
    if away - where.accuracy_m > term.far_metres:
        yield Finding(Reason.PLACE, None, away, term.far_metres, where.source)


def metres(one: Position, other: Position) -> int:
    """Return the distance of two positions along the ground, in metres."""
    lat, lat2 = (math.radians(where.lat_e6 / 1e6) for where in (one, other))
    half_lat, half_lon = (lat2 - lat) / 2, math.radians((other.lon_e6 - one.lon_e6) / 1e6) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin(half_lon) ** 2
    return round(2 * EARTH * math.asin(min(1.0, math.sqrt(chord))))


def screen(photo: Photo) -> Iterable[Finding]:
    """Tell a hint that the picture shows a screen: its size, or the grid that a job measured."""
    if photo.came is not None and screens.size_of_screen(
        *photo.came, png=photo.is_png, has_camera=photo.has_camera
    ):
        yield Finding(Reason.SCREEN, detail=f"{photo.came[0]}×{photo.came[1]}")
    elif photo.grid is not None and photo.grid >= screens.STRONG:
        yield Finding(Reason.SCREEN, None, round(min(photo.grid, 1e9)), round(screens.STRONG), "grid")
