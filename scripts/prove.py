"""Runs all sections of `make test`, `test-all`, `check`, `faults` or `bench`, and tells which failed.

A section is a heading and a command. A failing one does not keep the next from running; the exit status is 1 if any
failed. When all pass, the last line on the screen is the last section's own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# Slow and city-sized tests belong to `make test-all`; the browser's run once, on SQLite.
EVERYDAY = "not slow and not scale"
NOT_TWICE = "--ignore=tests/architecture"
# Processes and a clock, whole loads, what pages and documents look like: no engine's matter, once will do every day;
# `make test-all` runs them on both. Rules, races, kills, figures, ledgers, the API and every list run on both always.
ONCE = (
    "--ignore=tests/faults/test_serve.py",
    "--ignore=tests/faults/test_load.py",
    "--ignore=anlan/api/tests/test_schemathesis.py",
    "--ignore=anlan/web/tests",
    "--ignore=anlan/documents/tests",
    # makes a database from nothing twice, two minutes on PostgreSQL; restoring is tried on both every day
    "--deselect=anlan/cli/tests/test_backup.py::test_a_rehearsal_names_the_figures_that_would_be_others",
    "--ignore-glob=*/tests/test_pages.py",
    "--ignore-glob=*/tests/test_*_pages.py",
    "--ignore-glob=*/tests/test_views.py",
)
FAST = "not slow and not scale and not browser"


@dataclass(frozen=True)
class Section:
    """A heading and a command."""

    title: str
    command: list[str]


def pytest(*options: str, jobs: int = 0, marks: str = "") -> list[str]:
    parallel = ["-n", str(jobs), "--dist", "worksteal"] if jobs > 1 else []
    chosen = ["-m", marks] if marks else []
    return [
        sys.executable,
        "-m",
        "pytest",
        "--durations=40",
        "--durations-min=4",
        *parallel,
        *chosen,
        *options,
    ]


def sections(goal: str, jobs: int) -> list[Section]:
    """What a goal consists of, in order."""
    order = Section("Import order", [str(BIN / "lint-imports")])
    if goal == "test":
        return [
            order,
            Section("Tests on SQLite, with the browser", pytest(jobs=jobs, marks=EVERYDAY)),
            Section(
                "Tests on PostgreSQL",
                pytest("--pg", "--of-the-engine", NOT_TWICE, *ONCE, jobs=jobs, marks=FAST),
            ),
        ]
    if goal == "test-all":
        thorough = "--hypothesis-profile=thorough"
        return [
            order,
            Section("All tests on SQLite, with the browser", pytest(thorough, jobs=jobs)),
            Section(
                "All tests on PostgreSQL",
                pytest(thorough, "--pg", "--of-the-engine", NOT_TWICE, jobs=jobs, marks="not browser"),
            ),
        ]
    if goal == "check":
        return [
            Section("Format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
            Section("Lint", [str(BIN / "ruff"), "check", "."]),
            Section("Types", [str(BIN / "mypy")]),
            order,
            Section("Templates", [str(BIN / "djlint"), "--lint", "--quiet", "anlan"]),
            Section("Fast tests on SQLite", pytest(jobs=jobs, marks=FAST)),
        ]
    if goal == "faults":
        return [
            Section("Kills on SQLite and PostgreSQL", [sys.executable, "-m", "tests.faults.kills"]),
            Section(
                "The outbox of the field page", [sys.executable, "-m", "tests.faults.field", "--runs", "1000"]
            ),
        ]
    benches = sorted((ROOT / "bench").glob("bench_*.py"))
    if not benches:
        sys.exit("There is no bench/bench_*.py yet.")
    return [Section(bench.stem, [sys.executable, "-m", f"bench.{bench.stem}"]) for bench in benches]


def main() -> int:
    """Run the sections of the goal; 1 if any failed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("goal", choices=["test", "test-all", "check", "faults", "bench"])
    arguments.add_argument("--jobs", type=int, default=3, help="tests at the same time")
    chosen = arguments.parse_args()

    failed = []
    todo = sections(chosen.goal, chosen.jobs)
    for number, section in enumerate(todo, start=1):
        print(f"\n=== {number}/{len(todo)} {section.title} ".ljust(80, "="), flush=True)
        began = time.monotonic()
        outcome = subprocess.run(section.command, cwd=ROOT, check=False)
        took = time.monotonic() - began
        if outcome.returncode:
            failed.append(section.title)
            print(f"--- {section.title}: FAILED after {took:.1f} s (exit {outcome.returncode})", flush=True)
        elif number < len(todo):
            print(f"--- {section.title}: passed in {took:.1f} s", flush=True)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
