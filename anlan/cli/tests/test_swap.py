"""The last passage of a restore, killed at every point: the next command finishes it, and nothing is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.cli import swap


def swap_until(home: Path, fatal: int) -> int:
    """Swap in a process of its own that kills itself ahead of (or, below zero, after) one of its renames."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    done, rename = 0, os.replace

    def deadly(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        rename(source, target)
        if done == -fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    os.replace = deadly  # type: ignore[assignment]
    staging, base = home / ".restoring", home / "anlan.sqlite3"
    parts = [(staging / "none-wal", home / "anlan.sqlite3-wal"), (staging / "database.sqlite3", base)]
    parts += [(staging / name, home / name) for name in ("evidence", "ledgers", "seals")]
    swap.plan(home, parts)
    swap.carry_out(home, staging)
    os._exit(0)


RENAMES = 8  # the plan, the log, twice the database, twice the evidence, the ledgers (new only), the seals (old only)


def installation(home: Path) -> None:
    """Two states side by side: an old one with a log and seals, a restored one with ledgers and no seals."""
    staging = home / ".restoring"
    for folder, told in ((home, "old"), (staging, "new")):
        (folder / "evidence").mkdir(parents=True)
        (folder / "evidence" / "a.jpg").write_text(told)
        name = "anlan.sqlite3" if folder == home else "database.sqlite3"
        with sqlite3.connect(folder / name) as base:
            base.execute("CREATE TABLE told (what TEXT)")
            base.execute("INSERT INTO told VALUES (?)", [told])
    (home / "anlan.sqlite3-wal").write_text("")
    (home / "seals").write_text("old")
    (staging / "ledgers").mkdir()
    (staging / "ledgers" / "l.xlsx").write_text("new")


def state(home: Path) -> tuple[str, str, bool, bool]:
    with sqlite3.connect(home / "anlan.sqlite3") as base:
        told = base.execute("SELECT what FROM told").fetchone()[0]
    evidence = (home / "evidence" / "a.jpg").read_text()
    return told, evidence, (home / "ledgers" / "l.xlsx").exists(), (home / "seals").exists()


@pytest.mark.parametrize("fatal", [*range(1, RENAMES + 1), *range(-RENAMES, 0)])
def test_a_swap_that_is_killed_is_finished_or_never_began(tmp_path, fatal):
    installation(tmp_path)
    assert swap_until(tmp_path, fatal) == -signal.SIGKILL

    if not swap.is_pending(tmp_path):  # killed ahead of the plan: nothing was touched
        assert fatal == 1
        assert state(tmp_path) == ("old", "old", False, True)
        return
    assert swap.carry_out(tmp_path, tmp_path / ".restoring") == 5

    assert state(tmp_path) == ("new", "new", True, False)
    (aside,) = tmp_path.glob("replaced-*")
    assert sorted(path.name for path in aside.iterdir()) == [
        "anlan.sqlite3",
        "anlan.sqlite3-wal",
        "evidence",
        "seals",
    ]
    assert (aside / "evidence" / "a.jpg").read_text() == "old"
    assert not swap.is_pending(tmp_path)
    assert not (tmp_path / ".restoring").exists()


def test_the_plan_may_be_carried_out_again_and_again(tmp_path):
    installation(tmp_path)
    staging = tmp_path / ".restoring"
    swap.plan(
        tmp_path, [(staging / "evidence", tmp_path / "evidence"), (staging / "seals", tmp_path / "seals")]
    )
    kept = (tmp_path / swap.PLAN).read_bytes()

    for _turn in range(3):
        swap.carry_out(tmp_path, tmp_path / "nothing")
        (tmp_path / swap.PLAN).write_bytes(kept)

    assert (tmp_path / "evidence" / "a.jpg").read_text() == "new"
    assert not (tmp_path / "seals").exists()


def test_the_next_command_finishes_it(tmp_path):
    installation(tmp_path)
    swap_until(tmp_path, 4)
    assert swap.is_pending(tmp_path)

    variables = {**os.environ, "ANLAN_HOME": str(tmp_path), "ANLAN_LANGUAGE": "en"}
    variables["ANLAN_DATABASE_URL"] = f"sqlite:///{tmp_path / 'anlan.sqlite3'}"
    done = subprocess.run(
        [sys.executable, "-m", "anlan", "template"],
        env=variables,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "has been finished" in done.stderr
    assert state(tmp_path) == ("new", "new", True, False)
