"""T15: memory of all serving processes with the full city, after its main pages were opened 50 times each, signed in.

PSS counts a page shared by n processes as 1/n for each, so the sum is what the machine really gives.
`BENCH_HOME` names a data folder that already holds the city, to spare its loading.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench.ground import ROOT, note, size, tell, temporary_home
from bench.served import Reader, environment, free_port, running, tree

MOST_MB = 400
PAGES = (
    "/",
    "/hazards/",
    "/visits/",
    "/premises/",
    "/figures/",
    "/figures/hazards.outstanding/",
    "/figures/hazards.rectification_rate/",
    "/bulletins/",
)
ANLAN = [sys.executable, "-m", "anlan"]


def main() -> int:
    if not Path("/proc/self/smaps_rollup").exists():
        note("not measured: this system has no smaps_rollup")
        return 0
    given = os.environ.get("BENCH_HOME")
    if given:
        _measure(Path(given))
        return 0
    with temporary_home() as home:
        scale = "0.01" if size(1, 0) == 0 else "1"
        load = [*ANLAN, "demo", "load", "--scale", scale]
        subprocess.run(
            load, cwd=ROOT, env=environment(ANLAN_HOME=str(home)), check=True, stdout=subprocess.DEVNULL
        )
        _measure(home)
    return 0


def _measure(home: Path) -> None:
    port = free_port()
    serve = [*ANLAN, "serve", "--port", str(port)]
    with running(serve, folder=ROOT, log=home / "bench.log", port=port, within=120, ANLAN_HOME=str(home)) as (
        pid,
        _seconds,
    ):
        _tell(pid, "before the first page")
        reader = Reader(port, home, "office")
        for _ in range(size(50, 10)):
            for page in PAGES:
                reader.get(page)
        _tell(pid, f"after {len(PAGES)} pages {size(50, 10)} times", judged=True)


def _tell(pid: int, when: str, *, judged: bool = False) -> None:
    total = 0.0
    for each in tree(pid):
        megabytes = _pss(each)
        total += megabytes
        if judged:
            tell("T15", f"{when}: {_name(each)}", megabytes, "MB PSS")
    tell("T15", f"{when}: all serving processes", total, "MB PSS", most=MOST_MB if judged else None)


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _name(pid: int) -> str:
    """Return what a process is, without its folders."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    parts = [Path(word).name for word in words if word and not word.startswith("-")]
    return " ".join(parts[:4])[:34]


if __name__ == "__main__":
    sys.exit(main())
