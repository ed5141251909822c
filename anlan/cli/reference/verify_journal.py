"""Verifies an anlan journal without anlan, with nothing but Python 3.11.

verify_journal.py anlan.sqlite3                        chains and seals of a SQLite database (or of a backup of it)
verify_journal.py anlan.sqlite3 journal-seals.jsonl    the same, and that they are the seals of that file
verify_journal.py --proof proof.json [FILE]            one entry: a proof printed by `anlan journal prove`
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROWS = (
    "SELECT seq, kind, case_id, n, step, from_state, to_state, actor_id, post_id, organisation_id, occurred_at, "
    "recorded_at, input, key, former_hash, hash FROM journal_entry ORDER BY seq"
)
SEALS = (
    "SELECT number, digest, first_seq, last_seq, sealed_at, root, former_hash, hash FROM journal_seal "
    "ORDER BY number"
)
NOTHING = bytes(32)


def digest(name: str, data: bytes) -> bytes:
    """Return the 32 bytes of the digest: sha256, or sm3 where this Python's OpenSSL offers it."""
    return hashlib.new(name, data).digest()


def microseconds(text: str) -> int:
    """Return the microseconds since 1970 of a stored moment, which is UTC with or without saying so."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def linked(name: str, former: bytes, values: Iterable[Any]) -> bytes:
    """Return the digest of the former hash and the values, joined by the unit separator."""
    text = "\x1f".join("-" if value is None else str(value) for value in values)
    return digest(name, former + text.encode())


def hash_of(row: Sequence[Any], name: str = "sha256") -> bytes:
    """Return the hash that the fields of a row give."""
    return linked(
        name, bytes(row[14]), [*row[:10], microseconds(row[10]), microseconds(row[11]), *row[12:14]]
    )


def seal_hash(seal: dict[str, Any]) -> bytes:
    """Return the hash that a seal's content gives."""
    values = [seal["number"], seal["digest"], seal["first_seq"], seal["last_seq"]]
    values += [microseconds(seal["sealed_at"]), seal["root"]]
    return linked(seal["digest"], bytes.fromhex(seal["former_hash"]), values)


