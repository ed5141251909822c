"""The door. Every change of state passes here, one by one or by the thousand, by the same checks and writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.journal.chain import GENESIS, entry_hash
from anlan.journal.models import Entry
from anlan.kernel import clock, fixed
from anlan.kernel.decision import ALLOWED
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Refused, Unknown
from anlan.kernel.identity import canonical
from anlan.lifecycle import moved_on, sql
from anlan.lifecycle.consequences import Passed, follow
from anlan.lifecycle.flow import Flow, Step, Taken
from anlan.lifecycle.moved_on import shown
from anlan.lifecycle.sitting import Sitting
from anlan.org.scope import Actor

KEY = re.compile(r"[!-~]{8,80}\Z")
EARLIEST_YEAR = 2000
MOST = 5_000
"""Acts in one transaction; more are refused, callers cut their work."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody asks of the door. `at` None means now; `case_id` None opens a case."""

    by: Actor
    input: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    case_id: int | None = None
    key: str | None = None
    revision: int | None = None  # the one that was seen; if given, a case that moved on since is refused
    ledger: bool = False  # taken once outside of this system, entered now from a ledger (ADR 0026)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act led to; `replayed` when an earlier call with the same key had already done it."""

    case_id: int
    seq: int
    state: str
    revision: int
    recorded_at: datetime
    replayed: bool = False


@dataclass(slots=True)
class _Ready:
    """An act that passed every check, waiting for its number."""

    index: int
    act: Act
    taken: Taken
    case: Any
    changes: dict[str, Any]
    from_state: str
    text: str
    held: dict[str, int]
    where: tuple[Any, ...]


def open_case(
    flow: Flow,
    step: str,
    *,
    by: Actor,
    input: Mapping[str, Any],
    at: datetime | None = None,
    key: str | None = None,
) -> Outcome:
    """Open a case through its opening step. Raises Invalid, Refused or Conflict; then nothing is written."""
    return _single(flow, step, Act(by=by, input=input, at=at, key=key))


def apply(
    flow: Flow,
    case_id: int,
    step: str,
    *,
    by: Actor,
    input: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    key: str | None = None,
    revision: int | None = None,
) -> Outcome:
    """Take a case through one step. Raises Unknown, Invalid, Refused or Conflict; then nothing is written."""
    return _single(flow, step, Act(by, input or {}, at, case_id, key, revision))


def _single(flow: Flow, step: str, act: Act) -> Outcome:
    result = apply_many(flow, step, [act])[0]
    if isinstance(result, AnlanError):
        raise result
    return result


def apply_many(
    flow: Flow, step: str, acts: Sequence[Act], *, sitting: Sitting | None = None
) -> list[Outcome | AnlanError]:
    """Take many cases through one step in one transaction; each act succeeds or is refused by itself.

    Returns one outcome or error per act, in order. An act on a case that is already in the batch is refused. In a
    `sitting` what is written waits for its end, as far as it can.
    """
    known = flow.steps.get(step)
    if known is None or (known.opening and any(act.case_id is not None for act in acts)):
        raise Unknown("step.unknown", _("There is no step “%(step)s”.") % {"step": step[:40]}, field="step")
    if len(acts) > MOST:
        raise Invalid("batch.large", _("At most %(most)s acts go in one batch.") % {"most": MOST})
    if sitting is not None and acts:
        if _can_wait(known, acts) and sitting.covers(flow.model, [act.case_id for act in acts]):
            return _Passage(flow, known, acts, sitting).pass_through()
        sitting.write()
    try:
        with transaction.atomic():
            return _Passage(flow, known, acts).pass_through()
    except IntegrityError:
        # another process was first with the same key: its outcome is now readable and answers this call
        with transaction.atomic():
            passage = _Passage(flow, known, acts)
            passage.is_fresh = False
            if not passage.replays():
                raise
            return passage.pass_through()


def _can_wait(step: Step, acts: Sequence[Act]) -> bool:
    """Tell whether a step may be written later: it reads no table, and its acts were never tried before."""
    reads = step.looks_up or step.corrects or step.projects is not None
    return not reads and all(act.ledger for act in acts)


