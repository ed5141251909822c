"""A warning to 3 000 recipients: receipts, obligations, notices and the journal written, against a raw insert.

The peer inserts the very same rows into the same tables with the same indexes, by one `executemany` a table in one
transaction: no rule, no hash, no counting. Then how long the warning's page and its receipts take to show.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sys
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from bench.ground import ENGINE, median, note, on_engines, size, small_world, tell

RUNS = 5
MOST_MS = 300.0
MOST_BESIDE_MS = 1_000.0
"""A page answers within 0.3 s (C84)."""
AHEAD = 1_000_000_000
"""Added to the keys of the peer's rows."""
TABLES = {
    "journal_entry": ("seq", ("seq", "case_id")),
    "advisories_receipt": ("id", ("id", "advisory_id")),
    "obligations_obligation": ("opened_seq", ("id", "case_id", "opened_seq")),
    "notifications_notice": ("seq", ("id", "seq", "case_id")),
    "figures_contribution": ("seq", ("seq",)),
}
"""Table → the column that says which rows are the warning's, and the columns that are moved ahead."""


def measure() -> None:
    from django.db import connection

    from anlan.advisories import acts
    from anlan.advisories.flow import ADVISORY_FLOW
    from anlan.kernel import clock
    from anlan.lifecycle import door
    from anlan.org.models import Area

    world = small_world()
    bodies = size(3_000, 300)
    now = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)
    _fill(world, bodies)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if ENGINE == "postgresql" else "ANALYZE")
    with clock.at(now):
        actors = world.actors(now)
        by = {person.username: actors[person.pk] for person in world.people if person.pk in actors}
        given = {
            "kind": "warning", "category": "fire", "level": "2", "title": "火灾风险橙色预警",
            "area": Area.objects.get(parent=None), "starts_at": now, "ends_at": now + timedelta(days=2),
            "matters": "用电负荷上升。", "measures": "立即自查并反馈。", "to_places": "yes", "kinds": "bench",
            "ack_minutes": 30, "measures_hours": 12,
        }  # fmt: skip
        issued, raw, beside = [], [], []
        one = 0
        for _run in range(RUNS):
            one = door.open_case(ADVISORY_FLOW, "draft", by=by["office"], input=given).case_id
            door.apply(ADVISORY_FLOW, one, "approve", by=by["leader"])
            first, took, pages = _issued(acts, one, by["office"])
            issued.append(took)
            beside += pages
            raw.append(_peer(first))
        tell(
            "C47",
            f"a page beside the issue, median of {len(beside)}",
            median(beside) * 1e3,
            "ms",
            most=MOST_BESIDE_MS,
        )
        tell("C47", "the slowest of them", max(beside) * 1e3, "ms")
        _told(bodies, median(issued), median(raw), one, by["office"])


def _issued(acts: Any, one: int, office: Any) -> tuple[int, float, list[float]]:
    """Issue a warning; return its entry, how long it took, and how long pages of receipts took beside it.

    The pages are read in a thread of the same process, which shares one core with the issue: a server has more.
    """
    from django.db import connection

    from anlan.advisories.models import Receipt
    from anlan.advisories.rows import tell_receipts

    done, pages, faults = threading.Event(), [], []

    def read() -> None:
        try:
            while not done.is_set():
                began = time.perf_counter()
                rows = Receipt.objects.within(office.scope).order_by("-pk").values_list("pk", flat=True)[:50]
                tell_receipts(list(rows))
                pages.append(time.perf_counter() - began)
        except Exception as fault:  # noqa: BLE001 -- told by the thread that measures
            faults.append(fault)
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    began = time.perf_counter()
    first = acts.issue(one, {}, office, None).seq
    took = time.perf_counter() - began
    done.set()
    reader.join()
    if faults:
        raise faults[0]
    return first, took, pages


def _told(bodies: int, issued: float, raw: float, one: int, office: Any) -> None:
    from anlan.advisories.listing import receipts_filtered
    from anlan.advisories.models import Advisory, Receipt
    from anlan.advisories.rows import tell_receipts
    from anlan.kernel import parameters

    count = Advisory.objects.values_list("recipients", flat=True).get(pk=one)
    assert count == bodies
    assert Receipt.objects.filter(advisory=one).count() == bodies
    note(f"{bodies:,} recipients")
    tell("C47", "issue a warning: every receipt, duty, notice and entry", issued * 1e3, "ms")
    tell("C47", "the same rows inserted raw", raw * 1e3, "ms")
    tell("C47", "against the raw insert", issued / raw, "×")

    def page(query: dict[str, str]) -> None:
        rows = receipts_filtered(Receipt.objects.within(office.scope), {"advisory": str(one), **query})
        tell_receipts([row.pk for row in parameters.page(rows.only("pk"), query).rows])

    for name, query in (("a page of its receipts", {}), ("those that are silent", {"standing": "sent"})):
        found = []
        for _run in range(RUNS):
            began = time.perf_counter()
            page(query)
            found.append(time.perf_counter() - began)
        tell("C48", name, median(found) * 1e3, "ms", most=MOST_MS)


def _peer(first: int) -> float:
    """Insert the rows of the warning that was issued by entry `first` once more, moved ahead; then take them back."""
    from django.db import connection, transaction

    moved = []
    with connection.cursor() as cursor:
        for table, (key, ahead) in TABLES.items():
            cursor.execute(f"SELECT * FROM {table} WHERE {key} > %s", [first])
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            at = {names.index(name) for name in ahead}
            values = [[v + AHEAD if i in at else v for i, v in enumerate(row)] for row in rows]
            marks = ", ".join(["%s"] * len(names))
            moved.append((f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values))
    began = ended = 0.0
    with transaction.atomic(), connection.cursor() as cursor:
        began = time.perf_counter()
        for sql, values in moved:
            cursor.executemany(sql, values)
        ended = time.perf_counter()
        transaction.set_rollback(True)
    return ended - began


def _fill(world: Any, bodies: int) -> None:
    """Write places like the world's, each with an operator of its own."""
    from anlan.org.models import Organisation, OrganisationKind
    from anlan.premises.models import Premises

    like = world.premises[:200]
    operators = [
        Organisation(
            code=f"bench{number}", name=f"单位{number}", kind=OrganisationKind.BUSINESS,
            area_id=like[number % len(like)].area_id, valid_from=datetime(2020, 1, 1).date(),  # noqa: DTZ001
        )
        for number in range(bodies)
    ]  # fmt: skip
    Organisation.objects.bulk_create(operators, batch_size=1_000)
    Premises.objects.bulk_create(
        (
            Premises(
                code=f"BENCH{number}", name=f"场所{number}", operator=operator, area_id=place.area_id,
                reporting_area_id=place.reporting_area_id, area_path=place.area_path, sector_id=place.sector_id,
                kind="bench", address="一号",
            )
            for number, operator in enumerate(operators)
            for place in (like[number % len(like)],)
        ),
        batch_size=1_000,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_warnings", measure))
