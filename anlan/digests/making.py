"""Composing a digest before the door is passed: one snapshot, both languages, one digest over what it says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.bulletins import composing
from anlan.bulletins.models import Series
from anlan.digests.models import LANGUAGES
from anlan.documents.compose import Composed
from anlan.documents.model import Bulletin, Composition, as_data
from anlan.figures.cut import Known
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical
from anlan.org.models import Area

DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Made:
    """A digest ready to be kept."""

    area: Area
    issuer_id: int
    day: date
    known: Known
    compositions: dict[str, Any]
    numbers: dict[str, dict[str, str]]

    @property
    def digest_text(self) -> str:
        """The SHA-256 over the text and numbers in both languages: the journal's entry holds it."""
        said = {"compositions": self.compositions, "numbers": self.numbers, "known": self.known.seq}
        return hashlib.sha256(canonical(said).encode()).hexdigest()


def made(area: Area, day: date, *, known: Known | None = None) -> Made:
    """Return the digest of an area's day as known at a moment (None: now). Raises Invalid for a day to come."""
    composing.refuse_future(day)
    run = (
        Series.objects.select_related("area", "issuer").filter(area=area, code=DAILY, closed_on=None).first()
    )
    run = run or composing.unfounded(area, DAILY)
    with snapshot():
        known = known or Known.now()
        if clock.local_day(known.at) < day:
            raise Invalid("digest.before_its_day", _("A day is not told before it has come."), field="day")
        documents: dict[str, Any] = {}
        numbers: dict[str, dict[str, str]] = {}
        for language in LANGUAGES:
            written = composing.of_day(run, on=day, language=language, known=known)
            documents[language] = as_data(_brief(written.document, day, known.at))
            if language == LANGUAGES[0]:
                numbers = _numbers(written.composed)
    return Made(area, run.issuer_id, day, known, documents, numbers)


def _brief(document: Composition, day: date, at: datetime) -> Composition:
    """Return the document as one page: of its own day, with the hour in place of a number, no draft and no
    recipients."""
    frame = document.frame
    assert isinstance(frame, Bulletin)
    chinese = document.language == "zh"
    local = at.astimezone(clock.SHANGHAI)
    hour = f"{local:%H:%M}"
    if local.date() != day:
        hour = f"{local.month}月{local.day}日{hour}" if chinese else f"{hour} on {local.day} {local:%B}"
    told = f"（截至{hour}）" if chinese else f"(as at {hour})"
    framed = replace(
        frame,
        issue_line=told,
        special_line="",
        day=f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day.day} {day:%B %Y}",
        report_to="",
        deliver_to="",
        issue_to="",
        draft="",
        is_brief=True,
    )
    return replace(document, frame=framed)


def _numbers(composed: Composed) -> dict[str, dict[str, str]]:
    with override("zh-hans"):
        return {
            key: {"name": str(composed.values[key].figure.name), "printed": one.text, "number": one.number}
            for key, one in composed.prints.items()
        }


def areas() -> list[Area]:
    """Return for which areas the clock makes a digest: the whole city, and those with an open daily series of
    their own."""
    roots = Area.objects.filter(parent=None, valid_to=None)
    own = Series.objects.filter(code=DAILY, closed_on=None).values("area")
    return list((roots | Area.objects.filter(pk__in=own, valid_to=None)).distinct().order_by("path"))
