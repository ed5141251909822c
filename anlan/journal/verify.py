"""Proof that no entry was changed, removed or put in between; needs nothing but the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from anlan.journal.chain import GENESIS, entry_hash
from anlan.journal.models import Entry, Head
from anlan.journal.snapshot import snapshot
from anlan.journal.triggers import missing

HEADS: dict[str, str] = {}
"""Table of each kind of case that keeps its own state, revision and last hash: kind → table name."""

MOST_FAULTS = 50


@dataclass
class Verdict:
    """What a verification found: how much it read, and every fault in words with the place it is at."""

    entries: int = 0
    cases: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults

    def fault(self, text: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(text)


def verify(*, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Read the whole journal once, in one snapshot, and compare it with itself and with the cases.

    Cost: one pass over the entries (tens of thousands a second) and one over each table of cases.
    """
    verdict = Verdict()
    with snapshot():
        for name in missing():
            verdict.fault(f"trigger {name} is missing: rows could have been changed unseen")
        head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
        tails = _walk(verdict, head, progress)
        verdict.cases = len(tails)
        for kind, table in HEADS.items():
            _compare_heads(verdict, kind, table, tails)
    return verdict


def _walk(
    verdict: Verdict, head: int, progress: Callable[[int, int], None] | None
) -> dict[int, tuple[str, int, str, bytes]]:
    """Follow every chain in order of seq; return the last (kind, n, state, hash) of each case."""
    tails: dict[int, tuple[str, int, str, bytes]] = {}
    expected = 1
    last_recorded = None
    for entry in _entries():
        if entry.seq != expected:
            verdict.fault(f"entry {expected} is missing (the next one is {entry.seq})")
        expected = entry.seq + 1
        if last_recorded is not None and entry.recorded_at < last_recorded:
            verdict.fault(f"entry {entry.seq} was recorded before the entry ahead of it")
        last_recorded = entry.recorded_at
        kind, n, state, former = tails.get(entry.case_id, (entry.kind, 0, "", GENESIS))
        where = f"entry {entry.seq} ({entry.kind} {entry.case_id}, {entry.step})"
        if entry.n != n + 1:
            verdict.fault(f"{where}: step {entry.n} follows step {n} of its case")
        if entry.kind != kind or entry.from_state != state:
            verdict.fault(f"{where}: starts from “{entry.from_state}” but its case was in “{state}”")
        if bytes(entry.former_hash) != former:
            verdict.fault(f"{where}: is not linked to the entry before it")
        if bytes(entry.hash) != recomputed(entry):
            verdict.fault(f"{where}: its content does not give its hash")
        tails[entry.case_id] = (entry.kind, entry.n, entry.to_state, bytes(entry.hash))
        verdict.entries += 1
        if progress and verdict.entries % 20_000 == 0:
            progress(verdict.entries, head)
    if expected != head + 1:
        verdict.fault(f"the journal ends at {expected - 1} but {head} entries were numbered")
    return tails


def _entries() -> Iterator[Entry]:
    return Entry.objects.order_by("seq").iterator(chunk_size=5_000)


def recomputed(entry: Entry) -> bytes:
    """Return the hash that the entry's fields give."""
    return entry_hash(
        seq=entry.seq,
        kind=entry.kind,
        case_id=entry.case_id,
        n=entry.n,
        step=entry.step,
        from_state=entry.from_state,
        to_state=entry.to_state,
        actor_id=entry.actor_id,
        post_id=entry.post_id,
        organisation_id=entry.organisation_id,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        input=entry.input,
        key=entry.key,
        former=bytes(entry.former_hash),
    )


def _compare_heads(
    verdict: Verdict, kind: str, table: str, tails: dict[int, tuple[str, int, str, bytes]]
) -> None:
    """Compare each case's own state, revision and last hash with the end of its chain, both ways."""
    seen = 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, state, revision, last_hash FROM {table}")  # noqa: S608 -- a registered table
        while rows := cursor.fetchmany(5_000):
            for case_id, state, revision, last_hash in rows:
                seen += 1
                tail = tails.get(case_id)
                if tail is None:
                    verdict.fault(f"{kind} {case_id} has no entry in the journal")
                elif tail != (kind, revision, state, bytes(last_hash)):
                    verdict.fault(
                        f"{kind} {case_id} says state {state}, revision {revision}; "
                        f"its journal ends with state {tail[2]}, revision {tail[1]}"
                    )
    known = sum(1 for tail in tails.values() if tail[0] == kind)
    if known > seen:
        verdict.fault(f"{known - seen} cases of kind {kind} are in the journal but no longer in their table")
