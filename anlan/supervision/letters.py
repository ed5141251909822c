"""The words of a paper as it is served: official Chinese on every page, whatever language the page is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.tellers import CaseWords
from anlan.obligations.models import Kind
from anlan.supervision.models import Paper, PaperKind, Supervision


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper to be printed: title, number, whom it is to, its paragraphs, who signs, the day."""

    title: str
    number: str
    to: str
    paragraphs: tuple[str, ...]
    by: str
    signed_by: str
    day: str


def letter(paper: Paper, supervision: Supervision, words: CaseWords) -> Letter:
    """Return a paper in words. The supervision comes with its owner and supervisor; no query."""
    with translation.override("zh-hans"):
        values = {
            "duty": str(Kind(supervision.duty).label),
            "matter": words.text or words.number or "—",
            "due": _written(supervision.due_at),
            "served": _written(paper.served_at),
        }
        paragraphs = [_opening(paper.kind) % values]
        if paper.kind == PaperKind.INTERVIEW and supervision.interview_at and supervision.interviewer:
            paragraphs.append(
                _("The interview is held at %(at)s: %(who)s is interviewed by %(by)s.")
                % {
                    "at": _written(supervision.interview_at),
                    "who": supervision.interviewed,
                    "by": supervision.interviewer,
                }
            )
        if paper.text:
            paragraphs.append(paper.text)
        if paper.kind != PaperKind.REMINDER:
            paragraphs.append(
                _("Sign for this paper within 24 hours and answer in writing within 3 working days.")
            )
        return Letter(
            title=str(PaperKind(paper.kind).label),
            number=paper.name,
            to=supervision.owner.name,
            paragraphs=tuple(paragraphs),
            by=supervision.supervisor.name,
            signed_by=paper.signed_by.name if paper.signed_by else "",
            day=_written(paper.served_at, hours=False),
        )


def _opening(kind: str) -> str:
    """Return the first paragraph of a kind of paper."""
    return {
        PaperKind.REMINDER: _(
            "“%(duty)s” (%(matter)s) is due at %(due)s. Please do it in time and report it in the system."
        ),
        PaperKind.LETTER: _(
            "“%(duty)s” (%(matter)s) was due at %(due)s and is still not done. It is hereby supervised: do it without "
            "delay."
        ),
        PaperKind.CIRCULAR: _(
            "“%(duty)s” (%(matter)s) was due at %(due)s and is not done in spite of a supervision letter. This is "
            "hereby made known."
        ),
        PaperKind.INTERVIEW: _(
            "“%(duty)s” (%(matter)s) was due at %(due)s and is still not done. Your responsible person is hereby "
            "called to an interview."
        ),
        PaperKind.HAND_OVER: _(
            "“%(duty)s” (%(matter)s) was due at %(due)s and is not done after an interview. The matter is handed over "
            "for accountability."
        ),
    }[PaperKind(kind)]


def _written(at: datetime, *, hours: bool = True) -> str:
    local = at.astimezone(clock.SHANGHAI)
    day = f"{local.year}年{local.month}月{local.day}日"
    return f"{day}{local:%H:%M}" if hours else day
