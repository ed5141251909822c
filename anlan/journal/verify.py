"""Proof that no entry was changed, removed or put in between; needs nothing but the tables and the file of seals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from anlan.journal.chain import GENESIS, entry_hash
from anlan.journal.digest import configured, hasher
from anlan.journal.models import Entry, Head
from anlan.journal.seal_file import Kept, read_file, seals_file
from anlan.journal.snapshot import snapshot
from anlan.journal.triggers import missing
from anlan.journal.verdict import Verdict
from anlan.journal.verify_seals import SealWalk, compare
from anlan.kernel.errors import Refused, Unknown

HEADS: dict[str, str] = {}
"""Table of each kind of case that keeps its own state, revision and last hash: kind → table name."""

HASHED = (
    "seq", "kind", "case_id", "n", "step", "from_state", "to_state", "actor_id", "post_id", "organisation_id",
    "occurred_at", "recorded_at", "input", "key",
)  # fmt: skip
"""The fields that an entry's hash is made of, in its order."""

Tails = dict[int, tuple[str, int, str, bytes]]
"""Case → kind, n, state and hash of its last entry."""


def verify(*, seals: Path | None = None, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Read the whole journal once, in one snapshot, and compare it with itself, the cases and the seals.

    `seals` names a copy of the file of seals; without it the installation's own is read. Raises Unknown where the
    named copy cannot be read. Cost: one pass over the entries (tens of thousands a second) and over each case.
    """
    verdict = Verdict()
    # before the snapshot: a seal that is made meanwhile must not stand in the file and be missing in the tables
    kept = _kept(verdict, seals)
    with snapshot():
        for name in missing():
            verdict.fault(f"trigger {name} is missing: rows could have been changed unseen")
        head, digest = Head.objects.filter(pk=1).values_list("seq", "digest").first() or (0, configured())
        if head and digest != configured():
            verdict.notes.append(
                f"ANLAN_DIGEST says {configured()}; this journal was begun with {digest} and keeps it"
            )
        _refuse_unknown(digest)
        walk = SealWalk(verdict, digest)
        tails = _walk(verdict, walk, head, digest, progress)
        verdict.cases = len(tails)
        for kind, table in HEADS.items():
            _compare_heads(verdict, kind, table, tails)
    if kept is not None:
        compare(verdict, kept, walk.hashes)
    return verdict


def _refuse_unknown(digest: str) -> None:
    """Raise Refused where this machine cannot compute the journal's digest."""
    try:
        hasher(digest)
    except ValueError as problem:
        raise Refused(
            "journal.digest",
            _(
                "The journal is hashed with “%(digest)s”, which this machine's Python and OpenSSL do not offer."
            )
            % {"digest": digest},
        ) from problem


def _kept(verdict: Verdict, named: Path | None) -> list[Kept] | None:
    """Return the seals of the file outside the database; None where the installation has none yet."""
    path = named or seals_file()
    try:
        kept, faults = read_file(path)
    except OSError as problem:
        if named is not None:
            raise Unknown(
                "journal.seals_file",
                _("The file of seals cannot be read: %(path)s (%(why)s).")
                % {"path": named, "why": problem.strerror},
            ) from problem
        verdict.notes.append(
            f"there is no file of seals at {path}: a journal rewritten as a whole would not be noticed"
        )
        return None
    for text in faults:
        verdict.fault(text)
    return kept


def _walk(
    verdict: Verdict, walk: SealWalk, head: int, digest: str, progress: Callable[[int, int], None] | None
) -> Tails:
    """Follow every chain in order of seq; return the end of each case."""
    tails: Tails = {}
    expected = 1
    last_recorded: datetime | None = None
    for *fields, former_hash, stored in _entries():
        seq, kind, case_id, n, step, from_state, to_state = fields[:7]
        recorded_at, link = fields[11], bytes(stored)
        if seq != expected:
            verdict.fault(f"entry {expected} is missing (the next one is {seq})")
        expected = seq + 1
        if last_recorded is not None and recorded_at < last_recorded:
            verdict.fault(f"entry {seq} was recorded before the entry ahead of it")
        last_recorded = recorded_at
        tail = tails.get(case_id, (kind, 0, "", GENESIS))
        if (kind, n - 1, from_state, bytes(former_hash)) != tail:
            _tell_break(verdict, fields, bytes(former_hash), tail)
        if link != entry_hash(
            **dict(zip(HASHED, fields, strict=True)), former=bytes(former_hash), digest=digest
        ):
            verdict.fault(f"entry {seq} ({kind} {case_id}, {step}): its content does not give its hash")
        tails[case_id] = (kind, n, to_state, link)
        walk.entry(seq, link)
        verdict.entries += 1
        if progress and verdict.entries % 20_000 == 0:
            progress(verdict.entries, head)
    walk.finish()
    if expected != head + 1:
        verdict.fault(f"the journal ends at {expected - 1} but {head} entries were numbered")
    return tails


def _tell_break(
    verdict: Verdict, fields: list[Any], former: bytes, tail: tuple[str, int, str, bytes]
) -> None:
    """Say in which ways an entry does not follow the one before it in its case."""
    seq, entry_kind, case_id, entry_n, step, from_state = fields[:6]
    kind, n, state, link = tail
    where = f"entry {seq} ({entry_kind} {case_id}, {step})"
    if entry_n != n + 1:
        verdict.fault(f"{where}: step {entry_n} follows step {n} of its case")
    if entry_kind != kind or from_state != state:
        verdict.fault(f"{where}: starts from “{from_state}” but its case was in “{state}”")
    if former != link:
        verdict.fault(f"{where}: is not linked to the entry before it")


def _entries() -> Iterator[tuple[Any, ...]]:
    rows = Entry.objects.order_by("seq").values_list(*HASHED, "former_hash", "hash")
    return rows.iterator(chunk_size=5_000)


def recomputed(entry: Entry) -> bytes:
    """Return the hash that the entry's fields give."""
    return entry_hash(**{name: getattr(entry, name) for name in HASHED}, former=bytes(entry.former_hash))


def _compare_heads(verdict: Verdict, kind: str, table: str, tails: Tails) -> None:
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
