"""T8: the 16:00 rush. 3,000 units send within 60 seconds, a fifth of them twice, while 50 boards poll.

Every request goes over HTTP to granian with the options of `anlan serve`; its worker runs beside it, and so does this
load generator, on the same cores. A clerk posts the form of the page (half of them a zero) and reads the receipt to
which it leads; the time counts from the moment at which the clerk wanted to send to the receipt's last byte. Of those
who retry, half press twice at once and half lose the network after sending and send the same form again. Afterwards
the tables and the journal are read: none lost, none doubled, every retry got the receipt of the first.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bench.clients import Client, Times, closed_loop, open_loop
from bench.ground import ROOT, note, on_engines, size, tell
from bench.served import environment, free_port, running, tree
from bench.units import DAY, Rush, Unit, populate

UNITS = size(3_000, 300)
SECONDS = size(60, 6)
BOARDS = 50
EVERY_SECONDS = 10.0
RETRYING = 0.2
MOST_P99 = 500.0
CLIENTS = 16
STARTS = time(15, 59, 0)
RECEIPT = re.compile(rb"RB\d{8}-\d{7,}")
ENTRY = re.compile(rb"journal entry (\d+)")
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("report", {"situation": "开展日常检查和隐患跟踪整改，总体情况正常"}),
    ("zero", {"statement": "all_safe"}),
)


class Clerks:
    """Send the reports of units and keep what each was answered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[int, list[tuple[bytes, bytes]]] = {}  # due → (receipt, entry) of each answer
        self.faults: list[str] = []

    async def send(self, unit: Unit, *, turn: int, retries: str = "") -> None:
        step, given = STEPS[turn % 2]
        path, form = f"/reports/{unit.due}/{step}/", {**given, "key": f"rush-{unit.due}-key"}
        if retries == "vanish":
            client = Client(self.port, unit.session)
            await client.post_and_vanish(path, **form)
            await asyncio.sleep(0.2)
        sends = [self._once(unit, path, form) for _n in range(2 if retries == "twice" else 1)]
        await asyncio.gather(*sends)

    async def _once(self, unit: Unit, path: str, form: dict[str, str]) -> None:
        client = Client(self.port, unit.session)
        try:
            answer = await client.post(path, **form)
            if answer.status != 302 or "/receipt/" not in answer.headers["location"]:
                self.faults.append(f"{answer.status} {answer.headers.get('location')}: {answer.body[:300]!r}")
                return
            page = await client.get(answer.headers["location"])
            receipt, entry = RECEIPT.search(page.body), ENTRY.search(page.body)
            told = (receipt[0] if receipt else b"", entry[1] if entry else b"")
            self.answers.setdefault(unit.due, []).append(told)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.faults.append(repr(error))
        finally:
            await client.close()


class Boards:
    """Poll the live part of the board as browsers do: with the tag of what they show."""

    def __init__(self, port: int, sessions: list[str]) -> None:
        self.clients = [Client(port, session) for session in sessions]
        self.tags = [""] * len(sessions)
        self.statuses: dict[int, int] = {}
        self.bytes = 0
        self.waiting: set[int] = set()

    async def poll(self, n: int) -> None:
        if n in self.waiting:  # a browser asks again only when it was answered
            self.statuses[0] = self.statuses.get(0, 0) + 1
            return
        self.waiting.add(n)
        try:
            await self._poll(n)
        finally:
            self.waiting.discard(n)

    async def _poll(self, n: int) -> None:
        headers = {"If_None_Match": self.tags[n]} if self.tags[n] else {}
        answer = await self.clients[n].get(f"/reports/board/live/?day={DAY}", HX_Request="true", **headers)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        self.bytes += len(answer.body)
        self.tags[n] = answer.headers.get("etag", "")

    async def close(self) -> None:
        for client in self.clients:
            await client.close()

    def acts(self, seconds: float) -> list[Any]:
        chance = random.Random(7)
        begins = [chance.random() * EVERY_SECONDS for _client in self.clients]
        return [
            (at, lambda n=n: self.poll(n))
            for n, first in enumerate(begins)
            for at in [first + turn * EVERY_SECONDS for turn in range(int(seconds / EVERY_SECONDS) + 1)]
            if at < seconds
        ]


