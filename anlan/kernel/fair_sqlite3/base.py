"""The connection: before BEGIN IMMEDIATE a thread takes its place among the writers of this process.

SQLite lets one writer in and has the others try again, after sleeps that grow to a tenth of a second: who comes at the
right moment overtakes who has waited for seconds. Measured in the 16:00 rush: no transaction held the lock for longer
than 115 ms, and a clerk waited 2.6 s for it. Here the threads of a process wait for each other in order and are woken
at once; only the first of them meets SQLite's own lock, against other processes. A turn that does not come in time is
no error: SQLite then decides as it always did (ADR 0058).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

from anlan.kernel.fair_sqlite3.queue import Queue

QUEUES: dict[str, Queue] = {}
"""The writers of this process by database; one in memory belongs to its thread and has no queue."""
os.register_at_fork(after_in_child=QUEUES.clear)


_Django: Any = base.DatabaseWrapper  # the stubs leave out what begins with an underscore


class DatabaseWrapper(_Django):  # type: ignore[misc]
    """Django's own, with a turn that lasts from BEGIN to COMMIT, ROLLBACK or the end of the connection."""

    _turn: Queue | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        self._or_leave(super()._start_transaction_under_autocommit)

    def _commit(self) -> Any:
        done = super()._commit()
        self._leave()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._leave()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._leave()

    def _take_turn(self) -> None:
        if self._turn is not None or self.is_in_memory_db():
            return
        name = str(self.settings_dict["NAME"])
        queue = QUEUES.get(name) or QUEUES.setdefault(name, Queue())
        if queue.acquire(float(self.settings_dict["OPTIONS"].get("timeout", 5))):
            self._turn = queue

    def _leave(self) -> None:
        queue, self._turn = self._turn, None
        if queue is not None:
            queue.release()

    def _or_leave(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException:
            self._leave()
            raise
