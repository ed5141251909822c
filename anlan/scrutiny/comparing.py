"""Two photographs side by side, for one reader: what he may not see of the other is told to exist, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.evidence.models import File, Role
from anlan.journal.models import Entry
from anlan.kernel.tellers import CaseWords, tell
from anlan.org.models import Person
from anlan.org.scope import Actor
from anlan.scrutiny import judging, subjects
from anlan.scrutiny.models import FlagState, PhotoFlag
from anlan.scrutiny.reasons import Reason, told
from anlan.scrutiny.subjects import Position, Subject


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two photographs with what is known of it."""

    src: str
    thumb: str
    width: int
    height: int
    role: str
    case: CaseWords
    by: str
    at: datetime
    taken_at: datetime | None
    place: str


def sides(flag: PhotoFlag, actor: Actor) -> tuple[Side | None, Side | None]:
    """Return the flagged photograph and the other; None where there is none or this reader may not see its case."""
    asked = [(flag.case_kind, flag.case_id, flag.attachment)]
    if flag.other_attachment is not None:
        asked.append((flag.other_kind, flag.other_id or 0, flag.other_attachment))
    seen = [one for one in asked if _sees(actor, one[0], one[1])]
    words = tell((kind, key) for kind, key, _attachment in seen)
    entries = Entry.objects.in_bulk([attachment.seq for _kind, _key, attachment in seen])
    people = dict(
        Person.objects.filter(pk__in={entry.actor_id for entry in entries.values()}).values_list("pk", "name")
    )
    places = subjects.positions([attachment.seq for _kind, _key, attachment in seen])
    found = {
        attachment.pk: _side(
            kind,
            key,
            attachment,
            words[kind, key],
            entries[attachment.seq],
            people,
            places.get(attachment.seq),
        )
        for kind, key, attachment in seen
    }
    return found.get(flag.attachment_id), found.get(flag.other_attachment_id or 0)


def _sees(actor: Actor, kind: str, key: int) -> bool:
    return kind in VISIBLE and VISIBLE[kind](actor, key)


def _side(
    kind: str,
    key: int,
    attachment: Any,
    words: CaseWords,
    entry: Entry,
    people: dict[int, str],
    position: Position | None,
) -> Side:
    file: File = attachment.file
    where = [kind, key, file.pk]
    subject = subjects.subjects(kind, [key]).get(key)
    return Side(
        src=reverse("evidence:show", args=where),
        thumb=reverse("evidence:thumb", args=where),
        width=file.width,
        height=file.height,
        role=str(Role(attachment.role).label),
        case=words,
        by=people.get(entry.actor_id, ""),
        at=entry.occurred_at,
        taken_at=file.taken_at,
        place=place_of(file, position, subject),
    )


def place_of(file: File, position: Position | None, subject: Subject | None) -> str:
    """Return where a photograph was taken, in words: degrees, who says so, how far from the premises."""
    if file.lat_e6 is not None and file.lon_e6 is not None:
        position = Position(file.lat_e6, file.lon_e6)
    if position is None:
        return _("unknown: neither the camera nor the phone told a position")
    source = _("the camera") if position.source == "camera" else _("the phone that recorded it")
    words = _("%(lat)s, %(lon)s, says %(source)s") % {
        "lat": f"{position.lat_e6 / 1e6:.5f}",
        "lon": f"{position.lon_e6 / 1e6:.5f}",
        "source": source,
    }
    if subject is None or subject.lat_e6 is None or subject.lon_e6 is None:
        return words
    away = judging.metres(position, Position(subject.lat_e6, subject.lon_e6))
    return words + _("; %(metres)s m from the premises") % {"metres": f"{away:,}"}


@dataclass(frozen=True, slots=True)
class Noted:
    """A flag as the page of its case tells it."""

    number: str
    href: str
    reason: str
    words: str
    state: str
    is_open: bool
    role: str


def noted(actor: Actor, kind: str, key: int) -> list[Noted]:
    """Return the flags on the photographs of a case that a reader may see, the open ones first. One query."""
    rows = list(PhotoFlag.objects.within(actor.scope).of(kind, key).order_by("pk"))
    return [
        Noted(
            row.number,
            reverse("scrutiny:detail", args=[row.pk]),
            str(Reason(row.reason).label),
            told(row),
            str(FlagState(row.state).label),
            row.state == FlagState.OPEN,
            str(Role(row.role).label),
        )
        for row in sorted(rows, key=lambda row: row.state != FlagState.OPEN)
    ]


def whereabouts(kind: str, key: int, pictures: list[Any]) -> list[dict[str, Any]]:
    """Return when and where the pictures of a case (shown.of_case) were taken, for whoever may see that."""
    found = [one for one in pictures if one.role != Role.SIGNATURE]
    if not found:
        return []
    subject = subjects.subjects(kind, [key]).get(key)
    told_ = subjects.positions(sorted({one.seq for one in found}))
    return [
        {
            "label": one.alt,
            "taken_at": one.taken_at,
            "place": place_of(one.file, told_.get(one.seq), subject),
        }
        for one in found
    ]
