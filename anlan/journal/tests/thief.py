"""Somebody with the database's password, who knows how the journal is made, and takes the triggers away first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from anlan.journal import merkle
from anlan.journal.chain import GENESIS, entry_hash
from anlan.journal.digest import hasher
from anlan.journal.models import Entry, Head, Seal
from anlan.journal.triggers import FOLLOWS, install
from anlan.journal.verify import HASHED, HEADS
from anlan.journal.verify_seals import recomputed


@contextmanager
def tampering() -> Iterator[CursorWrapper]:
    """Take the triggers of the journal away inside the block."""
    with connection.cursor() as cursor:
        for table in ("journal_entry", "journal_seal"):
            names = [f"{table}_no_update", f"{table}_no_delete"]
            for name in [*names, *([FOLLOWS] if table == "journal_seal" else [])]:
                cursor.execute(f"DROP TRIGGER {name}" + _on(table))
        yield cursor
    install()


def _on(table: str) -> str:
    return "" if connection.vendor == "sqlite" else f" ON {table}"


def shift(cursor: CursorWrapper, seq: int, by: int) -> None:
    """Move the entries from `seq` on by some numbers, keys of their cases apart."""
    cursor.execute("UPDATE journal_entry SET seq = seq + 1000000 WHERE seq >= %s", [seq])
    cursor.execute("UPDATE journal_entry SET seq = seq - 1000000 + %s WHERE seq >= 1000000", [by])
    Head.objects.update(seq=Entry.objects.latest("seq").seq)


def rewrite() -> None:
    """Number every case's entries anew, recompute every chain, and put the cases' own rows right."""
    Entry.objects.update(n=F("n") + 1_000)  # out of the way of the unique constraint
    ends: dict[int, Entry] = {}
    for entry in Entry.objects.order_by("seq"):
        former = ends.get(entry.case_id)
        entry.n = former.n + 1 if former else 1
        entry.from_state = former.to_state if former else ""
        entry.former_hash = former.hash if former else GENESIS
        fields = {name: getattr(entry, name) for name in HASHED}
        entry.hash = entry_hash(**fields, former=bytes(entry.former_hash))
        Entry.objects.filter(pk=entry.pk).update(
            n=entry.n, from_state=entry.from_state, former_hash=entry.former_hash, hash=entry.hash
        )
        ends[entry.case_id] = entry
    with connection.cursor() as cursor:
        for case_id, entry in ends.items():
            cursor.execute(
                f"UPDATE {HEADS[entry.kind]} SET revision = %s, last_hash = %s WHERE id = %s",
                [entry.n, bytes(entry.hash), case_id],
            )


def reseal() -> None:
    """Compute every seal anew over the entries that there are now."""
    former = GENESIS
    for seal in Seal.objects.order_by("number"):
        tree = merkle.Tree(hasher(seal.digest))
        for link in Entry.objects.filter(seq__range=(seal.first_seq, seal.last_seq)).order_by("seq"):
            tree.add(bytes(link.hash))
        seal.root, seal.former_hash = tree.root(), former
        seal.hash = former = recomputed(seal)
        update(seal.number, root=seal.root, former_hash=seal.former_hash, hash=seal.hash)


def update(seal: int, **columns: Any) -> None:
    """Write columns of the seal of a number."""
    assert Seal.objects.filter(pk=seal).update(**columns) == 1
