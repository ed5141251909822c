"""One template database a session, and copies of it: what every test that touches tables stands on.

Migrations and reference data are applied once, to the template; the copies cost milliseconds (a file copy on SQLite,
`CREATE DATABASE … TEMPLATE` on PostgreSQL). Nothing is ever flushed: append-only triggers forbid it and it would take
the reference data along.

Fixtures
    db             (pytest-django's, or the mark `django_db`) the worker's copy, each test rolled back: most tests
    own_database   a copy for one test, with real commits: threads, kills, commands in another process
    served         the site on a copy of its own at http://127.0.0.1:<port>: browser tests
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib
import importlib.util
import itertools
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from tests.plugin_postgres import SHARED_FOLDER

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences"}
SEEDER = ("anlan.testing", "seed_template")


class TemplateDatabase:
    """Builds the template once for all workers of a session and makes copies of it.

    `seed` fills the migrated template; it runs in one process only, with the connection pointing at the template.
    """

    def __init__(self, folder: Path, seed: Callable[[], None]) -> None:
        self.folder = folder
        self.seed = seed
        self.is_file = connection.vendor == "sqlite"
        self.name = self._name("template")
        self._numbers = itertools.count(1)

    def build(self) -> None:
        """Migrate and seed the template unless another worker has; waits for one that is about it."""
        with (self.folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ready = self.folder / "template.ready"
            if ready.exists():
                return
            if not self.is_file:
                self._execute(f'CREATE DATABASE "{self.name}"')
            if self.is_file:
                _copy_of_migrations(Path(self.name))
            with pointed_at(self.name):
                call_command("migrate", interactive=False, verbosity=0)
                self.seed()
            ready.touch()

    def copy(self) -> str:
        """Make a copy; its name (on SQLite its path)."""
        name = self._name(f"copy_{WORKER}_{next(self._numbers)}")
        if self.is_file:
            shutil.copyfile(self.name, name)
        else:
            self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a copy; connections that still hang on to it are cut."""
        if self.is_file:
            for ending in ("", "-wal", "-shm"):
                Path(name + ending).unlink(missing_ok=True)
        else:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """The address of a copy, for ANLAN_DATABASE_URL of another process."""
        if self.is_file:
            return f"sqlite:///{name}"
        return f"{os.environ['ANLAN_DATABASE_URL'].rpartition('/')[0]}/{name}"

    def _name(self, stem: str) -> str:
        return str(self.folder / f"{stem}.sqlite3") if self.is_file else f"anlan_{stem}"

    def _execute(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


def _copy_of_migrations(place: Path) -> None:
    """Put an SQLite file with all migrations applied at `place`: they cost half a minute, an earlier copy nothing.

    The copy lies in the environment's folder under the digest of every migration and of what they import; nothing else
    is in it, for the signals after `migrate` are not sent. A clean clone has none and applies them all.
    """
    kept = Path(sys.prefix) / "test-templates" / f"{_digest_of_migrations()}.sqlite3"
    if not kept.exists():
        with pointed_at(str(place)):
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
        kept.parent.mkdir(exist_ok=True)
        for old in kept.parent.iterdir():
            old.unlink(missing_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(place, unfinished)
        unfinished.replace(kept)
    else:
        shutil.copyfile(kept, place)


def _digest_of_migrations() -> str:
    code = ROOT / "anlan"
    files = [*code.glob("*/migrations/*.py"), code / "org/models/areas.py", *code.glob("journal/*.py")]
    told = hashlib.sha256(f"{django.__version__} {sys.version} {sqlite3.sqlite_version}".encode())
    for file in sorted(files):
        told.update(f"{file.relative_to(ROOT)} ".encode() + file.read_bytes())
    return told.hexdigest()[:32]


@contextlib.contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Let every connection made inside the block, of whatever thread, go to the database `name`."""
    connections.close_all()
    settings = connections.settings["default"]
    before, settings["NAME"] = settings["NAME"], name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before


@dataclass(frozen=True)
class OwnDatabase:
    """A copy that belongs to one test."""

    name: str
    url: str

    def environment(self, **more: str) -> dict[str, str]:
        """The environment for a process that shall work on this copy."""
        return os.environ | {"ANLAN_DATABASE_URL": self.url} | more


def _seed() -> None:
    module, function = SEEDER
    if importlib.util.find_spec(module) is not None:
        getattr(importlib.import_module(module), function)()


@pytest.fixture(scope="session")
def template_database(django_test_environment, django_db_blocker) -> TemplateDatabase:
    template = TemplateDatabase(Path(os.environ[SHARED_FOLDER]), _seed)
    with django_db_blocker.unblock():
        template.build()
    return template


@pytest.fixture(scope="session")
def django_db_setup(template_database, django_db_blocker) -> Iterator[None]:
    """In the place of pytest-django's: the worker's database is a copy of the template."""
    with django_db_blocker.unblock():
        name = template_database.copy()
    with pointed_at(name):
        yield
    with django_db_blocker.unblock():
        template_database.drop(name)


@pytest.fixture
def own_database(template_database, django_db_blocker) -> Iterator[OwnDatabase]:
    """A copy of the template for this test alone; commits are real, and gone with the copy."""
    with django_db_blocker.unblock():
        name = template_database.copy()
        try:
            with pointed_at(name):
                yield OwnDatabase(name, template_database.url(name))
        finally:
            template_database.drop(name)


@pytest.fixture
def served(own_database) -> Iterator[str]:
    """The address of the site, served by threads of this process on the test's own database."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        asked = mark is not None and (mark.kwargs.get("transaction") or mark.kwargs.get("reset_sequences"))
        if asked or FLUSHING & set(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid} would flush the database: use own_database or served")
