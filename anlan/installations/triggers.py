"""The database itself refuses terms of guarantee posts that overlap, on both engines (ADR 0082).

A trigger names its own table only: SQLite could not rebuild another one (journal/triggers.py). On PostgreSQL two
transactions that write terms of one installation pass one after the other, so neither misses the other's row.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "installations_term"
MESSAGE = "terms of guarantee posts overlap"
_LAST = "9999-12-31"

_OVERLAP = """
SELECT 1 FROM {table} o
WHERE o.installation_id = NEW.installation_id AND o.id <> NEW.id
  AND (o.post_id = NEW.post_id OR o.holder = NEW.holder)
  AND NEW.from_day <= COALESCE(o.until, {last}) AND COALESCE(NEW.until, {last}) >= o.from_day
  AND o.from_day <= COALESCE(o.until, {last}) AND NEW.from_day <= COALESCE(NEW.until, {last})
"""
_SQLITE = """
CREATE TRIGGER {table}_apart_{verb} AFTER {verb} ON {table}
WHEN EXISTS ({overlap})
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION anlan_terms_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(8218, (NEW.installation_id % 2147483647)::int);
  IF EXISTS ({overlap}) THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_apart BEFORE INSERT OR UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION anlan_terms_apart()
"""


def install(using: str = "default", **_: Any) -> None:
    """Set the triggers where the table exists; safe to repeat."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, TABLE)}
        if not {"post_id", "installation_id", "holder", "from_day", "until"} <= columns:
            return
        if connection.vendor == "sqlite":
            overlap = _OVERLAP.format(table=TABLE, last=f"'{_LAST}'")
            for verb in ("INSERT", "UPDATE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_apart_{verb}")
                cursor.execute(_SQLITE.format(table=TABLE, verb=verb, overlap=overlap, message=MESSAGE))
            return
        overlap = _OVERLAP.format(table=TABLE, last=f"DATE '{_LAST}'")
        cursor.execute(_FUNCTION.format(overlap=overlap, message=MESSAGE))
        cursor.execute(_POSTGRES.format(table=TABLE))
