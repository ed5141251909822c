"""Pages while a ledger is taken in: 20 readers, first alone, then beside `anlan import` in another process.

Issue 4 asks for the 95th percentile of pages beside the idle one. `BENCH_HOME` names a data folder with a city (it is
written to); without it a tenth of the city is loaded. Each reader opens a page every five seconds. `BENCH_ROWS` says
how many rows the ledger has, 100,000 without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.ground import ROOT, note, size, tell, temporary_home
from bench.served import Reader, environment, free_port, running

READERS = 20
EACH = 5.0
"""Seconds from page to page of a reader: four pages a second together, as a city's office does at its busiest."""
PAGES = (
    "/",
    "/hazards/",
    "/hazards/?state=overdue",
    "/visits/",
    "/premises/",
    "/figures/hazards.outstanding/",
    "/todo/",
)
ANLAN = [sys.executable, "-m", "anlan"]


def main() -> int:
    given = os.environ.get("BENCH_HOME")
    if given:
        _measure(Path(given))
        return 0
    with temporary_home() as home:
        load = [*ANLAN, "demo", "load", "--scale", "0.01" if size(1, 0) == 0 else "0.1"]
        variables = environment(ANLAN_HOME=str(home))
        subprocess.run(load, cwd=ROOT, env=variables, check=True, stderr=subprocess.DEVNULL)
        _measure(home)
    return 0


def _measure(home: Path) -> None:
    rows = int(os.environ.get("BENCH_ROWS") or size(100_000, 1_000))
    ledger = home / "ledger.xlsx"
    script = (
        "import django; django.setup(); from pathlib import Path; from bench.bench_import import _ledger; "
        f"_ledger(Path({str(ledger)!r}), {rows})"
    )
    variables = environment(
        ANLAN_HOME=str(home), DJANGO_SETTINGS_MODULE="anlan.config.settings", PYTHONPATH=str(ROOT)
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=variables, check=True)
    port = free_port()
    serve = [*ANLAN, "serve", "--port", str(port)]
    with running(serve, folder=ROOT, log=home / "bench.log", port=port, within=120, ANLAN_HOME=str(home)):
        reader = Reader(port, home, "office")
        for page in PAGES:
            reader.get(page)
        until = time.monotonic() + size(30, 8)
        idle = _read(reader, lambda: time.monotonic() < until)
        command = [*ANLAN, "import", "hazards", str(ledger), "--option", "with-visits"]
        began = time.monotonic()
        silent = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=ROOT, env=variables, **silent) as taking:  # type: ignore[call-overload]
            beside = _read(reader, lambda: taking.poll() is None)
            out, _none = taking.communicate()
        took = time.monotonic() - began
    note(out.decode().splitlines()[0] if out else "the import said nothing")
    note(
        f"{READERS} readers, each a page every {EACH:.0f} s: {len(idle):,} pages alone, {len(beside):,} beside it"
    )
    tell("P", "rows taken in a second beside the readers", rows / took, "/s")
    for name, share in (("median", 0.5), ("95th percentile", 0.95), ("slowest", 1.0)):
        tell("P", f"a page alone, {name}", _at(idle, share) * 1e3, "ms")
        tell("P", f"a page beside the import, {name}", _at(beside, share) * 1e3, "ms")
    tell("P", "95th percentile beside the import / alone", _at(beside, 0.95) / _at(idle, 0.95), "×")


def _read(reader: Reader, goes_on: object) -> list[float]:
    """Return the seconds of every page that the readers opened."""
    times: list[float] = []

    def work(number: int) -> None:
        time.sleep(number / READERS * EACH)
        turn = number
        while goes_on():  # type: ignore[operator]
            began = time.monotonic()
            reader.get(PAGES[turn % len(PAGES)])
            times.append(time.monotonic() - began)
            turn += 1
            time.sleep(max(0.0, EACH - (time.monotonic() - began)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


if __name__ == "__main__":
    sys.exit(main())
