"""Making digests: composed first, then through the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anlan.digests.flow import DIGEST_FLOW
from anlan.digests.making import areas, made
from anlan.digests.models import Digest
from anlan.figures.cut import Known
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Refused, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area
from anlan.org.scope import SYSTEM, Actor


def make(area: Area, day: date, *, by: Actor, key: str | None = None, known: Known | None = None) -> Outcome:
    """Make the digest of an area's day. Raises Refused where there is one already, or somebody may not."""
    if (before := _answered(by, key, step="make")) is not None:
        return before
    given = {"made": made(area, day, known=known)}
    return door.open_case(DIGEST_FLOW, "make", by=by, input=given, key=key)


def remake(
    digest: Digest, reason: str, *, by: Actor, key: str | None = None, revision: int | None = None
) -> Outcome:
    """Make a digest anew, as known now, with the reason; the former edition is kept."""
    if (known := _answered(by, key, step="remake", case_id=digest.pk)) is not None:
        return known
    may = DIGEST_FLOW.steps["remake"].rule(by, digest)
    if not may:  # before the work of composing; the door asks again
        raise Refused(may.code or "denied", may.reason, http=403)
    given = {"reason": reason, "made": made(Area.objects.get(pk=digest.area_id), digest.day)}
    return door.apply(DIGEST_FLOW, digest.pk, "remake", by=by, input=given, key=key, revision=revision)


def _answered(by: Actor, key: str | None, **about: Any) -> Outcome | None:
    """Return the outcome that this key already had: what is composed anew would have another digest."""
    if key is None:
        return None
    rows = Entry.objects.filter(actor_id=by.person_id, key=key, kind=DIGEST_FLOW.kind, **about)
    entry = rows.first()
    if entry is None:
        return None
    return Outcome(entry.case_id, entry.seq, entry.to_state, entry.n, entry.recorded_at, replayed=True)


def make_of_the_day(day: date) -> tuple[int, list[str]]:
    """Make the digests of a day that are not made yet; return how many, and what kept others from it. By the clock.

    None of a day before the journal begins: on the first morning yesterday's 16:30 is made up for.
    """
    number, faults = 0, []
    first = Entry.objects.order_by("seq").values_list("recorded_at", flat=True).first()
    if first is None or day < clock.local_day(first):
        return 0, []
    done = set(Digest.objects.filter(day=day).values_list("area", flat=True))
    for area in areas():
        if area.pk in done:
            continue
        try:
            make(area, day, by=SYSTEM)
        except (Refused, Unknown) as error:
            faults.append(f"{area.code}: {error}")
        else:
            number += 1
    return number, faults


def _remake(key: int, given: Mapping[str, Any], by: Actor, act: str | None, revision: int | None) -> Outcome:
    digest = Digest.objects.filter(pk=key).first()
    if digest is None:
        raise Unknown(
            "digest.unknown", _("There is no digest with this number that you may see."), field="id"
        )
    return remake(digest, str(given.get("reason") or ""), by=by, key=act, revision=revision)


DIGEST_ACTS: Mapping[str, Callable[[int, Mapping[str, Any], Actor, str | None, int | None], Outcome]] = {
    "remake": _remake
}
