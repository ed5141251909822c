"""The files of a signed issue: made once after the signature, kept by their digest, given out from then on."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from anlan.bulletins.marks import marked
from anlan.bulletins.models import Archived, Issue, Signed
from anlan.documents.formats import FORMATS
from anlan.documents.model import from_data
from anlan.documents.rendering.renderer import renderer


def current(signed: Signed, issue: Issue, form: str) -> bytes:
    """Return an issue as it is given out today: the archived file, or one that bears the marks of its corrections or
    its withdrawal."""
    document = marked(signed, issue)
    return FORMATS[form](document) if document.stamps else given(signed, form)


def render(signed: Signed, form: str) -> bytes:
    """Return a signed issue in a format, from what was signed and nothing else: the same bytes every time."""
    return FORMATS[form](from_data(signed.composition))


def keep(signed: Signed, *, at: datetime) -> list[Archived]:
    """Make the files that a signed issue does not have yet; return them. Safe to repeat, also by several at once."""
    known = set(Archived.objects.filter(signed=signed).values_list("format", flat=True))
    made = []
    for form in FORMATS:
        if form in known:
            continue
        content = render(signed, form)
        row = Archived(
            signed=signed,
            format=form,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=content,
            made_at=at,
            made_by=renderer(form),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue  # another process was first, with the same bytes
        made.append(row)
    return made


def missing() -> list[Signed]:
    """Return the signed issues that lack a file: a process may have ended between signature and file."""
    rows = Signed.objects.order_by("pk")
    for form in FORMATS:
        lacking = rows.exclude(pk__in=Archived.objects.filter(format=form).values("signed"))
        if found := list(lacking[:20]):
            return found
    return []


def given(signed: Signed, form: str) -> bytes:
    """Return the archived file of a format; made now, where it is not archived yet."""
    kept = Archived.objects.filter(signed=signed, format=form).values_list("content", flat=True).first()
    return bytes(kept) if kept is not None else render(signed, form)
