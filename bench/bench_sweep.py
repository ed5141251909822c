"""T9: the due sweep over 250 thousand open obligations: nothing due, a thousand due at once, and the plan of its query.

As many discharged obligations lie in the same table. The plan is asserted, not only printed: one range of the index
`obligation_next`, nothing sorted. A thousand due at once are escalated through the door like any other step.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from typing import Any

from bench.ground import ENGINE, median, note, on_engines, size, small_world, tell

MOST_MS = 5.0
RUNS = 200
DUE = 1_000
BATCH = 5_000


def measure() -> None:
    from django.db import connection

    from anlan.kernel import clock
    from anlan.supervision.sweep import sweep

    small_world()
    now = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)
    count = size(250_000, 20_000)
    _fill(count, now)
    _settle(connection)
    note(f"{count:,} open obligations and as many discharged ones")
    with clock.at(now):
        _plan(now)
        sweep(now)
        times = [_timed(lambda: sweep(now)) for _run in range(RUNS)]
        tell("T9", "the sweep when nothing is due, median", median(times) * 1e3, "ms", most=MOST_MS)
        tell("T9", "the same, the slowest of all runs", max(times) * 1e3, "ms")
        tell("T9", "the same when every obligation is read instead", _timed(lambda: _whole(now)) * 1e3, "ms")
    _at_once(now + timedelta(days=10))


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _fill(count: int, now: datetime) -> None:
    """Write open obligations due after ten days, the first thousand of them together, and discharged ones."""
    from anlan.obligations.ladders import first_look
    from anlan.obligations.models import Kind, Obligation
    from anlan.org.models import Organisation, OrganisationKind, Sector

    owners = list(Organisation.objects.filter(kind=OrganisationKind.BUSINESS).select_related("area"))
    sectors = list(Sector.objects.values_list("pk", flat=True))
    rows: list[Obligation] = []
    for number in range(2 * count):
        owner = owners[number % len(owners)]
        due_at = now + timedelta(days=11) + timedelta(minutes=max(0, number - DUE))
        is_open = number < count
        rows.append(
            Obligation(
                kind=Kind.RECTIFY,
                case_kind="hazard",
                case_id=100_000_000 + number,
                owner=owner,
                area=owner.area,
                area_path=owner.area.path,
                sector_id=sectors[number % len(sectors)],
                opened_at=now - timedelta(days=3),
                opened_seq=number,
                due_at=due_at,
                next_at=first_look(Kind.RECTIFY, now - timedelta(days=3), due_at) if is_open else None,
                discharged_at=None if is_open else now,
                discharged_seq=None if is_open else number,
            )
        )
        if len(rows) == BATCH:
            Obligation.objects.bulk_create(rows)
            rows = []
    Obligation.objects.bulk_create(rows)


def _settle(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if ENGINE == "postgresql" else "ANALYZE")


def _plan(now: datetime) -> None:
    """Print and assert the plan: one range of the index, in its own order."""
    from anlan.supervision.sweep import CHUNK, due

    told = due(now)[:CHUNK].explain()
    for line in told.splitlines():
        note(line)
    if "obligation_next" not in told or "TEMP B-TREE" in told or "Sort" in told or "Seq Scan" in told:
        sys.exit("the sweep does not read one range of obligation_next")


def _whole(now: datetime) -> int:
    """Count what is due without the index: what the sweep would cost if it looked at every obligation."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM obligations_obligation "
            "WHERE discharged_at IS NULL AND opened_at <= %s AND due_at + 0 <= %s"
            if ENGINE == "sqlite"
            else "SELECT COUNT(*) FROM obligations_obligation "
            "WHERE discharged_at IS NULL AND opened_at <= %s AND due_at + interval '0' <= %s",
            [now, now],
        )
        return int(cursor.fetchone()[0])


def _at_once(then: datetime) -> None:
    """A thousand are due in the same minute: all reminded, then all written to."""
    from anlan.kernel import clock
    from anlan.supervision.models import Paper
    from anlan.supervision.sweep import due, sweep

    for what, moment in (("reminders", then), ("letters", then + timedelta(days=1))):
        with clock.at(moment):
            waiting = due(moment).count()
            seconds = _timed(lambda moment=moment: sweep(moment, seconds=600))
            left = due(moment).count()
        tell("T9", f"{waiting:,} {what} due at once, all done in", seconds, "s")
        tell("T9", f"of these, {what} a second", waiting / seconds, "/s")
        if left:
            sys.exit(f"{left} were left")
    for kind in ("reminder", "letter"):
        numbers = sorted(Paper.objects.filter(kind=kind).values_list("number", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            sys.exit(f"the numbers of {kind} have a gap")


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_sweep", measure))
