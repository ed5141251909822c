"""Photographs looked at in the order in which they were attached; what is odd is flagged through the door.

Once at the commit of the step that brought them, and each minute again, so that none is left out when a process dies
between. How far it came moves in the transaction that writes the flags; a flag's key names photograph and reason, so
two that look at once flag nothing twice.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from anlan.evidence.models import Attachment, File, Format, Likeness
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import SYSTEM
from anlan.scrutiny import judging, subjects
from anlan.scrutiny.flow import FLAG_FLOW
from anlan.scrutiny.judging import Finding, Photo, Use
from anlan.scrutiny.models import Reached
from anlan.scrutiny.subjects import Position, Subject
from anlan.scrutiny.terms import term_on

log = logging.getLogger(__name__)
CHUNK = 200
SECONDS = 20.0
"""Real time after which a pass leaves the rest to the next minute."""
MOST_USES = 2_000
_held_back: ContextVar[bool] = ContextVar("photographs are not looked at", default=False)


@contextmanager
def held_back() -> Iterator[None]:
    """Let photographs be attached without a look: the demo, which shows the same few drawings everywhere."""
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)


def look_now() -> None:
    """Look at what was just attached: what the door calls after its commit."""
    if not _held_back.get():
        look(seconds=5)


def look(*, seconds: float = SECONDS) -> int:
    """Look at everything that was attached since the last look; return how many flags were raised.

    One query where nothing is new. A chunk costs about ten, whatever its size, and one passage through the door.
    """
    raised = 0
    end = time.monotonic() + seconds
    while True:
        start = Reached.objects.filter(pk=1).values_list("attachment", flat=True).first() or 0
        rows = list(Attachment.objects.filter(pk__gt=start).select_related("file").order_by("pk")[:CHUNK])
        if not rows:
            return raised
        acts = acts_of(rows)
        with transaction.atomic():
            reached, _made = Reached.objects.select_for_update().get_or_create(pk=1)
            if reached.attachment == start:
                raised += raise_(acts)
                Reached.objects.filter(pk=1).update(attachment=rows[-1].pk)
        if time.monotonic() > end:
            return raised


def begin_anew() -> None:
    """Look at everything from the start the next time; what is flagged already stays one flag."""
    Reached.objects.update_or_create(pk=1, defaults={"attachment": 0})


def pass_over() -> None:
    """Leave out everything that was attached until now."""
    last = Attachment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Reached.objects.update_or_create(pk=1, defaults={"attachment": last})


def raise_(acts: Sequence[Act]) -> int:
    """Take the acts through the door; return how many flags are new. What the door refuses is logged and left."""
    if not acts:
        return 0
    results = door.apply_many(FLAG_FLOW, "raise", acts)
    for act, result in zip(acts, results, strict=True):
        if isinstance(result, AnlanError):
            log.warning("photo flag %s refused: %s (%s)", act.key, result, result.code)
    return sum(isinstance(result, Outcome) and not result.replayed for result in results)


def acts_of(rows: Sequence[Attachment]) -> list[Act]:
    """Return what is to be flagged of these attachments, each with its file, as acts of the system."""
    told = {kind: subjects.subjects(kind, keys) for kind, keys in _cases(rows).items()}
    wanted = [row for row in rows if row.case_id in told.get(row.case_kind, {})]
    if not wanted:
        return []
    moments = _moments(wanted)
    uses = _uses(wanted)
    where = subjects.positions(sorted({row.seq for row in wanted}))
    by_pk = {use.attachment: use for found in uses.values() for use in found}
    others = Attachment.objects.in_bulk(list(by_pk))
    acts: list[Act] = []
    for row in wanted:
        photo = photo_of(row, moments[row.seq], where.get(row.seq))
        subject: Subject = told[row.case_kind][row.case_id]
        term = term_on(clock.local_day(photo.uploaded_at))
        acts += [
            act_of(row, finding, others.get(finding.other or 0))
            for finding in judging.findings(photo, subject, uses[row.pk], term)
        ]
    return acts


def act_of(row: Attachment, finding: Finding, other: Attachment | None) -> Act:
    given: dict[str, Any] = {
        "attachment": row,
        "reason": finding.reason.value,
        "other": other,
        "value": finding.value,
        "bound": finding.bound,
        "detail": finding.detail,
    }
    return Act(SYSTEM, given, key=f"photo-{row.pk}-{finding.reason.value}")


def photo_of(row: Attachment, at: datetime, told: Position | None) -> Photo:
    """Return an attachment as the rules see it; what the camera says of the place goes before what the phone says."""
    file: File = row.file
    position = told
    if file.lat_e6 is not None and file.lon_e6 is not None:
        position = Position(file.lat_e6, file.lon_e6)
    return Photo(
        attachment=row.pk,
        file=file.pk,
        kind=row.case_kind,
        case=row.case_id,
        seq=row.seq,
        role=row.role,
        at=at,
        uploaded_at=file.uploaded_at,
        taken_at=file.taken_at,
        position=position,
        has_camera=file.has_camera,
        came=(file.came_wide, file.came_high) if file.came_wide and file.came_high else None,
        is_png=file.format == Format.PNG,
        grid=file.grid,
    )


def _cases(rows: Iterable[Attachment]) -> dict[str, list[int]]:
    keys: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        keys[row.case_kind].add(row.case_id)
    return {kind: sorted(found) for kind, found in keys.items()}


def _moments(rows: Iterable[Attachment]) -> dict[int, datetime]:
    found = Entry.objects.filter(seq__in={row.seq for row in rows})
    return dict(found.values_list("seq", "occurred_at"))


def _uses(rows: Sequence[Attachment]) -> dict[int, list[Use]]:
    """Return, by attachment, the uses of its picture and of those like it that came ahead of it; three queries."""
    files = {row.file_id for row in rows}
    alike: dict[int, dict[int, int | None]] = {key: {key: None} for key in files}
    pairs = Likeness.objects.filter(Q(file_id__in=files) | Q(other_id__in=files))
    for one, two, bits in pairs.values_list("file_id", "other_id", "distance"):
        for file, other in ((one, two), (two, one)):
            if file in alike:
                alike[file].setdefault(other, bits)
    wanted = {other for others in alike.values() for other in others}
    found = Attachment.objects.filter(file_id__in=wanted, case_kind__in=subjects.searched())
    by_file: dict[int, list[Attachment]] = defaultdict(list)
    for use in found.filter(pk__lt=max(row.pk for row in rows)).order_by("pk")[:MOST_USES]:
        by_file[use.file_id].append(use)
    told = {
        kind: subjects.subjects(kind, keys)
        for kind, keys in _cases(use for some in by_file.values() for use in some).items()
    }
    return {
        row.pk: [
            _use(other, bits, told.get(other.case_kind, {}).get(other.case_id))
            for file, bits in alike[row.file_id].items()
            for other in by_file[file]
            if other.pk < row.pk
        ]
        for row in rows
    }


def _use(row: Attachment, bits: int | None, subject: Subject | None) -> Use:
    group = subject.group if subject else None
    return Use(row.pk, row.case_kind, row.case_id, row.seq, row.role, group, bits)
