"""The files of a signed issue: made once after the signature, kept by their digest, given out from then on."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from anlan.bulletins.composing import Written
from anlan.bulletins.marks import marked
from anlan.bulletins.models import Archived, Format, Issue, Signed, SignedValue, TemplateVersion
from anlan.bulletins.templates import sections_of
from anlan.documents.formats import FORMATS
from anlan.documents.model import Origin, from_data
from anlan.documents.rendering.renderer import renderer
from anlan.documents.templates.filling import Figure, fill

OWN = Format.OWN.value


def current(signed: Signed, issue: Issue, form: str) -> bytes:
    """Return an issue as it is given out today: the archived file, or one that bears the marks of its corrections or
    its withdrawal. A template of the city's own has no place for marks: then it is our own DOCX that bears them."""
    document = marked(signed, issue)
    if not document.stamps:
        return given(signed, form)
    return FORMATS["docx" if form == OWN else form](document)


def forms(signed: Signed) -> tuple[str, ...]:
    """Return the formats of a signed issue: ours, and the city's own template if its series had chosen one."""
    return (*FORMATS, OWN) if signed.template_id else tuple(FORMATS)


def render(signed: Signed, form: str) -> bytes:
    """Return a signed issue in a format, from what was signed and nothing else: the same bytes every time."""
    document = from_data(signed.composition)
    if form != OWN:
        return FORMATS[form](document)
    assert signed.template is not None
    values = SignedValue.objects.filter(signed=signed).exclude(row_digest="")
    chinese = document.language == "zh"
    figures = {
        one.key: Figure(one.printed, one.text if chinese else one.printed, Origin(one.origin))
        for one in values
    }
    return fill(bytes(signed.template.content), document, figures, sections_of(signed.issue))


def drafted(written: Written, version: TemplateVersion, sections: list[str]) -> bytes:
    """Return what is not signed yet as the template would print it."""
    composed = written.composed
    chinese = written.document.language == "zh"
    figures = {
        key: Figure(one.text, composed.values[key].text if chinese else one.text, one.origin)
        for key, one in composed.prints.items()
    }
    return fill(bytes(version.content), written.document, figures, sections)


def keep(signed: Signed, *, at: datetime) -> list[Archived]:
    """Make the files that a signed issue does not have yet; return them. Safe to repeat, also by several at once."""
    known = set(Archived.objects.filter(signed=signed).values_list("format", flat=True))
    made = []
    for form in forms(signed):
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
    own = rows.filter(template__isnull=False)
    return list(own.exclude(pk__in=Archived.objects.filter(format=OWN).values("signed"))[:20])


def given(signed: Signed, form: str) -> bytes:
    """Return the archived file of a format; made now, where it is not archived yet."""
    kept = Archived.objects.filter(signed=signed, format=form).values_list("content", flat=True).first()
    return bytes(kept) if kept is not None else render(signed, form)
