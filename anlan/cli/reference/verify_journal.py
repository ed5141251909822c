"""Verifies the chains of an anlan journal in a SQLite file: `python3 verify_journal.py anlan.sqlite3`."""

import hashlib
import sqlite3
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

ROWS = (
    "SELECT seq, kind, case_id, n, step, from_state, to_state, actor_id, post_id, organisation_id, occurred_at, "
    "recorded_at, input, key, former_hash, hash FROM journal_entry ORDER BY seq"
)


def microseconds(text: str) -> int:
    """Return the microseconds since 1970 of a stored moment, which is UTC without a zone."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def hash_of(row: tuple[Any, ...]) -> bytes:
    """Return the hash that the fields of a row give."""
    values = [*row[:10], microseconds(row[10]), microseconds(row[11]), *row[12:14]]
    text = "\x1f".join("-" if value is None else str(value) for value in values)
    return hashlib.sha256(bytes(row[14]) + text.encode()).digest()


def verify(rows: Iterable[tuple[Any, ...]]) -> tuple[int, bytes, list[str]]:
    """Return the number of entries, the hash of the last one, and every fault in words."""
    ends: dict[int, tuple[int, str, bytes]] = {}
    seq, last, faults = 0, bytes(32), []
    for row in rows:
        number, case, n, before, after, former = row[0], row[2], row[3], row[5], row[6], bytes(row[14])
        end_n, end_state, end_hash = ends.get(case, (0, "", bytes(32)))
        if number != seq + 1:
            faults.append(f"entry {seq + 1} is missing")
        if (n, before, former) != (end_n + 1, end_state, end_hash):
            faults.append(f"entry {number} does not follow the entry before it in case {case}")
        if hash_of(row) != bytes(row[15]):
            faults.append(f"entry {number} was changed")
        seq, last = number, bytes(row[15])
        ends[case] = (n, after, last)
    return seq, last, faults


def main(path: str) -> int:
    """Verify the file; 1 if there is a fault."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    seq, last, faults = verify(database.execute(ROWS))
    (numbered,) = database.execute("SELECT seq FROM journal_head").fetchone()
    if numbered != seq:
        faults.append(f"{numbered} entries were numbered, the last one is {seq}")
    sys.stdout.write("".join(f"FAULT {text}\n" for text in faults))
    sys.stdout.write(f"{seq} entries, {len(faults)} faults; the last hash is {last.hex()}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
