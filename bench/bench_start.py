"""T14: from a clean copy of the repository to the first page: `make demo`, packages cached; then a second start.

The copy holds what is tracked or could be (no ignored file, no environment, no data). `BENCH_SIZE=small` leaves the
full city out.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from bench.ground import ROOT, SMALL, note, tell, temporary_home
from bench.served import free_port, running

SCALES = (("0.01", 60.0),) if SMALL else (("0.01", 60.0), ("1", 240.0))
MOST_AGAIN = 5.0


def main() -> int:
    for scale, most in SCALES:
        with temporary_home() as folder:
            clone = folder / "anlan"
            _copy(clone)
            first, cpu = _start(clone, folder / "first.log", scale)
            tell("T14", f"clean clone to the first page, SCALE={scale}", first, "s", most=most)
            tell("T14", f"CPU that it took, SCALE={scale}", cpu, "s")
            again, cpu = sorted(_start(clone, folder / "again.log", scale) for _ in range(3))[1]
            tell("T14", f"second start, SCALE={scale}", again, "s", most=MOST_AGAIN)
            tell("T14", f"CPU that it took, SCALE={scale}", cpu, "s")
            note(
                f"processes that wanted a core meanwhile (load): {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
            )
            size = sum(file.stat().st_size for file in (clone / ".home").rglob("*") if file.is_file())
            note(f"data folder at SCALE={scale}: {size / 1e6:,.0f} MB")
    return 0


def _copy(clone: Path) -> None:
    """Copy the files that a commit of the present state would hold."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listing.split("\0")):
        source, target = ROOT / name, clone / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _start(clone: Path, log: Path, scale: str) -> tuple[float, float]:
    """Return the seconds to the first page and the CPU seconds of all processes, their end included.

    On a machine with other work the CPU tells what the clock does not.
    """
    port = free_port()
    command = ["make", "demo", f"SCALE={scale}", f"PORT={port}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with running(command, folder=clone, log=log, port=port, within=1800) as (_pid, seconds):
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
