"""Kills a process from within at a point that was drawn: around a statement, a commit, or within a write to a file."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from anlan.journal import seal_file

COMMIT, STATEMENT, FILE = "commit", "statement", "file"
HIMSELF, SERVER = "process", "server"


@dataclass(frozen=True)
class Point:
    """The `number`-th edge of a kind, counted from 1: ahead of it and after it; in the middle of a write too."""

    edge: str
    number: int
    whom: str = HIMSELF


class Trap:
    """Counts the edges that work passes while it is armed, and kills at the point, if there is one."""

    def __init__(self, point: Point | None, tell: Callable[[dict[str, Any]], None]) -> None:
        self.point = point
        self.tell = tell
        self.armed = False
        self.passed = {STATEMENT: 0, COMMIT: 0, FILE: 0}

    def set(self) -> None:
        """Stand at every statement and commit of this process's connection, and at the file of seals."""
        mine: Any = connection
        commit, write = mine._commit, seal_file._write

        def committing() -> Any:
            self.edge(COMMIT)
            result = commit()
            self.edge(COMMIT)
            return result

        connection.execute_wrappers.append(self.execute)

        def writing(handle: int, text: bytes) -> None:
            middle = len(text) * 2 // 3
            for part in (text[:middle], text[middle:]):
                self.edge(FILE)
                write(handle, part)
            self.edge(FILE)

        mine._commit = committing
        seal_file._write = writing

    def execute(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.edge(STATEMENT)
        result = execute(sql, params, many, context)
        self.edge(STATEMENT)
        return result

    def edge(self, kind: str) -> None:
        if not self.armed:
            return
        self.passed[kind] += 1
        if self.point is not None and (kind, self.passed[kind]) == (self.point.edge, self.point.number):
            self.kill()

    def kill(self) -> None:
        assert self.point is not None
        if self.point.whom == HIMSELF:
            os.kill(os.getpid(), signal.SIGKILL)
        # the server's process of this connection: the postmaster then ends all others and recovers from its log
        self.tell({"server": True})
        backend = connection.connection.info.backend_pid
        os.kill(backend, signal.SIGKILL)
