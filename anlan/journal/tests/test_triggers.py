"""The database itself refuses to change what is append-only."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from anlan.figures.models import Contribution
from anlan.journal.models import Entry
from anlan.journal.triggers import APPEND_ONLY, install, missing
from anlan.testing import found_hazard, take

TABLES = ["journal_entry", "figures_contribution"]
FIRST_COLUMN = {"journal_entry": "step", "figures_contribution": "grade"}


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def drop(name: str) -> None:
    table = name.partition("_no_")[0]
    execute(f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}")


def test_journal_and_contributions_are_append_only():
    assert sorted(APPEND_ONLY) == sorted(TABLES)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "DELETE FROM {} WHERE seq = 1"]
)
def test_raw_sql_changes_and_removes_nothing(city, table, statement):
    found_hazard()

    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement.format(table, FIRST_COLUMN[table]))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_not_emptied(city, table):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no TRUNCATE")
    found_hazard()

    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("model", [Entry, Contribution])
def test_the_orm_changes_and_removes_nothing(city, model):
    found_hazard()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(seq=7)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.first().save()


def test_what_is_refused_leaves_everything_as_it_was(city):
    hazard = found_hazard()
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM journal_entry")

    take(hazard, "assign")

    assert Entry.objects.filter(case_id=hazard.pk).count() == 2


def test_every_trigger_is_there_after_migrate(db):
    assert missing() == []


def test_each_dropped_trigger_is_named_and_set_again(db):
    verbs = ["update", "delete"] if connection.vendor == "sqlite" else ["update", "delete", "truncate"]
    names = [f"{table}_no_{verb}" for table in TABLES for verb in verbs]
    for name in names:
        drop(name)

    assert sorted(name.lower() for name in missing()) == sorted(names)

    install()
    assert missing() == []


def test_migrate_sets_the_triggers_again(own_database):
    drop("journal_entry_no_update")

    call_command("migrate", verbosity=0)

    assert missing() == []


def test_a_disabled_trigger_counts_as_missing(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite cannot disable a trigger")
    execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_update")

    assert [name.lower() for name in missing()] == ["journal_entry_no_update"]
