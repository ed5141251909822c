"""A short sample of the kill suite, and proof that it bites; the whole is `make faults`."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.faults
KINDS = ("steps", "bulk", "sweep", "notices", "fold", "seal")


def killed(database: Any, *options: str) -> dict[str, Any]:
    """Return the report of the suite on copies of a database, run in a process that has no threads."""
    engine = "sqlite" if connection.vendor == "sqlite" else "postgres"
    command = [sys.executable, "-m", "tests.faults.kills", "--json", f"--engine={engine}"]
    done = subprocess.run(
        [*command, f"--template={database.url}", *options],
        check=False,
        env=database.environment(),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)[engine]
    return report


def total(report: dict[str, Any], fault: str) -> int:
    return sum(tally[fault] for tally in report["tallies"].values())


def test_what_is_killed_at_any_point_and_tried_again_is_there_once(own_database):
    report = killed(own_database, "--kills=12", "--epoch=12", "--most=2")

    assert report["words"] == []
    assert [total(report, fault) for fault in ("lost", "half", "doubled")] == [0, 0, 0]
    assert total(report, "kills") >= 12
    assert {kind for kind, tally in report["tallies"].items() if tally["acknowledged"]} == set(KINDS)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("autocommit", "half"),
        pytest.param("hasty", "lost", marks=pytest.mark.slow),
        pytest.param("forgetful", "doubled", marks=pytest.mark.slow),
    ],
    ids=["a door without a transaction", "an answer ahead of the commit", "a client without keys"],
)
def test_the_suite_finds_what_is_broken_on_purpose(own_database, broken, fault):
    report = killed(own_database, f"--broken={broken}", "--work", "steps", "--kills=24", "--epoch=6")

    assert total(report, fault) > 0
