"""Taking a photograph in, and forgetting what nobody attached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from anlan.evidence import pictures, prints, reuse, storage
from anlan.evidence.models import Attachment, File
from anlan.kernel.errors import Invalid
from anlan.org.scope import Actor

KEPT_UNATTACHED = timedelta(hours=24)
MOST_UNATTACHED = 200
HOLDING: list[Callable[[], Any]] = []
"""Queries of the keys of pictures that somebody still waits to attach: the apps above put themselves in."""
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_CHUNK = 500


def store(upload: UploadedFile[Any], *, by: Actor, at: datetime) -> File:
    """Return the file of these bytes: the bytes first, then the row; what is there already is not written twice.

    Raises Invalid, in words, for what is no photograph, too large, damaged or empty.
    """
    if (upload.size or 0) > pictures.MOST_BYTES:
        raise pictures.too_large(upload.size or 0)
    upload.seek(0)
    content = upload.read(pictures.MOST_BYTES + 1)
    sha256 = hashlib.sha256(content).hexdigest()
    with storage.held():
        known = File.objects.filter(sha256=sha256).first()
        if known is not None and storage.holds(sha256):
            # whoever sends it again starts its day anew; one that is attached keeps its date
            File.objects.filter(pk=known.pk, attachments=None, uploaded_at__lt=at).update(uploaded_at=at)
            return known
        picture = pictures.read(content)
        storage.write(storage.thumb_name(sha256), picture.thumb)
        storage.write(storage.picture_name(sha256), picture.content)
        if known is not None:  # its bytes were lost from the disk, and have just come back
            return known
        return _write_row(sha256, picture, by=by, at=at)


def _write_row(sha256: str, picture: pictures.Picture, *, by: Actor, at: datetime) -> File:
    alike = reuse.near(picture.thumb)  # the search holds nobody up: no transaction yet
    file = File(
        sha256=sha256,
        picture_sha256=picture.sha256,
        format=picture.format,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        taken_at=picture.told.taken_at,
        has_position=picture.told.has_position,
        lat_e6=picture.told.lat_e6,
        lon_e6=picture.told.lon_e6,
        has_camera=picture.told.has_camera,
        came_wide=picture.came_wide,
        came_high=picture.came_high,
        thumb_sha256=picture.thumb_sha256,
        dhash=picture.dhash,
        print=prints.print_of_bytes(picture.thumb),
        uploaded_by_id=None if by.is_system else by.person_id,
        uploaded_at=at,
    )
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            reuse.note(file, alike)
    except IntegrityError:  # somebody else was first with the same bytes
        return File.objects.get(sha256=sha256)
    return file


@dataclass
class Gathered:
    """What a form brought: files that may be attached, and the reason of each one that may not, by its name."""

    files: list[File] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def gather(kept: Iterable[str], uploads: Iterable[UploadedFile[Any]], *, by: Actor, at: datetime) -> Gathered:
    """Take a photo field in: the digests that the form kept and what is new. One bad photograph spoils no other."""
    gathered = Gathered()
    wanted = list(dict.fromkeys(kept))
    found = find(wanted)
    for digest in wanted:
        file = found.get(digest)
        if file is None:
            gathered.faults.append(_("A photograph that was kept is no longer there. Choose it again."))
        elif file not in gathered.files:
            gathered.files.append(file)
    for upload in uploads:
        try:
            file = store(upload, by=by, at=at)
        except Invalid as fault:
            gathered.faults.append(
                _("“%(name)s”: %(reason)s") % {"name": (upload.name or "?")[:80], "reason": fault.message}
            )
            continue
        if file not in gathered.files:
            gathered.files.append(file)
    return gathered


def find(digests: Iterable[str]) -> dict[str, File]:
    """Return the files that these digests (of the upload or of the kept picture) name, by digest; one query."""
    wanted = [digest for digest in digests if _DIGEST.match(digest)]
    if not wanted:
        return {}
    rows = File.objects.filter(Q(sha256__in=wanted) | Q(picture_sha256__in=wanted)).order_by("-pk")
    found: dict[str, File] = {}
    for file in rows:  # the oldest last: two uploads that gave one picture answer to it by the first
        found[file.picture_sha256] = file
    found.update({file.sha256: file for file in rows})
    return {digest: found[digest] for digest in wanted if digest in found}


def unattached_of(person_id: int, *, since: datetime) -> int:
    """Return how many pictures somebody uploaded since then and attached to nothing."""
    return File.objects.filter(uploaded_by_id=person_id, uploaded_at__gte=since, attachments=None).count()


def remove_unattached(*, now: datetime) -> int:
    """Forget the pictures that nobody attached within a day: the rows, then their bytes; return how many."""
    removed = 0
    while True:
        with storage.held(alone=True):
            with transaction.atomic():
                attached = Attachment.objects.filter(file_id=OuterRef("pk"))
                held = [~Q(pk__in=keys()) for keys in HOLDING]
                rows = list(
                    File.objects.filter(~Exists(attached), *held, uploaded_at__lt=now - KEPT_UNATTACHED)
                    .order_by("pk")
                    .values_list("pk", "sha256")[:_CHUNK]
                )
                File.objects.filter(~Exists(attached), *held, pk__in=[pk for pk, _sha256 in rows]).delete()
            for _pk, sha256 in rows:
                storage.remove(sha256)
        removed += len(rows)
        if len(rows) < _CHUNK:
            return removed
