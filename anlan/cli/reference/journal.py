"""Page of the journal: its fields, the bytes that are hashed, and a programme that verifies it without this one."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from anlan.cli.reference.markdown import code, table
from anlan.journal.chain import GENESIS, entry_hash, instant
from anlan.journal.digest import SHA256
from anlan.journal.models import Entry, Seal

MEANS = {
    "seq": "1, 2, 3 … over the whole installation, without a gap, in the order of commit",
    "kind": "kind of the case: [lifecycles](lifecycles.md)",
    "case_id": "the case; equal to the `seq` of the entry that opened it",
    "n": "1, 2, 3 … within the case",
    "step": "the step of the lifecycle",
    "from_state": "state before; empty on the opening entry",
    "to_state": "state after",
    "actor_id": "the person who acted",
    "post_id": "the post in whose right they acted; absent: the system",
    "organisation_id": "the organisation of that post",
    "occurred_at": "when it happened (may be claimed, never later than recorded)",
    "recorded_at": "when the system learned it; grows strictly from transaction to transaction",
    "input": "what the step took in, as canonical JSON: keys sorted, no spaces, characters as they are, "
    "references by key, moments in UTC, what was left empty left out",
    "key": "the idempotency key of the act, unique for its actor; may be absent",
    "former_hash": "`hash` of the entry before it in the same case; 32 zero bytes on the opening entry",
    "hash": "see below",
}
SEAL_MEANS = {
    "number": "1, 2, 3 …",
    "first_seq": "the first entry under it: `last_seq` of the seal before it, plus one",
    "last_seq": "the last entry under it; at most 50 000 entries lie under one seal",
    "digest": "`sha256` or `sm3`: the journal's own, `journal_head.digest`",
    "root": "the Merkle root over the stored `hash` of each entry under it, in order of `seq`",
    "sealed_at": "when it was made",
    "former_hash": "`hash` of the seal before it; 32 zero bytes in the first",
    "hash": "see below",
}
ORDER = (
    "seq kind case_id n step from_state to_state actor_id post_id organisation_id occurred_at recorded_at input key"
).split()
EXAMPLE: dict[str, Any] = {
    "seq": 5177,
    "kind": "hazard",
    "case_id": 5100,
    "n": 2,
    "step": "assign",
    "from_state": "found",
    "to_state": "assigned",
    "actor_id": 17,
    "post_id": 17,
    "organisation_id": 21,
    "occurred_at": datetime(2022, 10, 24, 7, 30, tzinfo=UTC),
    "recorded_at": datetime(2022, 10, 24, 7, 39, 50, 123456, tzinfo=UTC),
    "input": '{"due_at":"2022-10-31T10:00:00+00:00","requirement":"立即整改"}',
    "key": None,
}


def page() -> str:
    rows = [
        (code(field.name), field.get_internal_type().removesuffix("Field"), MEANS[field.name])
        for field in Entry._meta.concrete_fields
    ]
    shown = "␟".join(_written(name) for name in ORDER)
    return (
        "# Journal 留痕日志\n\n"
        "One row of `journal_entry` a step, only ever added: triggers refuse UPDATE and DELETE (on "
        "PostgreSQL TRUNCATE too). `anlan journal verify` reads all of it.\n\n"
        f"{table(('Field', 'Type', 'Means'), rows)}\n"
        "## The bytes that are hashed\n\n"
        "`hash` = the digest over `former_hash` (32 bytes) followed by the UTF-8 of these fields, in "
        "this order, joined by the unit separator U+001F, with none at either end:\n\n"
        f"{', '.join(map(code, ORDER))}\n\n"
        "Numbers are written in decimal. The two moments are whole microseconds since "
        "1970-01-01T00:00:00Z. An absent `post_id`, `organisation_id` or `key` is a hyphen (`-`). "
        "`input` is the stored text itself, byte for byte. The digest is SHA-256, or SM3 in an "
        "installation that was begun with it (`journal_head.digest`).\n\n"
        "An example, with U+001F shown as ␟ and (to keep it short) 32 zero bytes as `former_hash`, "
        "and its hash:\n\n"
        "```text\n"
        f"{shown}\n"
        "```\n\n"
        "```text\n"
        f"{example_hash().hex()}\n"
        "```\n\n"
        f"{_seals()}"
        f"{FINDS}"
        "## Verifying without anlan\n\n"
        "Chains, seals and the file of seals of a SQLite database (or of a backup of it), or one "
        "entry's proof, with nothing but Python 3.11; here also as "
        "[verify_journal.py](../../anlan/cli/reference/verify_journal.py). Run it on a copy.\n\n"
        "```python\n"
        f"{verifier()}```\n"
    )


FINDS = (
    "## What a verification must find\n\n"
    "- `seq` runs from 1 to `journal_head.seq` without a gap; `recorded_at` never falls.\n"
    "- In every case `n` runs from 1; `from_state` is the `to_state` before it; `former_hash` is "
    "the `hash` before it.\n"
    "- Every `hash` is the hash of its row.\n"
    "- Every case's own row agrees with its last entry: `state`, `revision` (= `n`), "
    "`last_hash`.\n"
    "- Seals run from 1 without a gap, in numbers and in ranges; each is linked to the one before "
    "it, its `hash` is that of its content, its `root` that of the entries under it.\n"
    "- Every line of the file of seals is the database's seal of that number.\n"
    "- The triggers are there.\n\n"
    "Chains and case rows find what was changed, removed or put in between by anyone who did not "
    "write the rest of the case anew; seals find it also then, and the removed last entry of a "
    "case; the file finds a journal that was written anew with its seals. What was recorded since "
    "the last seal (ten minutes at most) rests on chains and numbers alone. Why it is so: "
    "[0014](../adr/0014-seals.md).\n\n"
)


def _seals() -> str:
    rows = [
        (code(field.name), field.get_internal_type().removesuffix("Field"), SEAL_MEANS[field.name])
        for field in Seal._meta.concrete_fields
    ]
    return (
        "## Seals\n\n"
        "Every ten minutes the entries recorded since the last seal get a root, a row of "
        "`journal_seal`, and then a line of JSON with the same names in the file of seals outside "
        "the database (bytes as hexadecimal digits, `sealed_at` like "
        "`2022-10-24T07:40:00.000000Z`).\n\n"
        f"{table(('Field', 'Type', 'Means'), rows)}\n"
        "The tree is that of RFC 6962: a leaf is digest(0x00 ‖ `hash` of the entry), a parent "
        "digest(0x01 ‖ left ‖ right), pairs from the left on every level, an odd last node goes "
        "up unchanged. `hash` of a seal = digest(`former_hash` ‖ text), text being number, digest, "
        "first_seq, last_seq, sealed_at in microseconds, root in hexadecimal digits, joined by "
        "U+001F. `anlan journal prove SEQ` prints one entry with its way up to the root.\n\n"
    )


def _written(name: str) -> str:
    value = EXAMPLE[name]
    if value is None:
        return "-"
    return str(instant(value) if isinstance(value, datetime) else value)


def example_hash() -> bytes:
    """Return the hash of the page's example, by the code that the door uses."""
    return entry_hash(**EXAMPLE, former=GENESIS, digest=SHA256)


def verifier() -> str:
    """Return the programme that verifies the chains with the standard library alone."""
    return files("anlan.cli.reference").joinpath("verify_journal.py").read_text("utf-8")
