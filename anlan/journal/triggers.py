"""The database itself refuses to change or remove what is append-only, on both engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections

APPEND_ONLY: list[str] = ["journal_entry", "journal_seal"]
"""Tables whose rows are never updated or deleted; apps above add theirs when they are loaded."""


@dataclass(frozen=True, slots=True)
class Held:
    """Columns that no longer change, and rows that no longer go, once the column `once` has a value."""

    once: str
    columns: tuple[str, ...]


HELD: dict[str, Held] = {}
"""Tables whose rows are frozen in part from some moment on; apps add theirs when they are loaded."""

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

_SQLITE_HELD = """
CREATE TRIGGER {table}_held_{verb} BEFORE {verb} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only once it has its {once}'); END
"""
_POSTGRES_HELD = """
CREATE OR REPLACE TRIGGER {table}_held_{verb} BEFORE {verb} ON {table}
FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION anlan_append_only()
"""

# A trigger must not name another table: SQLite could then no longer rebuild that one (its rename checks all triggers).
FOLLOWS = "journal_seal_follows"
_SQLITE_FOLLOWS = """
CREATE TRIGGER IF NOT EXISTS journal_seal_follows BEFORE INSERT ON journal_seal
WHEN NEW.number <> COALESCE((SELECT MAX(number) FROM journal_seal), 0) + 1
  OR NEW.first_seq <> COALESCE((SELECT MAX(last_seq) FROM journal_seal), 0) + 1
  OR NEW.former_hash <> COALESCE((SELECT hash FROM journal_seal ORDER BY number DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'a seal must follow the seal before it'); END
"""
_POSTGRES_FOLLOWS_FUNCTION = """
CREATE OR REPLACE FUNCTION anlan_seal_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE former journal_seal%ROWTYPE;
BEGIN
  SELECT * INTO former FROM journal_seal ORDER BY number DESC LIMIT 1;
  IF NEW.number <> COALESCE(former.number, 0) + 1 OR NEW.first_seq <> COALESCE(former.last_seq, 0) + 1
     OR NEW.former_hash <> COALESCE(former.hash, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'a seal must follow the seal before it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRES_FOLLOWS = """
CREATE OR REPLACE TRIGGER journal_seal_follows BEFORE INSERT ON journal_seal
FOR EACH ROW EXECUTE FUNCTION anlan_seal_follows()
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
            if "journal_seal" in tables:
                cursor.execute(_SQLITE_FOLLOWS)
            _hold(cursor, connection, _SQLITE_HELD)
            return
        if tables:
            cursor.execute(_POSTGRES_FUNCTION)
        for table in tables:
            for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                cursor.execute(_POSTGRES.format(table=table, verb=verb, each=each))
        if "journal_seal" in tables:
            cursor.execute(_POSTGRES_FOLLOWS_FUNCTION)
            cursor.execute(_POSTGRES_FOLLOWS)
        _hold(cursor, connection, _POSTGRES_HELD)


def _hold(cursor: Any, connection: Any, template: str) -> None:
    """Set the triggers on what is frozen in part; what they name may have changed, so they are made anew."""
    differ = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    present = connection.introspection.table_names(cursor)
    for table, held in HELD.items():
        if table not in present:
            continue
        columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
        if not {held.once, *held.columns} <= columns:
            continue  # in the middle of the migrations: the last one sets it
        changes = " OR ".join(f'NEW."{name}" {differ} OLD."{name}"' for name in held.columns)
        for verb, when in (
            ("UPDATE", f'OLD."{held.once}" IS NOT NULL AND ({changes})'),
            ("DELETE", f'OLD."{held.once}" IS NOT NULL'),
        ):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_held_{verb}")
            cursor.execute(template.format(table=table, verb=verb, when=when, once=held.once))


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
    held = [f"{table}_held_{verb}" for table in HELD for verb in ("UPDATE", "DELETE")]
    wanted = [*(f"{table}_no_{verb}" for table in APPEND_ONLY for verb in verbs), FOLLOWS, *held]
    return [name for name in wanted if name.lower() not in present]
