"""The database itself refuses to change what is append-only."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from anlan.figures.models import Contribution
from anlan.journal import migrations
from anlan.journal.models import Entry
from anlan.journal.seals import seal
from anlan.journal.triggers import APPEND_ONLY, FOLLOWS, install, missing
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.testing import NOON, found_hazard, take

TABLES = ["journal_entry", "journal_seal", "figures_contribution"]
FIRST_COLUMN = {"journal_entry": "step", "journal_seal": "digest", "figures_contribution": "grade"}
KEY = {"journal_entry": "seq", "journal_seal": "number", "figures_contribution": "seq"}


@pytest.fixture
def found(city):
    """A hazard that was found, and sealed: no table is empty."""
    hazard = found_hazard()
    seal(at=NOON)
    return hazard


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def drop(name: str) -> None:
    table = name.removesuffix("_follows").partition("_no_")[0]
    execute(f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}")


def test_journal_seals_and_contributions_are_append_only():
    assert set(TABLES) <= set(APPEND_ONLY)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "DELETE FROM {} WHERE {} = 1"]
)
def test_raw_sql_changes_and_removes_nothing(found, table, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement.format(table, (KEY if "WHERE" in statement else FIRST_COLUMN)[table]))


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
    names = [*(f"{table}_no_{verb}" for table in APPEND_ONLY for verb in verbs), FOLLOWS]
    for name in names:
        drop(name)

    assert sorted(name.lower() for name in missing()) == sorted(names)

    install()
    assert missing() == []


def test_migrate_sets_the_triggers_again(own_database):
    drop("journal_entry_no_update")

    call_command("migrate", verbosity=0)

    assert missing() == []


@pytest.fixture
def another_migration(tmp_path, monkeypatch, settings):
    """The journal's migrations and one more, which rebuilds its tables: wider columns, a new one."""
    package = tmp_path / "migrations_of_tomorrow"
    package.mkdir()
    real = Path(migrations.__file__).parent
    (package / "__init__.py").write_text(f"__path__.append({str(real)!r})\n")
    latest = max(path.stem for path in real.glob("0*.py"))
    (package / "9999_widen.py").write_text(
        "from django.db import migrations, models\n"
        "class Migration(migrations.Migration):\n"
        f"    dependencies = [('journal', {latest!r})]\n"
        "    operations = [\n"
        "        migrations.AlterField('entry', 'step', models.CharField(max_length=300)),\n"
        "        migrations.AlterField('seal', 'digest', models.CharField(max_length=100)),\n"
        "        migrations.AddField('entry', 'shard', models.IntegerField(null=True)),\n"
        "        migrations.AlterField('head', 'digest', models.CharField(max_length=100)),\n"
        "    ]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"journal": "migrations_of_tomorrow"}


def test_the_triggers_outlive_a_migration_that_rebuilds_the_tables(settled, another_migration):
    found_hazard()
    seal(at=clock.now())

    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "journal_entry")]
    assert "shard" in columns, "the migration was applied"
    assert missing() == []
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM journal_entry")
    with pytest.raises(DatabaseError, match="append-only"):
        execute("UPDATE journal_seal SET digest = 'sm3'")
    assert verify().faults == []


def test_a_rebuilt_table_without_its_triggers_is_told_until_the_migrations_are_through(settled):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite rebuilds tables")
    wider = models.CharField(max_length=300)
    wider.set_attributes_from_name("step")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, Entry._meta.get_field("step"), wider)

    assert "journal_entry_no_UPDATE" in missing()
    install()
    assert missing() == []


def test_a_disabled_trigger_counts_as_missing(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite cannot disable a trigger")
    execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_update")

    assert [name.lower() for name in missing()] == ["journal_entry_no_update"]
