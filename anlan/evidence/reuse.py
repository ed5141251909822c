"""Photographs that were used before: the same bytes, or pictures that look alike, also turned by a quarter.

A claim of rectification with an old photograph is the classic fraud (domain brief §9.4). What is found is a flag for
whoever accepts, never a refusal: two photographs of one corridor are alike for good reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anlan.evidence.models import Attachment, File, Likeness
from anlan.journal.models import Entry

NEAR = 8
"""Bits of 64 that two hashes may differ in (measured: a re-sent photograph 0 to 5, strangers from 19)."""
SCANNED = 200_000
KEPT = 20
_FEWEST_BITS = 6
"""A blank wall, a dark room: nearly no bit is set, or nearly every one, and all of them would be alike."""
_BITS = 64


@dataclass(frozen=True, slots=True)
class Use:
    """Another use of a photograph; `distance` 0 with `exact` means the very same file."""

    file_id: int
    case_kind: str
    case_id: int
    role: str
    at: datetime
    exact: bool
    distance: int


MOST_USES = 200


def tells(dhash: int) -> bool:
    """Tell whether a hash says enough about its picture to be compared."""
    bits: int = (dhash & (2**64 - 1)).bit_count()
    return _FEWEST_BITS <= bits <= _BITS - _FEWEST_BITS


def near(hashes: Sequence[int]) -> list[tuple[int, int]]:
    """Return (distance, key) of the pictures near one of the hashes, nearest first; a scan of the newest."""
    hashes = [value for value in hashes if tells(value)]
    if not hashes:
        return []
    mask = 2**64 - 1
    rows = File.objects.order_by("-pk").values_list("pk", "dhash")[:SCANNED].iterator(chunk_size=20_000)
    found = []
    for key, other in rows:
        distance = min(((value ^ other) & mask).bit_count() for value in hashes)
        if distance <= NEAR and tells(other):
            found.append((distance, key))
    return sorted(found)[:KEPT]


def note(file: File, alike: Sequence[tuple[int, int]]) -> None:
    """Write down which earlier pictures a new one is like."""
    Likeness.objects.bulk_create(
        Likeness(file=file, other_id=other, distance=distance) for distance, other in alike
    )


def similar(file: File) -> list[Use]:
    """Return every use of this picture and of those like it: the exact ones first, then the nearest; three queries."""
    return uses([file])[file.pk]


def elsewhere(files: Iterable[File], *, case_kind: str, case_id: int) -> dict[int, list[Use]]:
    """Return, by file, what must be flagged on a case: uses on other cases; three queries for any number of files."""
    return {
        key: [use for use in found if (use.case_kind, use.case_id) != (case_kind, case_id)]
        for key, found in uses(files).items()
    }


def uses(files: Iterable[File]) -> dict[int, list[Use]]:
    """Return the uses of each picture and of those like it, by file; three queries."""
    keys = {file.pk for file in files}
    alike: dict[int, dict[int, int]] = {key: {key: 0} for key in keys}
    for file_id, other_id, distance in Likeness.objects.filter(
        Q(file_id__in=keys) | Q(other_id__in=keys)
    ).values_list("file_id", "other_id", "distance"):
        for one, two in ((file_id, other_id), (other_id, file_id)):
            if one in keys:
                alike[one].setdefault(two, distance)
    by_file: dict[int, list[Attachment]] = defaultdict(list)
    wanted = {other for others in alike.values() for other in others}
    for attachment in Attachment.objects.filter(file_id__in=wanted).order_by("-pk")[:MOST_USES]:
        by_file[attachment.file_id].append(attachment)
    seqs = {attachment.seq for found in by_file.values() for attachment in found}
    moments = dict(Entry.objects.filter(seq__in=seqs).values_list("seq", "occurred_at"))
    return {key: _told(key, others, by_file, moments) for key, others in alike.items()}


def _told(
    key: int, others: dict[int, int], by_file: dict[int, list[Attachment]], moments: dict[int, datetime]
) -> list[Use]:
    found = [
        Use(
            file_id=other,
            case_kind=attachment.case_kind,
            case_id=attachment.case_id,
            role=attachment.role,
            at=moments[attachment.seq],
            exact=other == key,
            distance=distance,
        )
        for other, distance in others.items()
        for attachment in by_file[other]
        if attachment.seq in moments
    ]
    return sorted(found, key=lambda use: (not use.exact, use.distance, use.at, use.case_id))
