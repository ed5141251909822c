"""A short sample of the field page's fault suite, and proof that it bites; the whole is `make faults`."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.faults


def ran(own_database: Any, *options: str) -> dict[str, Any]:
    """Return the report of a run in a process of its own, on a copy of the database that holds the small city."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.field", "--json", "--city", *options],
        check=False,
        env=own_database.environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def total(report: dict[str, Any], what: str) -> int:
    return sum(one[what] for one in report["plans"].values())


def test_what_the_phone_keeps_arrives_once_whatever_goes_wrong(settled, own_database):
    if connection.vendor != "sqlite":
        pytest.skip("the phone is the same whatever the engine: once will do")

    report = ran(own_database, "--runs", "11", "--seed", "5")

    assert report["words"] == []
    assert [total(report, what) for what in ("lost", "doubled")] == [0, 0]
    assert total(report, "kept") >= 11
    assert len(report["met"]) >= 5


@pytest.mark.slow
@pytest.mark.parametrize(("broken", "fault"), [("hasty", "lost"), ("forgetful", "doubled")])
def test_the_suite_finds_an_outbox_that_is_broken_on_purpose(settled, own_database, broken, fault):
    report = ran(own_database, "--runs", "12", "--seed", "5", "--broken", broken)

    assert total(report, fault) > 0
