"""The part of a verification that is about seals: their own chain, the entries under them, the file outside."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.journal.chain import GENESIS, seal_hash
from anlan.journal.digest import ALGORITHMS, hasher
from anlan.journal.merkle import Tree
from anlan.journal.models import Seal
from anlan.journal.seal_file import Kept
from anlan.journal.verdict import Verdict


class SealWalk:
    """Follows the seals beside a walk over the entries: `entry` for each in order of seq, then `finish`."""

    def __init__(self, verdict: Verdict, digest: str) -> None:
        self._verdict = verdict
        self._digest = digest
        self._tree = Tree(hasher(digest))
        self._former: Seal | None = None
        self._rows = Seal.objects.order_by("number").iterator(chunk_size=1_000)
        self.hashes: list[bytes] = []
        self._seal = self._next()

    def entry(self, seq: int, link: bytes) -> None:
        while self._seal is not None and seq > self._seal.last_seq:
            self._close(self._seal)
        if self._seal is None:
            return
        if seq >= self._seal.first_seq:
            self._tree.add(link)
            if seq == self._seal.last_seq:
                self._close(self._seal)

    def finish(self) -> None:
        while self._seal is not None:
            self._close(self._seal)

    def _close(self, seal: Seal) -> None:
        """Compare a seal's root with that of the entries that were read for it, and take the next seal."""
        should = seal.last_seq - seal.first_seq + 1
        where = f"seal {seal.number} (entries {seal.first_seq} to {seal.last_seq})"
        if self._tree.leaves != should:
            self._verdict.fault(f"{where}: {self._tree.leaves} of its {should} entries are there")
        elif self._tree.root() != bytes(seal.root):
            self._verdict.fault(f"{where}: its entries do not give its root: one was changed after sealing")
        self._tree = Tree(hasher(self._digest))
        self._seal = self._next()

    def _next(self) -> Seal | None:
        seal = next(self._rows, None)
        if seal is None:
            return None
        former = self._former
        number, first = (former.number + 1, former.last_seq + 1) if former else (1, 1)
        fault = self._verdict.fault
        where = f"seal {seal.number}"
        if seal.number != number:
            fault(f"seal {number} is missing (the next one is {seal.number})")
        if seal.first_seq != first or seal.last_seq < seal.first_seq:
            fault(f"{where}: covers entries {seal.first_seq} to {seal.last_seq}; it should begin at {first}")
        if bytes(seal.former_hash) != (bytes(former.hash) if former else GENESIS):
            fault(f"{where}: is not linked to the seal before it")
        if seal.digest != self._digest:
            fault(f"{where}: names the digest {seal.digest}; the journal's is {self._digest}")
        if seal.digest not in ALGORITHMS or bytes(seal.hash) != recomputed(seal):
            fault(f"{where}: its content does not give its hash")
        self._former = seal
        self.hashes.append(bytes(seal.hash))
        self._verdict.seals += 1
        self._verdict.sealed = seal.last_seq
        return seal


def recomputed(seal: Seal) -> bytes:
    """Return the hash that the seal's fields give."""
    return seal_hash(
        number=seal.number,
        digest=seal.digest,
        first_seq=seal.first_seq,
        last_seq=seal.last_seq,
        sealed_at=seal.sealed_at,
        root=bytes(seal.root),
        former=bytes(seal.former_hash),
    )


def compare(verdict: Verdict, kept: Sequence[Kept], hashes: Sequence[bytes]) -> None:
    """Compare the seals of the file with those of the database; what the file does not hold yet is a note."""
    known = dict(enumerate(hashes, start=1))
    why = "the database was rewritten as a whole or restored from a backup, or the file was edited"
    for seal in kept:
        if seal.number not in known:
            verdict.fault(
                f"seal {seal.number} of {seal.sealed_at:%Y-%m-%dT%H:%M:%SZ} (entries {seal.first_seq} to "
                f"{seal.last_seq}) stands in the file but not in the database: {why}"
            )
        elif known[seal.number] != seal.hash:
            verdict.fault(f"seal {seal.number} in the file is not the database's: {why}")
    last = max((seal.number for seal in kept), default=0)
    if len(hashes) > last:
        verdict.notes.append(
            f"the file does not hold seals {last + 1} to {len(hashes)}: what lies under them is compared "
            "with the database alone"
        )