def root_of(name: str, hashes: Iterable[bytes]) -> bytes:
    """Return the Merkle root (RFC 6962) over entries' hashes: pairs from the left, an odd last one goes up."""
    level = [digest(name, b"\x00" + data) for data in hashes]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [digest(name, b"\x01" + pair[0] + pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0] if level else NOTHING


def verify(rows: Iterable[Sequence[Any]], name: str = "sha256") -> tuple[int, bytes, list[str], list[bytes]]:
    """Return the number of the last entry, its hash, every fault in words, and the hash of each entry."""
    ends: dict[int, tuple[int, str, bytes]] = {}
    seq, last, faults, hashes = 0, NOTHING, [], []
    for row in rows:
        number, case, n, before, after, former = row[0], row[2], row[3], row[5], row[6], bytes(row[14])
        end_n, end_state, end_hash = ends.get(case, (0, "", NOTHING))
        if number != seq + 1:
            faults.append(f"entry {seq + 1} is missing")
        if (n, before, former) != (end_n + 1, end_state, end_hash):
            faults.append(f"entry {number} does not follow the entry before it in case {case}")
        if hash_of(row, name) != bytes(row[15]):
            faults.append(f"entry {number} was changed")
        hashes += [NOTHING] * (number - seq - 1)  # so that an entry stands at its number
        seq, last = number, bytes(row[15])
        hashes.append(last)
        ends[case] = (n, after, last)
    return seq, last, faults, hashes


def verify_seals(seals: Sequence[dict[str, Any]], hashes: Sequence[bytes], name: str) -> list[str]:
    """Return every fault of the seals: their own chain, and the entries under each."""
    faults = []
    number, last, former = 0, 0, NOTHING.hex()
    for seal in seals:
        where = f"seal {seal['number']}"
        if seal["number"] != number + 1:
            faults.append(f"seal {number + 1} is missing")
        if (seal["first_seq"], seal["former_hash"], seal["digest"]) != (last + 1, former, name):
            faults.append(f"{where} does not follow the seal before it")
        elif seal_hash(seal).hex() != seal["hash"]:
            faults.append(f"{where} was changed")
        if seal["last_seq"] > len(hashes):
            faults.append(f"{where}: entries under it are gone")
        elif root_of(name, hashes[seal["first_seq"] - 1 : seal["last_seq"]]).hex() != seal["root"]:
            faults.append(f"{where}: an entry under it was changed, removed or put in after it was sealed")
        number, last, former = seal["number"], seal["last_seq"], seal["hash"]
    return faults


def compare(kept: Sequence[dict[str, Any]], seals: Sequence[dict[str, Any]]) -> list[str]:
    """Return every fault between the file of seals and those of the database."""
    known = {seal["number"]: seal for seal in seals}
    faults = []
    for place, seal in enumerate(kept, start=1):
        if seal["number"] != place or seal_hash(seal).hex() != seal["hash"]:
            faults.append(f"line {place} of the file was edited")
        elif seal["number"] not in known:
            faults.append(
                f"seal {place} stands in the file but not in the database: it was rewritten or restored"
            )
        elif known[place]["hash"] != seal["hash"]:
            faults.append(f"seal {place} in the file is not the database's: it was rewritten as a whole")
    return faults


def verify_proof(proof: dict[str, Any], kept: Sequence[dict[str, Any]] | None) -> list[str]:
    """Return every fault of one entry's proof; with a file, its seal must stand in it."""
    seal, node = proof["seal"], bytes.fromhex(proof["hash"])
    name, faults = seal["digest"], []
    if linked(name, bytes.fromhex(proof["former_hash"]), proof["entry"].values()) != node:
        faults.append("the entry's content does not give its hash")
    node = digest(name, b"\x00" + node)
    for side, neighbour in proof["path"]:
        other = bytes.fromhex(neighbour)
        node = digest(name, b"\x01" + (other + node if side == "left" else node + other))
    if node.hex() != seal["root"]:
        faults.append("the entry does not lead to the root of the seal")
    inside = seal["first_seq"] <= proof["entry"]["seq"] <= seal["last_seq"]
    if not inside or seal_hash(seal).hex() != seal["hash"]:
        faults.append("the seal's content does not give its hash, or the entry lies outside it")
    if kept is not None and not any(seal_hash(line).hex() == line["hash"] == seal["hash"] for line in kept):
        faults.append("the seal does not stand in the file")
    return faults


def read_file(path: str) -> list[dict[str, Any]]:
    """Return the seals of a file, line by line; a last line without its end is what a crash left."""
    lines = Path(path).read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]


def read_seals(database: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the seals of the database, in order."""
    names = ("number", "digest", "first_seq", "last_seq", "sealed_at", "root", "former_hash", "hash")
    seals = [dict(zip(names, row, strict=True)) for row in database.execute(SEALS)]
    return [{k: bytes(v).hex() if isinstance(v, bytes) else v for k, v in seal.items()} for seal in seals]


def main(path: str, file: str = "") -> int:
    """Verify a database; 1 if there is a fault."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    numbered, name = database.execute("SELECT seq, digest FROM journal_head").fetchone()
    seq, last, faults, hashes = verify(database.execute(ROWS), name)
    if numbered != seq:
        faults.append(f"{numbered} entries were numbered, the last one is {seq}")
    seals = read_seals(database)
    faults += verify_seals(seals, hashes, name)
    if file:
        faults += compare(read_file(file), seals)
    sys.stdout.write("".join(f"FAULT {text}\n" for text in faults))
    sys.stdout.write(
        f"{seq} entries, {len(seals)} seals, {len(faults)} faults; the last hash is {last.hex()}\n"
    )
    return 1 if faults else 0


def main_proof(path: str, file: str = "") -> int:
    """Verify a proof; 1 if there is a fault."""
    proof = json.loads(Path(path).read_text("utf-8"))
    faults = verify_proof(proof, read_file(file) if file else None)
    sys.stdout.write("".join(f"FAULT {text}\n" for text in faults))
    seq, seal = proof["entry"]["seq"], proof["seal"]
    sys.stdout.write(f"entry {seq}, seal {seal['number']} of hash {seal['hash']}: {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1] == "--proof":
        sys.exit(main_proof(*sys.argv[2:4]))
    sys.exit(main(*sys.argv[1:3]))
