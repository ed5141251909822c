"""The folder of the installation as a storage of Django's: `HOME/evidence`, every file whole or not there.

A file is written beside its place, flushed and renamed, so that a killed writer leaves nothing half. A name says what
is in it (it is a digest), so a file that is there is written over, never beside.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

TORN = ".new-"


class Folder(FileSystemStorage):
    """Photographs in a folder of HOME; it follows HOME, which a test or a rehearsal sets anew."""

    @property
    def base_location(self) -> str:
        return str(Path(settings.HOME) / "evidence")

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        write_whole(Path(self.path(name)), content.chunks())
        return name

    def sweep_torn(self, *, older_than: float) -> int:
        """Remove what killed writers left beside its place before `older_than` (a real time stamp); return how many."""
        left = [path for path in Path(self.location).glob(f"*/{TORN}*") if path.stat().st_mtime < older_than]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Put the bytes in their place whole or not at all; returns once they would outlive a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=TORN)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def real_now() -> float:
    """Return the disk's own time: files carry real time stamps, also where a demo shifted the clock."""
    return time.time()
