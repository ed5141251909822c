"""Copies of the bench's database in one state, each opened under an alias with the product's own settings."""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import shutil
from typing import Any


def copy(*sides: str) -> dict[str, str]:
    """Copy the database for each side in its present state; return the names by side."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        copies = {side: f"{name}.{side}" for side in sides}
        for path in copies.values():
            shutil.copyfile(name, path)
        return copies
    connection.close()
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 -- Django's way to the server itself
        for side in sides:
            cursor.execute(f'CREATE DATABASE "{name}_{side}" TEMPLATE "{name}"')
    return {side: f"{name}_{side}" for side in sides}


def open_as(alias: str, name: str) -> Any:
    """Open `alias` on a copy."""
    from django.db import connections

    if alias in connections.settings:
        connections[alias].close()
    connections.settings[alias] = connections.settings["default"] | {"NAME": name}
    connections[alias] = connections.create_connection(alias)
    connections[alias].ensure_connection()
    return connections[alias]


def backend_of(connection: Any) -> tuple[int, ...]:
    """Return the server process of a connection, in a tuple; on SQLite there is none."""
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return (cursor.fetchone()[0],)
