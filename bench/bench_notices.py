"""T16: an alert to 3,000 recipients, and to 60,000: queued with its delivery and drained to the file backend.

A recipient is a route: 3,000 units with one number each, then with twenty. An urgent notice goes to every unit at once.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from bench.ground import SMALL, Watch, note, on_engines, size, tell
from bench.units import DAY, populate

UNITS = size(3_000, 300)
EACH = 20
MOST_SECONDS = 1.0


def measure() -> None:
    from django.conf import settings

    from anlan.kernel import clock
    from anlan.notifications.models import Event, Notice, Route, Via
    from anlan.org.models import Organisation, Person

    settings.SMS = "file"
    populate(UNITS, boards=1)
    now = clock.day_start(DAY) + timedelta(hours=12)
    units = list(Organisation.objects.filter(code__startswith="unit-").values_list("id", flat=True))
    person = Person.objects.order_by("id").first()

    def routes(first: int, last: int) -> None:
        Route.objects.bulk_create(
            [
                Route(
                    organisation_id=unit, via=Via.SMS, target=f"139{n:02d}{unit:06d}", changed_by=person, changed_at=now
                )
                for unit in units
                for n in range(first, last)
            ],
            batch_size=1_000,
        )  # fmt: skip

    def alert(seq: int) -> None:
        Notice.objects.bulk_create(
            [
                Notice(
                    event=Event.HAZARD_MAJOR, case_kind="hazard", case_id=1, seq=seq, organisation_id=unit,
                    created_at=now,
                )
                for unit in units
            ],
            batch_size=1_000,
        )  # fmt: skip

    routes(0, 1)
    alert(1)
    _one(Path(settings.HOME), UNITS, now, most=None if SMALL else MOST_SECONDS)
    routes(1, EACH)
    alert(2)
    _one(Path(settings.HOME), UNITS * EACH, now + timedelta(hours=2), most=None)


def _one(home: Path, recipients: int, now: object, *, most: float | None) -> None:
    from anlan.notifications.delivery import deliver
    from anlan.notifications.outgoing import drain

    file = home / "sms.jsonl"
    before = len(file.read_text("utf-8").splitlines()) if file.exists() else 0
    began = time.perf_counter()
    with Watch() as queued:
        deliver(now)  # type: ignore[arg-type]
    with Watch() as drained:
        drain(now)  # type: ignore[arg-type]
    seconds = time.perf_counter() - began
    lines = len(file.read_text("utf-8").splitlines()) - before
    if lines != recipients:
        raise RuntimeError(f"{lines} messages for {recipients} recipients")
    note(
        f"{recipients} recipients: queued {queued.wall:.2f} s, drained {drained.wall:.2f} s, {lines} lines in the file"
    )
    tell("T16", f"alert to {recipients} recipients: queue and drain", seconds, "s", most=most)
    tell("T16", f"alert to {recipients} recipients: CPU of our process", queued.cpu + drained.cpu, "s")


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_notices", measure))
