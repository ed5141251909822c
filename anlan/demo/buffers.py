"""How the database buffers while a city is loaded, and what it is told of its tables afterwards."""

from __future__ import annotations

from django.db import connection


def relax() -> None:
    """Let SQLite buffer more and wait for the disk less while nothing but a repeatable load can be lost."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-200000")


def settle() -> None:
    """Let the planner know the tables; on SQLite be safe again, and fold the log back."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
