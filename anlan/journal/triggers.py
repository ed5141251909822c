"""The database itself refuses to change or remove what is append-only, on both engines."""

from __future__ import annotations

from typing import Any

from django.db import connections

APPEND_ONLY: list[str] = ["journal_entry"]
"""Tables whose rows are never updated or deleted; apps above add theirs when they are loaded."""

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION anlan_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION anlan_append_only()
"""


def install(using: str = "default", **_: Any) -> None:
    """Set the triggers on every append-only table that exists; safe to repeat."""
    connection = connections[using]
    tables = [t for t in APPEND_ONLY if t in connection.introspection.table_names()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in tables:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(_SQLITE.format(table=table, verb=verb))
            return
        if tables:
            cursor.execute(_POSTGRES_FUNCTION)
        for table in tables:
            for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                cursor.execute(_POSTGRES.format(table=table, verb=verb, each=each))


def missing(using: str = "default") -> list[str]:
    """Return the names of triggers that should exist and do not."""
    connection = connections[using]
    verbs = ("UPDATE", "DELETE") if connection.vendor == "sqlite" else ("UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        present = {name.lower() for (name,) in cursor.fetchall()}
    return [f"{t}_no_{v}" for t in APPEND_ONLY for v in verbs if f"{t}_no_{v}".lower() not in present]
