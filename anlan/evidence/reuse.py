"""Photographs that were used before: the same bytes, or pictures that look alike, also cropped, turned or mirrored.

A claim of rectification with an old photograph is the classic fraud (domain brief §9.4). What is found is a flag for
whoever accepts, never a refusal: two photographs of one corridor are alike for good reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db.models import Q
from PIL import Image

from anlan.evidence import prints, storage
from anlan.evidence.models import Attachment, File, Likeness
from anlan.journal.models import Entry

NEAR = prints.NEAR_WINDOW
"""Bits of 64 that two hashes may differ in, at the window where they fit best."""
LOOKED_AT = 60
KEPT = 20
_OVERLAP = 500
"""Rows of lower keys may be committed later: so many are read again."""
_index = prints.Index()


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


def near(thumb: bytes) -> list[tuple[int, int]]:
    """Return (distance, key) of the pictures that one (its small form) is taken for, the nearest first.

    A search of all prints in memory, then a look at the pictures themselves: at most LOOKED_AT of them.
    """
    with Image.open(BytesIO(thumb), formats=["JPEG"]) as picture:
        picture.load()
    near_ = _grown().near(prints.asked_of(picture))[:LOOKED_AT]
    digests = dict(File.objects.filter(pk__in=[key for _d, key, _p in near_]).values_list("pk", "sha256"))
    found: list[tuple[int, int]] = []
    for distance, key, place in near_:
        if key in digests and _is_alike(prints.turned(picture, place), digests[key]):
            found.append((distance, key))
        if len(found) == KEPT:
            break
    return found


def _is_alike(picture: Image.Image, sha256: str) -> bool:
    try:
        with Image.open(BytesIO(storage.thumb(sha256)), formats=["JPEG"]) as other:
            return prints.alike(picture, other)
    except OSError:  # its bytes are lost: nothing can be looked at
        return False


def _grown() -> prints.Index:
    """Return the index with all that is on record: what came since is read, all of it where rows were taken back."""
    global _index
    last = _index.last
    known = File.objects.filter(pk=last).values_list("print", flat=True).first() if last else None
    if last and (known is None or bytes(known) != _index.last_print):
        _index, last = prints.Index(), 0
    rows = File.objects.filter(pk__gt=last - _OVERLAP, print__isnull=False).order_by("pk")
    found: Any = rows.values_list("pk", "print").iterator(chunk_size=5_000)
    _index.grow(found)
    return _index


def make_missing(most: int = 2_000) -> int:
    """Make the prints of pictures that are older than prints; return how many."""
    made = 0
    for file in File.objects.filter(print=None).order_by("-pk").only("sha256")[:most]:
        try:
            content = storage.thumb(file.sha256)
        except FileNotFoundError:
            continue
        made += File.objects.filter(pk=file.pk).update(print=prints.print_of_bytes(content))
    return made


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
