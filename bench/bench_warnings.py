"""A warning to 3 000 recipients: receipts, obligations, notices and the journal written, against a raw insert.

The peer inserts the very same rows into the same tables with the same indexes, by one `executemany` a table in one
transaction: no rule, no hash, no counting. The same warning is then updated and lifted. Pages of readers, through the
whole application, are timed alone and while it is issued; then how long its receipts take to show.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bench.ground import ENGINE, Watch, median, note, on_engines, size, small_world, tell

RUNS = 5
MOST_MS = 300.0
MOST_BESIDE_MS = 1_000.0
"""A page answers within 0.3 s (C84); the slowest beside a warning to everybody, within a second."""
READERS, PAUSE, ALONE = 4, 0.1, 3.0
"""Readers beside it, their seconds between two pages, and the seconds for which they read alone."""
PAGES = ("/", "/todo/", "/warnings/", "/warnings/receipts/", "/hazards/")
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
        office = next(person for person in world.people if person.username == "office")
        given = {
            "kind": "warning", "category": "fire", "level": "2", "title": "火灾风险橙色预警",
            "area": Area.objects.get(parent=None), "starts_at": now, "ends_at": now + timedelta(days=2),
            "matters": "用电负荷上升。", "measures": "立即自查并反馈。", "to_places": "yes", "kinds": "bench",
            "ack_minutes": 30, "measures_hours": 12,
        }  # fmt: skip

        def approved() -> int:
            key = door.open_case(ADVISORY_FLOW, "draft", by=by["office"], input=given).case_id
            door.apply(ADVISORY_FLOW, key, "approve", by=by["leader"])
            return key

        rounds = []
        for _run in range(RUNS):
            one = approved()
            with Watch() as issuing:
                first = acts.issue(one, {}, by["office"], None).seq
            rounds.append((issuing.wall, _peer(first), *_gone_on(one, by, now)))
        issued, raw, updated, lifted = (median(values) for values in zip(*rounds, strict=True))
        note(f"{bodies:,} recipients")
        tell("C47", "issue a warning: every receipt, duty, notice and entry", issued * 1e3, "ms")
        tell("C47", "the same rows inserted raw", raw * 1e3, "ms")
        tell("C47", "against the raw insert", median([row[0] / row[1] for row in rounds]), "×")
        tell("C47", "update it, to be acknowledged anew, against issuing it", updated / issued, "×")
        tell("C47", "lift it, against issuing it", lifted / issued, "×")
        one = approved()
        _beside(lambda: acts.issue(one, {}, by["office"], None), office)
        _told(bodies, one, by["office"])


def _gone_on(one: int, by: Any, now: datetime) -> tuple[float, float]:
    """Return the seconds of updating and of lifting a warning with all its receipts."""
    from anlan.advisories import acts
    from anlan.advisories.flow import ADVISORY_FLOW
    from anlan.lifecycle import door

    words = {"level": "1", "title": "火灾风险红色预警", "ends_at": now + timedelta(days=2), "matters": "用电负荷激增。",
             "measures": "立即停用。", "reason": "加重", "anew": "yes"}  # fmt: skip
    door.apply(ADVISORY_FLOW, one, "ask_update", by=by["office"], input=words)
    with Watch() as updating:
        acts.update(one, {}, by["leader"], None)
    door.apply(ADVISORY_FLOW, one, "ask_lift", by=by["office"], input={"reason": "风险解除"})
    with Watch() as lifting:
        acts.lift(one, {}, by["leader"], None)
    return updating.wall, lifting.wall


# -- pages beside it ---------------------------------------------------------------------------------------


def _beside(issue: Callable[[], Any], person: Any) -> None:
    """Read whole pages in threads of this process, as its server has them, alone and while a warning is issued."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from anlan.testing import MODEL_BACKEND

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    client.force_login(person, backend=MODEL_BACKEND)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    alone = _read(lambda: time.sleep(ALONE), cookie)
    began = time.perf_counter()
    beside = _read(issue, cookie)
    took = time.perf_counter() - began
    note(f"{READERS} readers: {len(alone)} pages alone, {len(beside)} while it was issued ({took:.1f} s)")
    for name, pages in (("alone", alone), ("while a warning is issued", beside)):
        tell("C47", f"a whole page {name}, median", median(pages) * 1e3, "ms")
        tell("C47", f"a whole page {name}, the slowest", max(pages) * 1e3, "ms")
    tell("C47", "median beside the issue / alone", median(beside) / median(alone), "×")
    tell("C47", "slowest beside the issue", max(beside) * 1e3, "ms", most=MOST_BESIDE_MS)


def _read(work: Callable[[], Any], cookie: str) -> list[float]:
    """Do some work; return the seconds of every page that was begun meanwhile."""
    from django.db import connection

    from bench.bench_page import Reader

    ready, done = threading.Barrier(READERS + 1), threading.Event()
    seconds, faults = [], []

    def read(number: int) -> None:
        reader = Reader()
        reader.cookie = cookie
        try:
            for page in PAGES:  # templates and a connection of one's own, as a server has after a minute
                reader.get(page)
            ready.wait()
            while not done.is_set():
                began = time.perf_counter()
                reader.get(PAGES[number % len(PAGES)])
                seconds.append(time.perf_counter() - began)
                number += 1
                time.sleep(PAUSE)
        except BaseException as fault:  # noqa: BLE001 -- told by the thread that measures
            faults.append(fault)
            ready.abort()
        finally:
            connection.close()

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for one in readers:
        one.start()
    try:
        ready.wait()
        work()
    finally:
        done.set()
        for one in readers:
            one.join()
    if faults:
        raise faults[0]
    return seconds


def _told(bodies: int, one: int, office: Any) -> None:
    from anlan.advisories.listing import receipts_filtered
    from anlan.advisories.models import Advisory, Receipt
    from anlan.advisories.rows import tell_receipts
    from anlan.kernel import parameters

    count = Advisory.objects.values_list("recipients", flat=True).get(pk=one)
    assert count == bodies
    assert Receipt.objects.filter(advisory=one).count() == bodies

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
