"""Pictures in chunks: each offset is told back, so that a transfer goes on where it broke off.

The bytes gather in the data folder under the key of the upload; once whole they are proved against their SHA-256 and
taken in like any other photograph. What is no photograph is refused in words and its bytes are forgotten.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.evidence import actions, pictures
from anlan.evidence.models import File
from anlan.field.models import Conflict as Apart
from anlan.field.models import Upload
from anlan.kernel.errors import Conflict, Invalid, Refused
from anlan.org.scope import Actor

log = logging.getLogger(__name__)
MOST_CHUNK = 512 * 1024
MOST_WAITING = 500
KEPT = timedelta(days=30)
"""How long a picture waits for its record: a rejected one is corrected within that time."""
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def held() -> Any:
    """Return the keys of the files whose record is still to come."""
    return Upload.objects.filter(file__isnull=False).values("file")


def folder() -> Path:
    return Path(settings.HOME) / "field"


def _part(upload: UUID) -> Path:
    return folder() / f"{upload}.part"


def begin(upload: UUID, *, size: int, sha256: str, by: Actor, at: datetime) -> Upload:
    """Return the upload under a key, begun if it is new. Raises Invalid for one too large, Refused for another's."""
    if size > pictures.MOST_BYTES:
        raise pictures.too_large(size)
    if size <= 0:
        raise Invalid("evidence.empty", _("The file is empty. Choose the photograph again."), field="size")
    if not _DIGEST.match(sha256):
        raise Invalid("field.digest", _("The upload does not say what its bytes are."), field="sha256")
    row = Upload.objects.filter(pk=upload).first()
    if row is None:
        if Upload.objects.filter(person_id=by.person_id).count() >= MOST_WAITING:
            raise Invalid(
                "field.many",
                _("%(most)s photographs of yours wait for their records.") % {"most": MOST_WAITING},
            )
        try:
            with transaction.atomic():
                row = Upload(id=upload, person_id=by.person_id, sha256=sha256, size=size, started_at=at)
                row.save(force_insert=True)
        except IntegrityError:
            row = Upload.objects.get(pk=upload)
    own(row, by)
    if (row.sha256, row.size) != (sha256, size):
        raise Conflict("field.other_bytes", _("Under this key other bytes were announced before."))
    return row


def own(row: Upload, by: Actor) -> None:
    """Raise Refused, and write it into the log, where somebody comes with the key of another's upload."""
    if row.person_id != by.person_id:
        log.warning("person %s claimed the upload %s of person %s", by.person_id, row.pk, row.person_id)
        raise Refused("field.not_yours", _("This key belongs to somebody else’s record."), http=403)


def append(row: Upload, *, offset: int, chunk: bytes, by: Actor, at: datetime) -> Upload:
    """Take a chunk in at its offset; one that came before is answered, one ahead is refused with where to go on.

    Raises Invalid for what turns out to be no photograph, Conflict where the bytes do not lie where they should.
    """
    with _alone(row.pk):
        row = Upload.objects.get(pk=row.pk)
        if row.file_id is not None or offset + len(chunk) <= row.received:
            return row
        if offset != row.received or offset + len(chunk) > row.size:
            raise Conflict("field.offset", _("The upload goes on at another place."), received=row.received)
        path = _part(row.pk)
        if (path.exists() and path.stat().st_size < row.received) or (row.received and not path.exists()):
            return _anew(row)  # the bytes are gone, a new disk perhaps: begin again
        with path.open("r+b" if path.exists() else "wb") as file:
            file.seek(row.received)
            file.truncate()
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        row.received += len(chunk)
        if row.received < row.size:
            Upload.objects.filter(pk=row.pk).update(received=row.received)
            return row
        return _whole(row, path, by=by, at=at)


def _whole(row: Upload, path: Path, *, by: Actor, at: datetime) -> Upload:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        _anew(row)
        raise Conflict("field.torn", _("The photograph arrived damaged and is sent again."), received=0)
    try:
        row.file = actions.store(SimpleUploadedFile("photo", content), by=by, at=at)
    except Invalid:
        path.unlink(missing_ok=True)
        Upload.objects.filter(pk=row.pk).delete()
        raise
    Upload.objects.filter(pk=row.pk).update(received=row.received, file=row.file)
    path.unlink(missing_ok=True)
    return row


def _anew(row: Upload) -> Upload:
    _part(row.pk).unlink(missing_ok=True)
    row.received = 0
    Upload.objects.filter(pk=row.pk).update(received=0)
    return row


@contextmanager
def _alone(upload: UUID) -> Iterator[None]:
    """Hold one upload: two tabs that send the same picture take turns."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / f".lock-{upload.int % 64}").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def files_of(keys: list[UUID], *, by: Actor) -> tuple[list[File], list[UUID]]:
    """Return the files of these uploads in their order, and the keys of those that have not arrived whole."""
    rows = {row.pk: row for row in Upload.objects.filter(pk__in=keys).select_related("file")}
    for row in rows.values():
        own(row, by)
    missing = [key for key in keys if key not in rows or rows[key].file_id is None]
    return [file for key in keys if key in rows and (file := rows[key].file) is not None], missing


def let_go(keys: list[UUID]) -> None:
    """Forget the uploads whose record was taken: the pictures hang on its case now."""
    Upload.objects.filter(pk__in=keys).delete()


def sweep(*, now: datetime) -> int:
    """Forget uploads whose record never came, and the bytes of those that are gone; return how many."""
    waiting = {
        key
        for branch in Apart.objects.open().values_list("branch", flat=True)
        for keys in branch["photos"].values()
        for key in keys
    }
    old = Upload.objects.filter(started_at__lt=now - KEPT).values_list("pk", flat=True)[:5_000]
    stale = [key for key in old if str(key) not in waiting]
    Upload.objects.filter(pk__in=stale).delete()
    left = 0
    if folder().exists():
        living = {str(key) for key in Upload.objects.filter(file=None).values_list("pk", flat=True)}
        for path in folder().glob("*.part"):
            if path.stem not in living:
                path.unlink(missing_ok=True)
                left += 1
    return len(stale) + left
