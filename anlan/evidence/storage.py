"""Where the bytes lie: `evidence/ab/cdef….jpg` in the data folder, named by the digest of what was uploaded.

A file is written beside its place, flushed and renamed, so that a killed writer leaves nothing half. Writers hold the
folder's lock together; the clean-up, which removes row and bytes, holds it alone.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.HOME) / "evidence"


def picture_path(sha256: str) -> Path:
    return folder() / sha256[:2] / f"{sha256[2:]}.jpg"


def thumb_path(sha256: str) -> Path:
    return folder() / sha256[:2] / f"{sha256[2:]}-thumb.jpg"


@contextmanager
def held(*, alone: bool = False) -> Iterator[None]:
    """Hold the folder while bytes are written and their row is committed, or alone while both are removed."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def write(path: Path, content: bytes) -> None:
    """Put the bytes in their place whole or not at all; returns once they would outlive a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def remove(sha256: str) -> None:
    for path in (picture_path(sha256), thumb_path(sha256)):
        path.unlink(missing_ok=True)


def sweep(*, older_than: float) -> int:
    """Remove what killed writers left beside its place before `older_than` (a real time stamp); return how many."""
    left = [path for path in folder().glob("*/.new-*") if path.stat().st_mtime < older_than]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
