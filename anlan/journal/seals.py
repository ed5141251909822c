"""Seals: the entries recorded since the last seal become one root, linked to the seal before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.journal import merkle
from anlan.journal.chain import GENESIS, seal_hash
from anlan.journal.digest import hasher
from anlan.journal.models import Entry, Head, Seal
from anlan.journal.seal_file import publish
from anlan.kernel.errors import Refused, Unknown

MOST_ENTRIES = 50_000
"""Entries under one seal: a backlog becomes several, so that a proof stays short and memory bounded."""

CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far the seals have come: the last one, and how many entries wait for the next."""

    last: Seal | None
    entries: int


def waiting() -> Waiting:
    """Return the last seal and the number of entries after it. Two queries."""
    last = Seal.objects.order_by("-number").first()
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    return Waiting(last, head - (last.last_seq if last else 0))


def seal(
    *, at: datetime, most: int = MOST_ENTRIES, progress: Callable[[int, int], None] | None = None
) -> list[Seal]:
    """Seal all entries that wait, and bring the file outside the database up to date; return the new seals.

    Safe at any time and by several at once. The file is written after the commit: what a crash leaves out is
    written by the next call, which therefore looks at the file also when nothing waits. Raises Refused where an
    entry is missing, or where the file tells of other seals than the database (the seals are kept, the file is left).
    """
    made: list[Seal] = []
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    while (new := _seal_next(head, at, most)) is not None:
        made.append(new)
        if progress:
            progress(new.last_seq, head)
    transaction.on_commit(publish)
    return made


def _seal_next(head: int, at: datetime, most: int) -> Seal | None:
    """Seal up to `most` entries after the last seal; None when nothing waits.

    The root is computed before anything is locked: numbers up to a committed head are all committed, because the
    door holds the head row to its commit, and entries never change. The lock is taken for the INSERT alone.
    """
    while True:
        former = Seal.objects.order_by("-number").first()
        first = former.last_seq + 1 if former else 1
        last = min(head, first + most - 1)
        if last < first:
            return None
        digest = Head.objects.values_list("digest", flat=True).get(pk=1)
        root = root_over(digest, first, last)
        with transaction.atomic():
            locked = Head.objects.select_for_update().get(pk=1)
            if Seal.objects.filter(number__gt=former.number if former else 0).exists():
                continue  # another process was first: go on from its seal
            return _insert(former, digest, first, last, root, max(at, locked.recorded_at))


def _insert(former: Seal | None, digest: str, first: int, last: int, root: bytes, at: datetime) -> Seal:
    number = former.number + 1 if former else 1
    former_hash = bytes(former.hash) if former else GENESIS
    link = seal_hash(
        number=number,
        digest=digest,
        first_seq=first,
        last_seq=last,
        sealed_at=at,
        root=root,
        former=former_hash,
    )
    return Seal.objects.create(
        number=number,
        first_seq=first,
        last_seq=last,
        digest=digest,
        root=root,
        sealed_at=at,
        former_hash=former_hash,
        hash=link,
    )


def root_over(digest: str, first: int, last: int) -> bytes:
    """Return the root over the stored hashes of a range of entries. Raises Refused where one is missing."""
    tree = merkle.Tree(hasher(digest))
    for link in stored_hashes(first, last):
        tree.add(link)
    return tree.root()


def stored_hashes(first: int, last: int) -> Iterator[bytes]:
    """Yield the stored hash of each entry of a range, in order of seq. Raises Refused where one is missing.

    A query every ten thousand: a driver that fetches whole results never holds more.
    """
    expected = first
    with connection.cursor() as cursor:
        for start in range(first, last + 1, CHUNK):
            cursor.execute(
                "SELECT seq, hash FROM journal_entry WHERE seq BETWEEN %s AND %s ORDER BY seq",
                [start, min(last, start + CHUNK - 1)],
            )
            for seq, link in cursor.fetchall():
                if seq != expected:
                    break
                expected += 1
                yield bytes(link)
            if expected != min(last, start + CHUNK - 1) + 1:
                raise Refused(
                    "journal.gap",
                    _("Entry %(seq)s is missing. Nothing is sealed over a gap: run “anlan journal verify”.")
                    % {"seq": expected},
                )


@dataclass(frozen=True, slots=True)
class Proof:
    """That one entry lies under a seal: the entry, the seal, and the neighbours on the way up to the root."""

    entry: Entry
    seal: Seal
    path: merkle.Path


def prove(seq: int) -> Proof:
    """Return the proof that an entry lies under its seal; reads the hashes of that seal's entries.

    Raises Unknown where there is no such entry, Refused where it waits for its seal or does not lead to its root.
    """
    entry = Entry.objects.filter(pk=seq).first()
    if entry is None:
        raise Unknown("journal.unknown", _("The journal has no entry %(seq)s.") % {"seq": seq})
    found = Seal.objects.filter(last_seq__gte=seq).order_by("last_seq").first()
    if found is None:
        raise Refused(
            "journal.unsealed",
            _("Entry %(seq)s is not sealed yet: “anlan journal seal” seals what waits.") % {"seq": seq},
        )
    digest = hasher(found.digest)
    way = merkle.path(digest, stored_hashes(found.first_seq, found.last_seq), seq - found.first_seq)
    if merkle.root_by(digest, bytes(entry.hash), way) != bytes(found.root):
        raise Refused(
            "journal.unproven",
            _(
                "Entry %(seq)s does not lead to the root of seal %(seal)s: an entry under it was changed. "
                "Run “anlan journal verify”."
            )
            % {"seq": seq, "seal": found.number},
        )
    return Proof(entry, found, way)
