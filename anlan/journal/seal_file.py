"""The file of seals outside the database: one line of JSON a seal, only ever added to.

It is what a thief of the database's password cannot write anew, if it lies where that password does not reach: another
disk, another machine, paper. A seal that stands in it and not in the database, or otherwise, tells that the
database was rewritten as a whole, or restored from a backup.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.journal.chain import seal_hash
from anlan.journal.models import Seal
from anlan.kernel.errors import Refused

TAIL = 8_192
"""Bytes read from the end of the file: a line has under 500."""

LINES = 1_000
"""Lines written at a time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A seal as a line of the file tells it: its number, and its hash, which stands for all that it says."""

    number: int
    first_seq: int
    last_seq: int
    hash: bytes
    sealed_at: datetime


def seals_file() -> Path:
    """Return where this installation's seals are written (ANLAN_SEALS_FILE)."""
    return Path(settings.JOURNAL_SEALS_FILE)


def told(seal: Seal) -> dict[str, Any]:
    """Return what the file says of a seal; `verify_journal.py` reads the same names."""
    return {
        "number": seal.number,
        "first_seq": seal.first_seq,
        "last_seq": seal.last_seq,
        "digest": seal.digest,
        "root": bytes(seal.root).hex(),
        "sealed_at": f"{seal.sealed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "former_hash": bytes(seal.former_hash).hex(),
        "hash": bytes(seal.hash).hex(),
    }


def line_of(seal: Seal) -> bytes:
    return json.dumps(told(seal)).encode("ascii") + b"\n"


def read_line(line: bytes) -> Kept:
    """Return a line's seal. Raises ValueError where it is none, or where its hash is not that of what it says."""
    try:
        said = json.loads(line)
        kept = Kept(
            int(said["number"]),
            int(said["first_seq"]),
            int(said["last_seq"]),
            bytes.fromhex(said["hash"]),
            datetime.fromisoformat(said["sealed_at"]).astimezone(UTC),
        )
        link = seal_hash(
            number=kept.number,
            digest=said["digest"],
            first_seq=kept.first_seq,
            last_seq=kept.last_seq,
            sealed_at=kept.sealed_at,
            root=bytes.fromhex(said["root"]),
            former=bytes.fromhex(said["former_hash"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError("it is not the line of a seal") from problem
    if link != kept.hash:
        raise ValueError("what it says does not give its hash")
    return kept


def publish() -> int:
    """Append the seals that the file lacks and wait until they are on the disk; return how many.

    Only the end of the file is read, under its lock, so that each seal is written once. A line that a crash cut off
    is completed. Raises Refused, and leaves the file, where its last seal is not the database's.
    """
    with _open(seals_file()) as handle:
        last, torn = _end(handle)
        following = _checked(last) + 1
        written = 0
        while seals := list(Seal.objects.filter(number__gte=following).order_by("number")[:LINES]):
            text = b"".join(line_of(seal) for seal in seals)
            if not text.startswith(torn):
                raise _differ(following)
            _write(handle, text[len(torn) :])
            written, following, torn = written + len(seals), seals[-1].number + 1, b""
        if torn:
            raise _differ(following)
        return written


@contextmanager
def _open(path: Path) -> Iterator[int]:
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as problem:
        raise Refused(
            "journal.seals_file",
            _("The file of seals cannot be written: %(path)s (%(why)s). See ANLAN_SEALS_FILE.")
            % {"path": path, "why": problem.strerror},
        ) from problem
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _end(handle: int) -> tuple[bytes, bytes]:
    """Return the last whole line ("" where there is none) and what a crash left of the one after it."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, TAIL, max(0, size - TAIL))
    whole, _newline, torn = tail.rpartition(b"\n")
    return whole.rpartition(b"\n")[2], torn


def _checked(line: bytes) -> int:
    """Return the number of the file's last seal, 0 for an empty file; it must be the database's."""
    if not line:
        return 0
    try:
        kept = read_line(line)
    except ValueError as problem:
        raise Refused(
            "journal.seals_file_bent",
            _("The last line of the file of seals %(path)s was edited. Run “anlan journal verify”.")
            % {"path": seals_file()},
        ) from problem
    found = Seal.objects.filter(pk=kept.number).values_list("hash", flat=True).first()
    if found is None or bytes(found) != kept.hash:
        raise _differ(kept.number)
    return kept.number


def _differ(number: int) -> Refused:
    return Refused(
        "journal.seals_differ",
        _(
            "Seal %(number)s in the file %(path)s is not the database's: the database was rewritten as a whole or "
            "restored from a backup. Nothing is added to the file; see “seals” in docs/operations.md."
        )
        % {"number": number, "path": seals_file()},
    )


def _write(handle: int, text: bytes) -> None:
    try:
        while text:
            text = text[os.write(handle, text) :]
        os.fsync(handle)
    except OSError as problem:  # a full disk: what was written of a line is completed by the next call
        raise Refused(
            "journal.seals_file",
            _("The file of seals cannot be written: %(path)s (%(why)s). See ANLAN_SEALS_FILE.")
            % {"path": seals_file(), "why": problem.strerror},
        ) from problem


def read_file(path: Path) -> tuple[list[Kept], list[str]]:
    """Return the seals that a file tells in order, and what is wrong with its lines.

    A last line without its end is what a crash left and is passed over. Raises OSError where it cannot be read.
    """
    kept: list[Kept] = []
    faults: list[str] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                seal = read_line(line)
            except ValueError as problem:
                faults.append(f"line {number} of the file of seals was edited: {problem}")
                continue
            if seal.number != number:
                faults.append(f"line {number} of the file of seals tells of seal {seal.number}")
            kept.append(seal)
    return kept, faults
