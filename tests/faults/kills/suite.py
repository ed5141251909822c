"""Draws turns and kills, tries again as a client would, and counts what went wrong."""

from __future__ import annotations

import json
import os
import pickle
import random
import select
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import OperationalError, connection, connections
from django.utils import translation

from anlan.figures.counting import fold
from anlan.kernel import clock
from anlan.testing import NOON, actor, criterion, small_city
from tests.faults.kills import proof
from tests.faults.kills.plan import CRITERION, KINDS, Turn, turn
from tests.faults.kills.trap import COMMIT, FILE, HIMSELF, SERVER, STATEMENT, Point, Trap
from tests.faults.kills.worker import Worker, teller

HANGS_AFTER = 60.0
"""Seconds after which a worker that says nothing is taken for stuck: a fault of its own."""


class Broken(RuntimeError):
    """The suite itself could not go on."""


# -- processes -----------------------------------------------------------------------------------------------------


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Run `work` in a process of its own, given a pipe to tell on; return (its number, the pipe to read).

    The parent holds no connection, so none is shared; the child ends without any clearing up.
    """
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            with translation.override("en"):
                work(writing)
            status = 0
        except BaseException:  # noqa: BLE001 -- nothing may leave a forked child but its exit
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    return child, reading


def asked(question: Callable[[], Any]) -> Any:
    """Return what `question` answers in a process of its own. Raises Broken if it fails."""

    def answer(pipe: int) -> None:
        data = pickle.dumps(question())
        with os.fdopen(pipe, "wb") as sink:
            sink.write(data)
        connections.close_all()

    child, pipe = forked(answer)
    with os.fdopen(pipe, "rb") as source:
        data = source.read()
    _pid, status = os.waitpid(child, 0)
    if status:
        raise Broken(f"{getattr(question, '__name__', 'a question')} ended with status {status}")
    return pickle.loads(data)


@dataclass
class Attempt:
    """What became of one process: what it said, how it ended."""

    told: list[dict[str, Any]]
    status: int
    seconds: float
    late: bool = False  # killed from outside, at a moment

    @property
    def killed(self) -> bool:
        served = any(line.get("server") for line in self.told)
        return served or (os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL)


def listen(children: dict[int, int], moments: Mapping[int, float]) -> list[Attempt]:
    """Read what the processes say until they end; kill those with a moment when it has come."""
    began = time.monotonic()
    pids = {pipe: child for child, pipe in children.items()}
    said: dict[int, bytes] = dict.fromkeys(pids, b"")
    ended: dict[int, float] = {}
    due = {pipe: began + moments[child] for pipe, child in pids.items() if child in moments}
    late: set[int] = set()
    while len(ended) < len(pids):
        now = time.monotonic()
        waits = min([at - now for at in due.values()] + [began + HANGS_AFTER - now])
        ready, _w, _x = select.select([p for p in pids if p not in ended], [], [], max(0.0, waits))
        for pipe in ready:
            data = os.read(pipe, 1 << 16)
            said[pipe] += data
            if not data:
                ended[pipe] = time.monotonic() - began
                due.pop(pipe, None)
        for pipe in [pipe for pipe, at in due.items() if time.monotonic() >= at]:
            os.kill(pids[pipe], signal.SIGKILL)
            late.add(pipe)
            del due[pipe]
        if time.monotonic() > began + HANGS_AFTER:
            for pipe in set(pids) - set(ended):
                os.kill(pids[pipe], signal.SIGKILL)
            raise Broken(f"a worker said nothing more for {HANGS_AFTER} s")
    attempts = []
    for pipe, child in pids.items():
        os.close(pipe)
        _pid, status = os.waitpid(child, 0)
        # a line that was cut off was not said
        lines = [json.loads(line) for line in said[pipe].split(b"\n")[:-1]]
        attempts.append(Attempt(lines, status, ended[pipe], pipe in late))
    return attempts


# -- counting ------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """One line of the table."""

    kills: int = 0
    acknowledged: int = 0
    retried: int = 0
    lost: int = 0
    half: int = 0
    doubled: int = 0

    @property
    def faults(self) -> int:
        return self.lost + self.half + self.doubled


@dataclass
class Report:
    """What a run found: a tally by kind of work, kills by what was killed where, and the first faults in words."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    places: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)

    def note(self, kind: str, fault: str, where: list[str]) -> None:
        if where:
            tally = self.tallies[kind]
            setattr(tally, fault, getattr(tally, fault) + len(where))
            self.words += [f"{kind}: {fault}: {text[:300]}" for text in where[:3]]

    def plain(self) -> dict[str, Any]:
        return {
            "tallies": {kind: asdict(tally) for kind, tally in self.tallies.items()},
            "places": dict(self.places),
            "words": self.words,
        }

    def kills_of(self, kind: str) -> int:
        return self.tallies[kind].kills if kind in self.tallies else -1

    @property
    def kills(self) -> int:
        return sum(tally.kills for tally in self.tallies.values())

    @property
    def faults(self) -> int:
        return sum(tally.faults for tally in self.tallies.values())


