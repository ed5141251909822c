"""The files of papers: `papers/ab/cdef….pdf` in the data folder, each under the SHA-256 of its bytes.

The PDF of a paper whose kind says `archive: yes` is made once, soon after it was issued, and kept: what is printed ten
years later is what was printed on the day, whatever fonts and programmes have become. Until it is made, and for what is
not archived, a reader gets a file made on the spot from the words that were fixed when the paper was issued.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.documents.rendering import docx, pdf
from anlan.evidence.folder import write_whole
from anlan.kernel.errors import AnlanError
from anlan.papers.issuing import document_of
from anlan.papers.kinds import kinds
from anlan.papers.models import Archive, Form, Paper

log = logging.getLogger(__name__)
MAKERS = {Form.PDF: pdf.render, Form.DOCX: docx.render}
ARCHIVED = (Form.PDF,)  # a DOCX is for working on: it is made when it is asked for
AT_A_TIME = 200


class Damaged(AnlanError):
    """The archived file is gone or is not what was archived."""

    status = 500


def path_of(sha256: str, form: str) -> Path:
    return Path(settings.HOME) / "papers" / sha256[:2] / f"{sha256[2:]}.{form}"


def made(paper: Paper, form: Form) -> bytes:
    """Return a paper's file, made now."""
    return MAKERS[form](document_of(paper))


def kept(paper: Paper, form: Form) -> bytes:
    """Return a paper's archived file, its digest proved; made now while none is archived. Raises Damaged."""
    archived = Archive.objects.filter(paper=paper, form=form).first()
    if archived is None:
        return made(paper, form)
    try:
        content = path_of(archived.sha256, form).read_bytes()
    except FileNotFoundError:
        log.error("archived file %s of paper %s is not on the disk", archived.sha256, paper.name)
        raise _damaged(paper) from None
    if hashlib.sha256(content).hexdigest() != archived.sha256:
        log.error("archived file %s of paper %s was changed on the disk", archived.sha256, paper.name)
        raise _damaged(paper)
    return content


def _damaged(paper: Paper) -> Damaged:
    return Damaged(
        "paper.damaged",
        _(
            "The archived file of %(paper)s is missing or was changed. Restore the folder “papers” from a backup."
        )
        % {"paper": paper.name},
    )


def archive(paper: Paper, *, at: datetime) -> list[Archive]:
    """Make and keep what is archived of a paper and not kept yet; return it. Bytes are on the disk before their row."""
    there = set(Archive.objects.filter(paper=paper).values_list("form", flat=True))
    rows = []
    for form in ARCHIVED:
        if form in there:
            continue
        content = made(paper, form)
        sha256 = hashlib.sha256(content).hexdigest()
        write_whole(path_of(sha256, form), [content])
        rows.append(Archive(paper=paper, form=form, sha256=sha256, size=len(content), made_at=at))
    with transaction.atomic():
        return Archive.objects.bulk_create(rows, ignore_conflicts=True)


def archive_waiting(*, at: datetime, most: int = AT_A_TIME) -> int:
    """Archive the papers issued after the newest archived one; return how many. One range of the primary key."""
    wanted = [code for code, kind in kinds().items() if kind.archive]
    last = Archive.objects.aggregate(last=Max("paper_id"))["last"] or 0
    waiting = list(Paper.objects.filter(kind__in=wanted, pk__gt=last).order_by("pk")[:most])
    for paper in waiting:
        archive(paper, at=at)
    return len(waiting)
