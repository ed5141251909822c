"""Chooses the engine and the data folder of a test run: `pytest` takes SQLite, `pytest --pg` a real PostgreSQL.

Everything happens when this module is imported, because pytest-django reads Django's settings before any hook of ours
could speak: a plugin that sets the address in a hook says PostgreSQL and tests SQLite. That the engine is the one asked
for is asserted once Django is up.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests import postgres

ENGINE_LINE = "ANLAN_TEST_ENGINE"
SHARED_FOLDER = "ANLAN_TEST_FOLDER"
WANTED = "--pg" in sys.argv[1:] + shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
DATABASES = {"db", "own_database", "template_database", "served"}
"""Fixtures that say that a test touches a database; others ask for one of these."""
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def _prepare() -> None:
    """Set ANLAN_HOME and ANLAN_DATABASE_URL for this process and those it starts; xdist's workers inherit them."""
    folder = tempfile.mkdtemp(prefix="anlan-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[SHARED_FOLDER] = folder
    os.environ["ANLAN_HOME"] = folder
    # An address of the developer's own shell must never be the one that tests write to.
    os.environ.pop("ANLAN_DATABASE_URL", None)
    os.environ["ANLAN_DEBUG"] = "0"
    if WANTED:
        running = contextlib.ExitStack()
        try:
            cluster = running.enter_context(postgres.private_cluster())
        except postgres.NoPostgres as problem:
            pytest.exit(str(problem), returncode=4)
        atexit.register(running.close)
        os.environ["ANLAN_DATABASE_URL"] = cluster.url
        os.environ[ENGINE_LINE] = f"PostgreSQL {cluster.version} ({cluster.binaries}), private cluster"
    else:
        import sqlite3

        os.environ[ENGINE_LINE] = f"SQLite {sqlite3.sqlite_version}"


if IS_WORKER:
    # Each worker has a data folder of its own (a shifted clock stays in it); engine and template are shared.
    os.environ["ANLAN_HOME"] = str(Path(os.environ[SHARED_FOLDER]) / os.environ["PYTEST_XDIST_WORKER"])
else:
    _prepare()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pg", action="store_true", help="run the tests on a private PostgreSQL instead of SQLite"
    )
    parser.addoption(
        "--of-the-engine",
        action="store_true",
        help="leave out what touches no database: it says nothing new twice",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--of-the-engine"):
        return
    touching = [item for item in items if DATABASES & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(touching)])
    items[:] = touching


def pytest_report_header() -> str:
    return f"database: {os.environ[ENGINE_LINE]}"


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """What differs from an installation: plain static names (no collectstatic) and a cheap password hasher."""
    from django.conf import settings

    if not settings.configured:  # pytest -p no:django
        return
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse to run on an engine other than the one asked for."""
    from django.conf import settings

    if not settings.configured:
        return
    from django.db import connection

    asked = "postgresql" if session.config.getoption("--pg") else "sqlite"
    if connection.vendor != asked:
        pytest.exit(f"Asked for {asked}, but Django is set up for {connection.vendor}.", returncode=4)