# -- the suite -----------------------------------------------------------------------------------------------------


@dataclass
class Usual:
    """How much a turn of a kind passes when nobody kills it, as the twin last showed: where kills may fall."""

    statements: int = 160
    commits: int = 12
    writes: int = 0
    seconds: float = 0.4


class Suite:
    """Works and kills on one engine; `twin` and `subject` are set by whoever makes the databases."""

    def __init__(
        self, seed: int, *, most: int = 6, kinds: Sequence[str] = (), servers: float = 0.0, broken: str = ""
    ) -> None:
        self.chance = random.Random(seed)
        self.most = most  # kills within one turn; they fall so far apart that they reach its end
        self.servers = servers  # the share of kills that fall on the server's process
        self.broken = broken
        self.report = Report()
        self.usual: dict[str, Usual] = defaultdict(Usual)
        self.kinds = list(kinds or KINDS)
        self.turns = 0
        self.actors: Any = {}
        self.places: dict[str, int] = {}

    def epoch(self, kills: int, subject: Callable[[], None], twin: Callable[[], None]) -> None:
        """Work on a fresh database until so many kills have fallen; then do the same on its twin and compare.

        `subject` and `twin` point this process's future connections at the one and the other.
        """
        twin()
        asked(_standing)
        subject()
        self.actors, self.places = asked(_standing)
        wanted, moment, done = self.report.kills + kills, NOON, []
        while self.report.kills < wanted or len(self.report.tallies) < len(self.kinds):
            kind = min(self.kinds, key=self.report.kills_of)
            planned, moment = turn(kind, f"{self.turns:03d}", moment, self.chance)
            self.turns += 1
            self.turn(planned, wanted)
            done.append(planned)
        asked(_fold_all)
        killed = asked(proof.portrait)
        twin()
        self.usual |= asked(lambda: self._undisturbed(done))
        asked(_fold_all)
        for kind, faults in proof.compare(asked(proof.portrait), killed).items():
            for fault, where in faults.items():
                self.report.note(kind, fault, where)

    def _undisturbed(self, turns: list[Turn]) -> dict[str, Usual]:
        """Do the turns without a kill; return how much each kind passed."""
        usual: dict[str, Usual] = {}
        trap = Trap(None, _unsaid)
        trap.set()
        for planned in turns:
            trap.passed = dict.fromkeys(trap.passed, 0)
            began = time.monotonic()
            Worker(self.actors, self.places, _unsaid).work(planned, 0, trap)
            passed, took = trap.passed, time.monotonic() - began
            usual[planned.kind] = Usual(passed[STATEMENT], passed[COMMIT], passed[FILE], took)
        return usual

    def turn(self, planned: Turn, wanted: int) -> None:
        """Do a turn, killed again and again on its way, then once more whole and undisturbed."""
        tally = self.report.tallies[planned.kind]
        acks: dict[str, int] = {}
        known = dict(self.places)
        start = 0
        for _kill in range(self.most):
            pair = (
                self.chance.random() < 0.15
            )  # two processes at once, as after a double click or a second worker
            attempts = self._attempt(planned, start, known, 2 if pair else 1)
            tally.kills += sum(attempt.killed for attempt in attempts)
            start = max(start, *(self._take_down(planned, attempt, acks, known) for attempt in attempts))
            if any(attempt.killed for attempt in attempts):
                tally.retried += 1
                self._await_server(attempts)
                self._prove(planned, acks)
            if start == len(planned.ops) or self.report.kills >= wanted:
                break
        # with every key again, also those that were answered; jobs go on from the one that was cut off
        [last] = self._run(planned, 0, known, [None], jobs_from=start)
        if last.status:
            raise Broken(f"{planned.kind}: the undisturbed work failed")
        self._take_down(planned, last, acks, known)
        self._prove(planned, acks)
        tally.acknowledged += len(acks)

    def _prove(self, planned: Turn, acks: dict[str, int]) -> None:
        """Note what is there in part, and what was acknowledged and is not there once: ahead of any repair."""
        half, faults = asked(lambda: (proof.half_written(), proof.acknowledged(acks)))
        self.report.note(planned.kind, "half", half)
        if self.broken != "forgetful":
            for fault, keys in faults.items():
                self.report.note(planned.kind, fault, keys)

    def _attempt(self, planned: Turn, start: int, known: dict[str, int], processes: int) -> list[Attempt]:
        points = [self._point(planned.kind) for _process in range(processes)]
        self.report.places["with a second process at the same work"] += processes - 1
        if processes > 1:  # the server's end would end the other one too
            points = [Point(p.edge, p.number) if p else None for p in points]
        until = len(planned.ops)
        if processes > 1 and any(op.job for op in planned.ops):
            # as far as one job together: a job that comes too late would see what the clock has not reached yet
            until = next(n for n in range(max(start, planned.armed), until) if planned.ops[n].job) + 1
        attempts = self._run(planned, start, known, points, until=until)
        for point, attempt in zip(points, attempts, strict=True):
            if attempt.killed:
                edge = "at a moment" if point is None else f"at a {point.edge}"
                self.report.places[f"{point.whom if point else HIMSELF} {edge}"] += 1
            elif attempt.status and not any(a.killed for a in attempts):
                raise Broken(f"{planned.kind}: a worker failed that nobody killed")
        return attempts

    def _point(self, kind: str) -> Point | None:
        """Draw where the kill falls: a statement, the edge of a commit, or (None) any moment."""
        usual, chance = self.usual[kind], self.chance
        whom = SERVER if chance.random() < self.servers else HIMSELF
        drawn = chance.random()
        if usual.writes and drawn < 0.3:
            return Point(FILE, chance.randint(1, usual.writes))
        if drawn < 0.5:
            return Point(STATEMENT, chance.randint(1, max(2, usual.statements * 2 // self.most)), whom)
        if drawn < 0.75 or whom == SERVER:
            return Point(COMMIT, chance.randint(1, max(2, usual.commits * 2 // self.most)), whom)
        return None

    def _run(
        self,
        planned: Turn,
        start: int,
        known: dict[str, int],
        points: list[Point | None],
        *,
        until: int | None = None,
        jobs_from: int | None = None,
    ) -> list[Attempt]:
        """Let a process for each point work; without `jobs_from` one without a point is killed at a moment."""

        def work(point: Point | None) -> Callable[[int], None]:
            def run(pipe: int) -> None:
                tell = teller(pipe)
                trap = Trap(point, tell)
                trap.set()
                worker = Worker(self.actors, known, tell, self.broken)
                worker.work(planned, start, trap, until=until, jobs_from=jobs_from or 0)

            return run

        children: dict[int, int] = {}
        moments: dict[int, float] = {}
        for point in points:
            child, pipe = forked(_quiet(work(point), point))
            children[child] = pipe
            if point is None and jobs_from is None:
                moments[child] = self.chance.random() * self.usual[planned.kind].seconds * 2 / self.most
        return listen(children, moments)

    def _take_down(self, planned: Turn, attempt: Attempt, acks: dict[str, int], known: dict[str, int]) -> int:
        """Note what a process acknowledged; return the call that comes next."""
        following = 0
        for line in attempt.told:
            if "seq" in line:
                if acks.setdefault(line["key"], line["seq"]) != line["seq"] and not self.broken:
                    self.report.note(planned.kind, "doubled", [f"{line['key']} is acknowledged twice"])
                if line["case"] is not None:
                    known[line["key"]] = line["case"]
            elif "op" in line:
                following = line["op"] + 1
        return following

    def _await_server(self, attempts: list[Attempt]) -> None:
        if any(line.get("server") for attempt in attempts for line in attempt.told):
            asked(_connected)


def _quiet(work: Callable[[int], None], point: Point | None) -> Callable[[int], None]:
    """Let a worker whose server was killed say nothing about it: that is what was wanted."""
    if point is None or point.whom != SERVER:
        return work

    def quietly(pipe: int) -> None:
        try:
            work(pipe)
        except OperationalError:
            os._exit(1)

    return quietly


def _unsaid(_told: dict[str, Any]) -> None:
    """Say nothing to anybody: nobody kills this one."""


def _connected() -> None:
    """Wait until the server takes connections again after it recovered."""
    end = time.monotonic() + 30
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _standing() -> tuple[dict[str, Any], dict[str, int]]:
    """Write the small city; return its actors and the keys of its rows by the names that the plans use."""
    city = small_city()
    with clock.at(NOON):
        actors = {name: actor(name) for name in city.people}
        keys = {CRITERION: criterion()}
    keys |= {code: row.pk for code, row in city.organisations.items()}
    return actors, keys | {code: row.pk for code, row in city.premises.items()}


def _fold_all() -> None:
    fold()