@contextlib.contextmanager
def served(home: Path, *, worker: bool = True) -> Iterator[tuple[int, int]]:
    """Serve the installation of this process and the bare endpoint beside it; yield the port and the server."""
    port = free_port()
    variables = {"ANLAN_HOME": str(home), "PYTHONPATH": str(ROOT)}
    if url := os.environ.get("ANLAN_DATABASE_URL"):
        variables["ANLAN_DATABASE_URL"] = url
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "bench.rush_app:application", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    with running(command, folder=ROOT, log=home / "rush.log", port=port, within=60, **variables) as (
        pid,
        _took,
    ):
        worked = (
            subprocess.Popen(
                [sys.executable, "-m", "anlan", "worker"], cwd=ROOT, env=environment(**variables)
            )
            if worker
            else None
        )
        try:
            yield port, pid
        finally:
            if worked is not None:
                worked.terminate()
                worked.wait(30)


@contextlib.contextmanager
def clock_from(moment: datetime) -> Iterator[None]:
    """Let the served clock run from a moment on, with the beat that `anlan serve` would keep."""
    from anlan.kernel import clock

    clock.write_shift(moment, running=True)
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(4):
            clock.write_shift(clock.now(), running=True)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def measure() -> None:
    from django.conf import settings
    from django.db import connection

    from anlan.cli.serve import _collect_static
    from anlan.kernel import clock

    rush = populate(UNITS, days=3, boards=BOARDS)
    _collect_static()
    if connection.vendor == "postgresql":  # what its own housekeeping does within the first minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    starts = datetime.combine(DAY, STARTS, tzinfo=clock.SHANGHAI)
    with clock.at(starts):
        _worked_all_day()
    connection.close()
    note(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with (
        clock_from(starts),
        served(Path(settings.HOME), worker=not os.environ.get("BENCH_ALONE")) as (port, pid),
    ):
        clerks, cpu = Clerks(port), _cpu(pid)
        asyncio.run(_rush(port, clerks, rush))
        tell(
            "T8",
            "CPU of the server for a report, receipts and boards included",
            (_cpu(pid) - cpu) * 1000 / UNITS,
            "ms",
        )
        _proven(clerks, rush.units[DAY])
        asyncio.run(_capacity(port, pid, clerks, rush))
    _sound()
    note(f"load of the machine after: {os.getloadavg()[0]:.1f}")


def _worked_all_day() -> None:
    """Do what a worker that ran all day has done: the newest slot of each job. A fresh one would do it in the rush."""
    from anlan.jobs import runner
    from anlan.jobs.models import Run
    from anlan.jobs.schedule import JOBS
    from anlan.kernel import clock

    for job in JOBS.values():
        runner.run(Run.objects.create(job=job.name, slot_at=job.slot(clock.now())).pk)


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a server and all its processes, every thread included."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / ticks


async def _rush(port: int, clerks: Clerks, rush: Rush) -> None:
    units, chance = rush.units[DAY], random.Random(16)
    boards = Boards(port, rush.boards)
    acts = []
    for turn, unit in enumerate(units):
        retries = chance.choice(("twice", "vanish")) if chance.random() < RETRYING else ""
        acts.append(
            (chance.random() * SECONDS, lambda u=unit, t=turn, r=retries: clerks.send(u, turn=t, retries=r))
        )
    await _warm(clerks, rush)
    sent, polled = await asyncio.gather(open_loop(acts), open_loop(boards.acts(SECONDS)))
    await boards.close()
    note(f"{len(units)} reports in {SECONDS} s, form to receipt: {sent}")
    note(f"{BOARDS} boards, {boards.statuses}, {boards.bytes / 1e6:.1f} MB: {polled}")
    limit = None if SECONDS < 60 else MOST_P99
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        tell("T8", f"report to receipt, {name}", sent.at(share), "ms")
    tell("T8", "report to receipt, p99", sent.at(0.99), "ms", most=limit)
    tell("T8", "a board's poll, p99", polled.at(0.99), "ms", most=limit)
    tell("T8", "answers that were no receipt", len(clerks.faults), "", most=0)
    for fault in clerks.faults[:3]:
        note(fault)


async def _warm(clerks: Clerks, rush: Rush) -> None:
    """Let every thread of the server have done everything once, and its worker have started."""
    earlier = rush.units[DAY - timedelta(days=1)][-32:]
    await asyncio.gather(*(clerks.send(unit, turn=turn) for turn, unit in enumerate(earlier)))
    boards = [Client(clerks.port, session) for session in rush.boards[:8]]
    await asyncio.gather(*(board.get(f"/reports/board/live/?day={DAY}") for board in boards))
    for board in boards:
        await board.close()
    await asyncio.sleep(size(10, 3))
    clerks.answers.clear()


async def _capacity(port: int, pid: int, clerks: Clerks, rush: Rush) -> None:
    """Measure what the server does at most: reports, and bare requests, with so many clients that never wait."""
    days = [day for day in sorted(rush.units, reverse=True) if day != DAY]
    first, second = ([*rush.units[day]] for day in days)
    count = min(len(first), size(1_500, 150))

    def reports(units: list[Unit]) -> list[Callable[[], Any]]:
        return [lambda u=unit, t=turn: clerks.send(u, turn=t) for turn, unit in enumerate(units[:count])]

    def bare(path: str) -> list[Callable[[], Any]]:
        return [lambda: _bare(port, path) for _n in range(count * 2)]

    rounds: list[tuple[Times, Times, Times]] = []
    spent: list[tuple[float, float]] = []
    for units in (first, second):
        cpu = [_cpu(pid)]
        three = await closed_loop(bare("/bare/three"), clients=CLIENTS)
        cpu.append(_cpu(pid))
        ours = await closed_loop(reports(units), clients=CLIENTS)
        cpu.append(_cpu(pid))
        spent.append(((cpu[2] - cpu[1]) / len(ours.values), (cpu[1] - cpu[0]) / len(three.values)))
        hello = await closed_loop(bare("/bare/hello"), clients=CLIENTS)
        rounds.append((ours, three, hello))
    for ours, three, hello in rounds:
        note(f"{CLIENTS} clients, reports to receipt: {ours}")
        note(f"{CLIENTS} clients, bare three rows: {three}")
        note(f"{CLIENTS} clients, bare hello: {hello}")
    ours, three, hello = (sum(r[n].rate for r in rounds) / len(rounds) for n in range(3))
    tell("T8", "reports a second, form and receipt page, sustained", ours, "/s", least=UNITS / SECONDS)
    tell("T8", "bare POST of three rows on the same server", three, "/s")
    tell("T8", "bare hello on the same server", hello, "/s")
    tell("T8", "rate of reports / rate of the bare POST", ours / three, "×")
    mine, bare_cpu = (sum(pair[n] for pair in spent) / len(spent) * 1000 for n in range(2))
    tell("T8", "CPU of the server: a report with its receipt page", mine, "ms")
    tell("T8", "CPU of the server: a bare POST of three rows", bare_cpu, "ms")


async def _bare(port: int, path: str) -> None:
    client = Client(port, "")
    answer = await (client.post(path) if path.endswith("three") else client.get(path))
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {answer.body[:200]!r}")
    await client.close()


def proof(clerks: Clerks, units: list[Unit]) -> dict[str, list[int]]:
    """Compare what the clerks were told with what stands in the tables and in the journal; return what is wrong."""
    from collections import Counter

    from anlan.journal.models import Entry
    from anlan.reporting.models import Due

    numbers = {unit.due: unit.number.encode() for unit in units}
    days = {unit.number[2:10] for unit in units}
    dues = Due.objects.filter(day__in=[date.fromisoformat(f"{d[:4]}-{d[4:6]}-{d[6:]}") for d in days])
    stored = {
        key: version
        for key, version in dues.exclude(received_at=None).values_list("pk", "version")
        if key in numbers
    }
    sent = Entry.objects.filter(kind="report", step__in=("report", "zero")).values_list("case_id", flat=True)
    entries = Counter(key for key in sent if key in numbers)
    told = clerks.answers
    return {
        "stored": list(stored),
        "twice": [key for key, answers in told.items() if len(answers) > 1],
        "lost": [key for key in told if key not in stored or entries[key] == 0],
        "unanswered": [key for key in numbers if key not in told],
        "doubled": [key for key in numbers if entries[key] > 1 or stored.get(key, 1) > 1],
        "other": [k for k, answers in told.items() if len(set(answers)) > 1 or answers[0][0] != numbers[k]],
    }


def _proven(clerks: Clerks, units: list[Unit]) -> None:
    found = proof(clerks, units)
    note(f"{len(found['stored'])} of {len(units)} stored, {len(found['twice'])} answered twice")
    tell("T8", "lost: answered with a receipt, and not stored", len(found["lost"]), "", most=0)
    tell("T8", "never answered", len(found["unanswered"]), "", most=0)
    tell("T8", "doubled in table or journal", len(found["doubled"]), "", most=0)
    tell("T8", "retries with another receipt or entry", len(found["other"]), "", most=0)


def _sound() -> None:
    from anlan.figures.verification import verify as verify_figures
    from anlan.journal.verify import verify as verify_journal

    faults = [*verify_journal().faults, *verify_figures().faults]
    tell("T8", "faults of journal and figures afterwards", len(faults), "", most=0)
    for fault in faults[:3]:
        note(str(fault))


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_rush", measure))
