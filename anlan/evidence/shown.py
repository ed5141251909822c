"""Pictures as a page shows them: addresses, words and dates, prepared from two queries a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.evidence.access import own_token
from anlan.evidence.models import Attachment, File, Role
from anlan.journal.models import Entry
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a case. `at` is when its step happened; `taken_at` what the camera's clock says, or None."""

    file: File
    role: str
    seq: int
    step: str
    src: str
    thumb: str
    alt: str
    at: datetime | None
    taken_at: datetime | None


def of_case(case_kind: str, case_id: int) -> list[Shown]:
    """Return the pictures of a case in the order they came; the caller has checked that its reader sees the case."""
    attachments = list(
        Attachment.objects.filter(case_kind=case_kind, case_id=case_id)
        .select_related("file")
        .order_by("seq", "role", "position")
    )
    entries = {
        seq: (step, at)
        for seq, step, at in Entry.objects.filter(seq__in={a.seq for a in attachments}).values_list(
            "seq", "step", "occurred_at"
        )
    }
    return [_shown(a, *entries.get(a.seq, ("", None))) for a in attachments]


def _shown(attachment: Attachment, step: str, at: datetime | None) -> Shown:
    where = [attachment.case_kind, attachment.case_id, attachment.file_id]
    return Shown(
        file=attachment.file,
        role=attachment.role,
        seq=attachment.seq,
        step=step,
        src=reverse("evidence:show", args=where),
        thumb=reverse("evidence:thumb", args=where),
        alt=_("%(role)s, photograph %(number)s")
        % {"role": Role(attachment.role).label, "number": attachment.position + 1},
        at=at,
        taken_at=attachment.file.taken_at,
    )


def pairs(pictures: Iterable[Shown]) -> list[dict[str, Shown | None]]:
    """Return {before, after} pairs for the macro: the first of one beside the first of the newest other, and so on.

    Of “after”, those of the last step that brought any count: what was returned stays in the gallery.
    """
    found = list(pictures)
    last = max((p.seq for p in found if p.role == Role.AFTER), default=0)
    before = [p for p in found if p.role == Role.BEFORE]
    after = [p for p in found if p.role == Role.AFTER and p.seq == last]
    return [{"before": one, "after": other} for one, other in zip_longest(before, after)]


def kept(files: Iterable[File], *, by: Actor) -> list[dict[str, Any]]:
    """Return what a refused form shows again of the pictures it brought: {value, thumb}, for `photo_field`."""
    return [
        {"value": file.sha256, "thumb": reverse("evidence:own-thumb", args=[own_token(file, by)])}
        for file in files
    ]
