"""The writers of SQLite's file: in the order in which they asked, and no turn is kept by who is done or has failed."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, OperationalError  # type: ignore[attr-defined]

from anlan.kernel.fair_sqlite3.base import QUEUES
from anlan.kernel.fair_sqlite3.queue import Queue

FIRST = 5


@pytest.fixture
def base(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """Return the connections, one for each thread, of a database of this test alone."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 2}
    engine = {"ENGINE": "anlan.kernel.fair_sqlite3", "NAME": str(tmp_path / "a.sqlite3"), "OPTIONS": options}
    handler = ConnectionHandler({"default": engine})
    with django_db_blocker.unblock():
        with handler["default"].cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, who INTEGER)")
        yield handler
        handler["default"].close()
    QUEUES.pop(str(tmp_path / "a.sqlite3"), None)


def begin(one: Any) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def commit(one: Any) -> None:
    one.commit()
    one.set_autocommit(True)


def run(works: list[Callable[[], None]], *, apart: float = 0.0) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
        time.sleep(apart)
    return threads


def writer(base: Any, number: int) -> Callable[[], None]:
    def write() -> None:
        one = base["default"]
        begin(one)
        one.cursor().execute("INSERT INTO note (who) VALUES (%s)", [number])
        commit(one)
        one.close()

    return write


def notes(base: Any) -> list[int]:
    with base["default"].cursor() as cursor:
        return [who for (who,) in cursor.execute("SELECT who FROM note ORDER BY id").fetchall()]


def test_writers_come_in_the_order_in_which_they_asked(base: Any) -> None:
    begin(base["default"])
    threads = run([writer(base, number) for number in range(FIRST)], apart=0.02)

    commit(base["default"])
    for thread in threads:
        thread.join(5)

    assert notes(base) == list(range(FIRST))


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_a_transaction_that_came_to_nothing_keeps_no_turn(base: Any, end: str) -> None:
    begin(base["default"])
    threads = run([writer(base, 1)], apart=0.05)

    getattr(base["default"], end)()
    threads[0].join(1)

    assert not threads[0].is_alive()
    assert notes(base) == [1]


def test_another_process_that_writes_too_long_is_an_error_and_keeps_no_turn(
    base: Any, tmp_path: Path
) -> None:
    one = base["default"]
    one.cursor().execute("PRAGMA busy_timeout=20")
    other = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="locked"):
        begin(one)
    other.execute("COMMIT")
    threads = run([writer(base, 1)])
    threads[0].join(1)

    assert notes(base) == [1]


def test_a_turn_that_does_not_come_in_time_leaves_it_to_the_database(base: Any, tmp_path: Path) -> None:
    stuck = QUEUES[str(tmp_path / "a.sqlite3")] = Queue()
    assert stuck.acquire(0)
    base["default"].settings_dict["OPTIONS"]["timeout"] = 0.01

    begin(base["default"])
    commit(base["default"])

    assert not stuck.acquire(0)


def test_who_gave_up_waiting_is_not_handed_the_lock() -> None:
    queue = Queue()

    assert queue.acquire(0)
    assert not queue.acquire(0.01)
    queue.release()
    assert queue.acquire(0)
