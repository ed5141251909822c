"""The ground that other tests stand on: engines, copies of the template, servers that end with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

COUNT_IN_ANOTHER_PROCESS = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM trial")
    print(connection.vendor, cursor.fetchone()[0])
"""
START_AND_WAIT = """
from tests.postgres import private_cluster
with private_cluster() as cluster:
    print(cluster.url.rpartition("/")[0].partition("@/")[2], flush=True)
    input()
"""


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("time_through", [1, 2])
def test_a_database_of_ones_own_keeps_commits_for_other_processes_and_nothing_for_other_tests(
    own_database, time_through
):
    assert "trial" not in connection.introspection.table_names()
    execute("CREATE TABLE trial (number integer)")
    execute("INSERT INTO trial VALUES (1), (2)")

    told = subprocess.run(
        [sys.executable, "-c", COUNT_IN_ANOTHER_PROCESS],
        env=own_database.environment(DJANGO_SETTINGS_MODULE="anlan.config.settings"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert told.split() == [connection.vendor, "2"]


@pytest.mark.django_db
def test_the_template_is_migrated():
    assert "django_migrations" in connection.introspection.table_names()


@pytest.mark.slow
@pytest.mark.faults
def test_a_private_server_ends_when_its_parent_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    folder = Path(parent.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])

    parent.send_signal(signal.SIGKILL)
    parent.communicate()

    until = time.monotonic() + 10
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
