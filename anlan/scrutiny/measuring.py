"""The heavier reason: the grid of a screen, measured on the kept pictures when nobody waits for it."""

from __future__ import annotations

import time
from io import BytesIO

from PIL import Image

from anlan.evidence import screens, storage
from anlan.evidence.models import Attachment, File
from anlan.scrutiny import judging, looking, subjects
from anlan.scrutiny.looking import act_of, photo_of, raise_
from anlan.scrutiny.reasons import Reason

MOST = 200


def measure(*, seconds: float = 20.0) -> tuple[int, int]:
    """Measure attached pictures that were not yet, the newest first; return how many, and how many flags it raised."""
    end = time.monotonic() + seconds
    measured = raised = 0
    attached = Attachment.objects.filter(case_kind__in=subjects.SUBJECTS).values("file")
    for file in list(File.objects.filter(grid=None, pk__in=attached).order_by("-pk")[:MOST]):
        File.objects.filter(pk=file.pk).update(grid=_grid(file))
        measured += 1
        file.refresh_from_db(fields=["grid"])
        if file.grid is not None and file.grid >= screens.STRONG:
            raised += _flag(file)
        if time.monotonic() > end:
            break
    return measured, raised


def _grid(file: File) -> float:
    """Return the measure of one picture; one whose bytes are lost has none to find."""
    try:
        with Image.open(BytesIO(storage.picture(file.sha256)), formats=["JPEG"]) as picture:
            return screens.grid(picture)
    except OSError:
        return 0.0


def _flag(file: File) -> int:
    """Flag every use of a picture that shows a grid, but for those that already have a hint of a screen."""
    rows = Attachment.objects.filter(file=file, case_kind__in=subjects.SUBJECTS).select_related("file")
    acts = []
    for row in (
        rows.exclude(role="signature").exclude(flags__reason=Reason.SCREEN).order_by("pk")[: looking.CHUNK]
    ):
        if row.case_id in subjects.subjects(row.case_kind, [row.case_id]):
            photo = photo_of(row, file.uploaded_at, None)
            acts += [act_of(row, finding, None) for finding in judging.screen(photo)]
    return raise_(acts)
