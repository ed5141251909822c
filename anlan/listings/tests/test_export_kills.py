"""Exports whose process was killed, and what is recorded while one is written."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.listings import exporting
from anlan.listings.models import Export, ExportState, Format
from anlan.listings.sheets import SHEETS
from anlan.listings.tests.test_exports import sheet_rows, wish
from anlan.listings.writing import write
from anlan.testing import actor, record_hazard, record_visit


def queued(code: str = "hazards") -> Export:
    return exporting.ask(
        by=actor("office1"), sheet=SHEETS[code], query={}, form=Format.XLSX, key="one", at=clock.now()
    )


def start(database, home: Path, *, slow: bool) -> subprocess.Popen[bytes]:
    """Start the process that writes; a slow one sleeps between its rows."""
    code = (
        "import sys, time; from anlan.listings import sheets; import anlan.cli as cli; "
        "runs = sheets.Sheet.keys\n"
        "def slowly(self, *args):\n"
        "    for keys in runs(self, *args):\n"
        "        yield keys\n"
        f"        time.sleep({60 if slow else 0})\n"
    )
    prelude = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'anlan.config.settings'; django.setup()\n"
    )
    run = prelude + code + "sheets.Sheet.keys = slowly\nsys.exit(cli.main(['exports']))"
    environment = database.environment(ANLAN_HOME=str(home))
    return subprocess.Popen([sys.executable, "-c", run], env=environment, stdout=subprocess.DEVNULL)


def wait_for(what, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.faults
def test_a_killed_export_is_taken_up_again_and_leaves_no_half_a_file(
    own_database, settled, tmp_path, monkeypatch
):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    record_hazard()
    export = queued()
    process = start(own_database, tmp_path, slow=True)
    wait_for(lambda: Export.objects.get().done > 0)
    assert exporting.take_up() == 0, "what is at work is left alone"

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert not exporting.path_of(Export.objects.get()).exists()
    assert exporting.take_up() == 1
    assert Export.objects.get().state == ExportState.QUEUED
    assert start(own_database, tmp_path, slow=False).wait() == 0
    done = Export.objects.get(pk=export.pk)
    assert (done.state, done.attempts, done.done) == (ExportState.DONE, 2, 1)
    assert hashlib.sha256(exporting.path_of(done).read_bytes()).hexdigest() == done.sha256
    exporting.sweep(older_than=time.time() + 60)
    assert not [path for path in exporting.folder().iterdir() if path.name.startswith(".writing-")]


@pytest.mark.faults
def test_an_export_that_kills_its_process_three_times_is_given_up(
    own_database, settled, tmp_path, monkeypatch
):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    record_hazard()
    queued()
    for _attempt in range(exporting.MOST_ATTEMPTS):
        with exporting.locked(Export.objects.get().pk):
            assert exporting._claim(Export.objects.get().pk)
        exporting.take_up()

    export = Export.objects.get()
    assert export.state == ExportState.FAILED
    assert "could not be written in 3 attempts" in export.reason
    assert exporting.work() == 0


@pytest.mark.faults
def test_what_is_recorded_while_a_file_is_written_is_not_in_it(own_database, settled, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr("anlan.listings.sheets.CHUNK", 2)
    for _number in range(5):
        record_hazard()
    before = set(Hazard.objects.values_list("pk", flat=True))

    def progress(done: int, total: int | None) -> None:
        if done == 2:
            environment = own_database.environment(ANLAN_HOME=str(tmp_path))
            code = (
                "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'anlan.config.settings'; django.setup()\n"
                "from anlan.testing import record_hazard; print(record_hazard().pk)"
            )
            subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)

    written = write(wish("hazards", {"sort": "-found"}), tmp_path / "list.xlsx", progress=progress)

    assert Hazard.objects.count() == len(before) + 1
    assert {int(row[-1]) for row in sheet_rows(tmp_path / "list.xlsx")[1:]} == before
    assert written.rows == len(before)


def test_the_command_writes_a_list_and_says_what_it_holds(own_database, settled, tmp_path):
    record_hazard()
    record_visit()
    out = tmp_path / "list.csv"
    command = [
        sys.executable,
        "-m",
        "anlan",
        "export",
        "hazards",
        "--out",
        str(out),
        "--format",
        "csv",
        "--json",
    ]
    environment = own_database.environment(ANLAN_HOME=str(tmp_path / "home"), ANLAN_LANGUAGE="en")

    done = subprocess.run(
        [*command, "--query", "state=outstanding"], env=environment, capture_output=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["rows"] == 1
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()

    refused = subprocess.run(
        [*command, "--query", "colour=red"], env=environment, capture_output=True, check=False
    )
    assert refused.returncode == 2
    assert b"has no filter" in refused.stderr