class _Passage:
    """One transaction's work: read, check, number, write."""

    def __init__(self, flow: Flow, step: Step, acts: Sequence[Act], sitting: Sitting | None = None) -> None:
        self.sitting = sitting
        self.flow = flow
        self.step = step
        self.acts = acts
        self.now = clock.now()
        self.is_fresh = all(act.ledger for act in acts)
        self.results: list[Outcome | AnlanError | None] = [None] * len(acts)
        self.table = sql.case_table(flow.model)
        self.moment = sql.storing()

    def pass_through(self) -> list[Outcome | AnlanError]:
        cases = self._cases()
        # what comes from a ledger was not tried before, as a rule; if it was, the unique key says so (apply_many)
        known = {} if self.is_fresh else self.replays()
        ready: list[_Ready] = []
        taken_cases: set[int] = set()
        taken_keys: dict[tuple[int, str | None], int] = {}
        for index, act in enumerate(self.acts):
            try:
                entry = known.get((act.by.person_id, act.key)) if act.key else None
                if entry is not None:
                    self.results[index] = self._replay(entry, act)
                    continue
                if act.key is not None and taken_keys.setdefault((act.by.person_id, act.key), index) != index:
                    raise Conflict("key.twice", _("The same key stands twice in this batch."), field="key")
                ready.append(self._check(index, act, cases, taken_cases))
            except AnlanError as refusal:
                self.results[index] = refusal
        if ready:
            self._write(ready)
        return [r for r in self.results if r is not None]

    # -- reading -------------------------------------------------------------------------------------------

    def _cases(self) -> Mapping[int, Any]:
        """Lock and read the cases of this batch by key."""
        keys = sorted({a.case_id for a in self.acts if a.case_id is not None and 0 <= a.case_id < 2**63})
        if not keys:
            return {}
        if self.sitting is not None:
            return self.sitting.cases_of(self.table, keys)
        with fixed.cursor() as cursor:
            return self.table.lock(cursor, keys)

    def replays(self) -> dict[tuple[int, str], Any]:
        """Return the entries that already answer acts of this batch, by (actor, key)."""
        keyed = {(act.by.person_id, act.key) for act in self.acts if act.key and KEY.match(act.key)}
        return sql.answered(keyed)

    def _replay(self, entry: Any, act: Act) -> Outcome:
        text = canonical(self.step.form.as_journaled(act.input))
        same = (entry.kind, entry.step, entry.input) == (self.flow.kind, self.step.name, text)
        same = same and act.case_id in (None, entry.case_id) and act.at in (None, entry.occurred_at)
        if not same:
            raise Conflict(
                "key.reused",
                _("This key was already used for another act (journal entry %(seq)s). Use a new key.")
                % {"seq": entry.seq},
                field="key",
                http=422,
            )
        return Outcome(entry.case_id, entry.seq, entry.to_state, entry.n, entry.recorded_at, replayed=True)

    # -- checking ------------------------------------------------------------------------------------------

    def _check(self, index: int, act: Act, cases: Mapping[int, Any], taken_cases: set[int]) -> _Ready:
        step = self.step
        case = None if step.opening else self._case(act, cases)
        if act.key is not None and not KEY.match(act.key):
            raise Invalid("key.length", _("A key has 8 to 80 plain characters without spaces."), field="key")
        cleaned = step.form.clean(act.input, unpictured=act.ledger)
        decision = step.rule(act.by, cleaned if case is None else case)
        if not decision:
            raise Refused(decision.code or "denied", decision.reason, http=403)
        if case is not None:
            self._current(act, case, taken_cases)
        at = self._occurred(act, case)
        via = decision.via or (act.by.posts[0] if act.by.posts else None)
        taken = Taken(act.by, via, at, cleaned, act.ledger, self.now)
        holds = ALLOWED if case is None else step.applies(case)
        holds = holds and step.guard(case, taken)
        if not holds:
            raise Refused(holds.code or "guard", holds.reason)
        text = canonical(step.form.journal(cleaned))
        if case is None:
            return _Ready(index, act, taken, None, step.effect(None, taken), "", text, {}, ())
        held, where = self.flow.held(case), self.flow.where(case)
        changes = step.effect(case, taken)
        taken_cases.add(case.id)
        from_state = case.state
        for name, value in changes.items():
            setattr(case, name, value)
        return _Ready(index, act, taken, case, changes, from_state, text, held, where)

    def _case(self, act: Act, cases: Mapping[int, Any]) -> Any:
        """Return the locked row of an act's case. Raises Unknown."""
        case = cases.get(act.case_id or 0)
        if case is None:
            raise Unknown(
                "case.unknown",
                _("There is no %(kind)s with this number.") % {"kind": self.flow.name},
                field="id",
            )
        return case

    def _current(self, act: Act, case: Any, taken_cases: set[int]) -> None:
        """Raise Conflict for a second act in the batch, another state, or a case that moved on since it was seen."""
        if case.id in taken_cases:
            raise Conflict("case.twice", _("The same case stands twice in this batch."))
        if case.state not in self.step.sources:
            raise moved_on.wrong_state(self.flow, self.step, case)
        if act.revision not in (None, case.revision):
            raise moved_on.stale(self.flow, case)

    def _occurred(self, act: Act, case: Any) -> datetime:
        """Return when the step happened: never in the future, never before the step ahead of it."""
        if act.at is None:
            return max(self.now, case.last_at) if case is not None else self.now
        if act.at.year < EARLIEST_YEAR:
            raise Invalid(
                "at.range", _("%(at)s lies before the year 2000.") % {"at": act.at.date()}, field="at"
            )
        if act.at > self.now:
            raise Invalid(
                "at.future",
                _("%(at)s lies in the future. Give the time at which it happened.") % {"at": shown(act.at)},
                field="at",
            )
        if case is not None and act.at < case.last_at:
            raise Invalid(
                "at.before",
                _("%(at)s lies before the step ahead of it (%(last)s).")
                % {"at": shown(act.at), "last": shown(case.last_at)},
                field="at",
            )
        return act.at

    # -- writing -------------------------------------------------------------------------------------------

    def _write(self, ready: list[_Ready]) -> None:
        with fixed.cursor() as cursor:
            seq, recorded_at = sql.take_numbers(cursor, len(ready))
            entries: list[tuple[Any, ...]] = []
            for item in ready:
                entries.append(self._number(item, seq, recorded_at))
                seq += 1
            writes = sql.Writes(cursor) if self.sitting is None else self.sitting
            writes.add(sql.HEAD_AT, [(self.moment(recorded_at),)])
            if self.step.opening:
                writes.open_cases(self.table, [item.case for item in ready])
            else:
                writes.take_on(self.table, [(item.case, tuple(item.changes)) for item in ready])
            writes.add(sql.ENTRY, entries)
            follow(writes, self.flow, self.step, self._passed(ready), recorded_at)
            if writes.missed:
                raise Conflict(
                    "case.moved", _("Somebody else changed it at the same moment. Load the page again.")
                )

    def _passed(self, ready: list[_Ready]) -> list[Passed]:
        """Return the acts with their numbers, for what follows from them."""
        passed = []
        for item in ready:
            outcome = self.results[item.index]
            assert isinstance(outcome, Outcome)
            passed.append(Passed(outcome.seq, item.case, item.taken, item.held, item.where))
        return passed

    def _number(self, item: _Ready, seq: int, recorded_at: datetime) -> tuple[Any, ...]:
        """Give an act its number: advance its case, link its entry; return the entry's row."""
        case, taken, flow = item.case, item.taken, self.flow
        if case is None:
            case = item.case = self.table.draft(id=seq, revision=0, last_hash=GENESIS, **item.changes)
        former = bytes(case.last_hash)
        target = self.step.target
        case.state = (target(case, taken) if callable(target) else target) or case.state
        case.revision += 1
        case.last_at = taken.at
        via = taken.via
        post_id, organisation_id = (via.post_id, via.organisation_id) if via else (None, None)
        case.last_hash = entry_hash(
            seq=seq,
            kind=flow.kind,
            case_id=case.id,
            n=case.revision,
            step=self.step.name,
            from_state=item.from_state,
            to_state=case.state,
            actor_id=taken.by.person_id,
            post_id=post_id,
            organisation_id=organisation_id,
            occurred_at=taken.at,
            recorded_at=recorded_at,
            input=item.text,
            key=item.act.key,
            former=former,
        )
        self.results[item.index] = Outcome(case.id, seq, str(case.state), case.revision, recorded_at)
        return (
            seq,
            flow.kind,
            case.id,
            case.revision,
            self.step.name,
            item.from_state,
            case.state,
            taken.by.person_id,
            post_id,
            organisation_id,
            self.moment(taken.at),
            self.moment(recorded_at),
            item.text,
            item.act.key,
            former,
            case.last_hash,
        )


def entry_input(entry: Entry) -> dict[str, Any]:
    """Return what a step took in, as the journal keeps it."""
    return dict(json.loads(entry.input))
