"""Where a phone said that it was when a step was captured: for whoever examines the photographs of that step."""

from __future__ import annotations

from uuid import UUID

from anlan.field.models import Receipt
from anlan.journal.models import Entry
from anlan.scrutiny.subjects import Position


def positions(seqs: list[int]) -> dict[int, Position]:
    """Return the positions told with these journal entries; two queries.

    By the entry's key, which is the receipt's: the entry is committed before its receipt knows the number.
    """
    keys: dict[UUID, int] = {}
    for seq, key in Entry.objects.filter(seq__in=seqs, key__isnull=False).values_list("seq", "key"):
        try:
            keys[UUID(key or "")] = seq
        except ValueError:  # a key of a page or of a programme
            continue
    if not keys:
        return {}
    rows = Receipt.objects.filter(pk__in=keys).values_list("pk", "latitude", "longitude", "accuracy_m")
    return {
        keys[key]: Position(round(latitude * 1e6), round(longitude * 1e6), accuracy or 0, "phone")
        for key, latitude, longitude, accuracy in rows
        if latitude is not None and longitude is not None
    }
