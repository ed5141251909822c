"""The process that is killed: it does a turn's calls one after the other and says, after each, what is done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace
from typing import Any

from anlan.figures.counting import fold
from anlan.hazards.flow import HAZARD_FLOW
from anlan.inspections.flow import VISIT_FLOW
from anlan.journal.seals import seal
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.listings import batches
from anlan.notifications import delivery
from anlan.notifications.delivery import deliver
from anlan.org.scope import Actor
from anlan.supervision import sweep as sweeping
from anlan.supervision.sweep import sweep
from tests.faults.kills.plan import Op, Ref, Turn
from tests.faults.kills.trap import Trap

FLOWS = {"hazard": HAZARD_FLOW, "visit": VISIT_FLOW}
Tell = Callable[[dict[str, Any]], None]

JOBS: dict[str, Callable[[Any], Any]] = {
    "sweep": sweep,
    "deliver": deliver,
    "fold": lambda _now: fold(chunk=7),
    "seal": lambda now: seal(at=now, most=25),
}
# small, so that kills fall between transactions of one job too
sweeping.CHUNK = 12
delivery.CHUNK = 15


class Worker:
    """Does calls with what is known by name: premises, organisations, cases that were opened."""

    def __init__(
        self, actors: Mapping[str, Actor], known: Mapping[str, int], tell: Tell, broken: str = ""
    ) -> None:
        self.actors = actors
        self.known = dict(known)
        self.tell = tell
        self.broken = broken

    def work(
        self, turn: Turn, start: int, trap: Trap, *, until: int | None = None, jobs_from: int = 0
    ) -> None:
        """Do the calls from `start` to `until`, jobs from `jobs_from` on; arm the trap where the turn is."""
        with breakage(self.broken):
            for number in range(start, len(turn.ops) if until is None else until):
                op = turn.ops[number]
                trap.armed = number >= turn.armed
                if not op.job or number >= jobs_from:
                    self.call(op)
                trap.armed = False
                self.tell({"op": number, "passed": trap.passed})

    def call(self, op: Op) -> None:
        with clock.at(op.at):
            if op.job:
                JOBS[op.job](op.at)
                return
            acts = [self._act(op, n) for n in range(len(op.keys))]
            if self.broken == "hasty":
                self._acknowledge(op, [Outcome(0, 0, "", 0, op.at) for _act in acts])
            results = self._apply(op, acts)
            if not op.single and op.on:
                given = acts[0].input
                done = zip([act.case_id for act in acts], results, strict=True)
                batches.record(op.flow, op.step, by=acts[0].by, at=op.at, input=given, results=done)
        self._acknowledge(op, results)

    def _act(self, op: Op, n: int) -> Act:
        given = {name: self.known[v.name] if isinstance(v, Ref) else v for name, v in op.given.items()}
        case_id = self.known[op.on[n]] if op.on else None
        key = None if self.broken == "forgetful" else op.keys[n]
        return Act(self.actors[op.by], given, case_id=case_id, key=key)

    def _apply(self, op: Op, acts: list[Act]) -> list[Outcome | AnlanError]:
        """Go through the door as a page does for one case, or as a bulk page does for many."""
        flow = FLOWS[op.flow]
        if not op.single:
            return door.apply_many(flow, op.step, acts)
        act = acts[0]
        try:
            if act.case_id is None:
                return [door.open_case(flow, op.step, by=act.by, input=act.input, key=act.key)]
            return [door.apply(flow, act.case_id, op.step, by=act.by, input=act.input, key=act.key)]
        except AnlanError as refusal:
            return [refusal]

    def _acknowledge(self, op: Op, results: list[Outcome | AnlanError]) -> None:
        for key, result in zip(op.keys, results, strict=True):
            if isinstance(result, Outcome):
                if not op.on and result.seq:
                    self.known[key] = result.case_id
                case = None if op.on else result.case_id
                told = {"key": key, "seq": result.seq, "case": case, "replayed": result.replayed}
                self.tell(told)
            else:
                self.tell({"key": key, "refused": result.code})


def teller(pipe: int) -> Tell:
    """Return what writes a line to the pipe: a reader has it whole, even if this process dies at once."""

    def tell(told: dict[str, Any]) -> None:
        os.write(pipe, json.dumps(told).encode() + b"\n")

    return tell


@contextmanager
def breakage(kind: str) -> Iterator[None]:
    """Break the door on purpose, in this process only: the suite must find it.

    `autocommit`: each statement of a step commits by itself. (`hasty` acknowledges before it is done, `forgetful`
    tries again without its key: both are breaches by the caller, and made there.)
    """
    if kind != "autocommit":
        yield
        return
    module: Any = door
    former, module.transaction = module.transaction, SimpleNamespace(atomic=nullcontext)
    try:
        yield
    finally:
        module.transaction = former
