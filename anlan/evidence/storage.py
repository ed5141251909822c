"""Where the bytes lie: `ab/cdef….jpg`, named by the digest of what was uploaded, in the settings' storage “evidence”.

That is a folder of HOME (folder.py) unless ANLAN_EVIDENCE_STORAGE names another storage of Django's. Writers hold a
lock of the installation together; the clean-up, which removes row and bytes, holds it alone.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from anlan.evidence.folder import Folder

_PART = re.compile(r"[0-9a-f]{2}\Z")
_NAME = re.compile(r"([0-9a-f]{62})(-thumb)?\.jpg\Z")


def store() -> Storage:
    return storages["evidence"]


def picture_name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}.jpg"


def thumb_name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}-thumb.jpg"


def picture(sha256: str) -> bytes:
    """Return the bytes of a kept picture. Raises FileNotFoundError where they are lost."""
    return read(picture_name(sha256))


def thumb(sha256: str) -> bytes:
    """Return the bytes of its small form. Raises FileNotFoundError where they are lost."""
    return read(thumb_name(sha256))


def holds(sha256: str) -> bool:
    return store().exists(picture_name(sha256))


def read(name: str) -> bytes:
    with store().open(name, "rb") as file:
        content: bytes = file.read()
    return content


@contextmanager
def held(*, alone: bool = False) -> Iterator[None]:
    """Hold the storage while bytes are written and their row is committed, or alone while both are removed."""
    folder = Path(settings.HOME) / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def write(name: str, content: bytes) -> None:
    """Put the bytes under their name. Raises OSError where the storage gave them another: they would not be found."""
    kept = store()
    if not isinstance(kept, Folder) and kept.exists(name):
        kept.delete(name)  # what is there was found damaged, or is the same
    given = kept.save(name, ContentFile(content))
    if given != name:
        kept.delete(given)
        raise OSError(f"the storage keeps {name} as {given}: it must keep names (file_overwrite)")


def remove(sha256: str) -> None:
    for name in (picture_name(sha256), thumb_name(sha256)):
        store().delete(name)


def names() -> Iterator[tuple[str, str]]:
    """Return (name, digest of the upload) of every picture and small form that lies there; other files are let be."""
    kept = store()
    try:
        parts, _files = kept.listdir("")
    except FileNotFoundError:
        return
    for part in sorted(parts):
        if _PART.match(part):
            for file in sorted(kept.listdir(part)[1]):
                if found := _NAME.match(file):
                    yield f"{part}/{file}", part + found[1]


def sweep(*, older_than: float) -> int:
    """Remove what killed writers left beside its place before `older_than` (a real time stamp); return how many."""
    kept = store()
    return kept.sweep_torn(older_than=older_than) if isinstance(kept, Folder) else 0
