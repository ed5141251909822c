"""An issue as a document: its text filled with values, in the frame of its series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.bulletins import editing, numbering, templates
from anlan.bulletins.models import Issue, Line, Series, SpecialSeries, Waiver, WaiverKind
from anlan.bulletins.series import issuer_of, lines, period_of, running_special, series_of
from anlan.documents.compose import Composed, Replaced, Setting, as_of, draft, fill
from anlan.documents.model import Bulletin, Composition
from anlan.documents.passages import Passage
from anlan.documents.sections import sections
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.org.models import Area, Person

DRAFT_MARK = {"zh": "拟", "en": "DRAFT"}
CLAUSES = "\u3000"


@dataclass(frozen=True, slots=True)
class Written:
    """A document with what its numbers were evaluated from."""

    document: Composition
    composed: Composed


def of_issue(issue: Issue, *, known: Known | None = None, rows: list[editing.Row] | None = None) -> Written:
    """Return an unsigned issue composed as it would be printed now, marked as a draft. Call it inside a snapshot."""
    series = issue.series
    setting = setting_of(issue, known)
    composed = _filled(
        editing.passages(issue.passages if rows is None else rows),
        setting,
        series,
        replaced=replaced(issue),
    )
    number, special = numbering.upcoming(series, issue.special, clock.today().year)
    frame = frame_of(
        series,
        issue.special,
        title=issue.title,
        language=issue.language,
        day=clock.today(),
        number=number,
        special_number=special,
        people=people(issue),
        draft=True,
    )
    return Written(Composition(frame, composed.blocks, issue.language, as_of(setting)), composed)


def of_day(
    series: Series, *, on: date, language: str, known: Known | None = None, title: str = ""
) -> Written:
    """Return what the issue of a day would be if it were drafted now from its section files. The future is refused."""
    refuse_future(on)
    setting = setting_for(series, on=on, language=language, known=known)
    passages: tuple[Passage, ...] = draft(sections(series.sections, language), setting)
    composed = _filled(passages, setting, series)
    special = running_special(series, on) if series.pk else None
    number, special_number = numbering.upcoming(series, special, on.year) if series.pk else (1, None)
    frame = frame_of(
        series,
        special,
        title=title,
        language=language,
        day=on,
        number=number,
        special_number=special_number,
        draft=True,
    )
    return Written(Composition(frame, composed.blocks, language, as_of(setting)), composed)


TEMPLATE = "template"
"""The key of the passage in which the figures of a template are evaluated; it is printed by the template alone."""


def _filled(
    passages: tuple[Passage, ...],
    setting: Setting,
    series: Series,
    *,
    replaced: Mapping[str, Replaced] | None = None,
) -> Composed:
    """Return passages filled, and with them the figures that the series' own template prints. A query for those."""
    version = templates.newest(series)
    keys = version.figures if version else ()
    if not keys:
        return fill(passages, setting, replaced=replaced)
    more = Passage(TEMPLATE, "".join("{%s}" % key for key in keys))  # noqa: UP031 -- braces are the token's own
    composed = fill((*passages, more), setting, replaced=replaced)
    blocks = tuple(block for block in composed.blocks if getattr(block, "key", "") != TEMPLATE)
    kept = {key: text for key, text in composed.templates.items() if key != TEMPLATE}
    return replace(composed, blocks=blocks, templates=kept)


def refuse_future(on: date) -> None:
    if on > clock.today():
        raise Invalid(
            "bulletin.future",
            _("%(day)s lies in the future: a bulletin is composed from what has happened.")
            % {"day": on.isoformat()},
            field="on",
        )


def unfounded(area: Area, code: str) -> Series:
    """Return the series that an area would begin with, not written: for a page that only shows."""
    return series_of(area, issuer_of(area), code)


def setting_of(issue: Issue, known: Known | None = None) -> Setting:
    return setting_for(issue.series, on=issue.on, language=issue.language, known=known)


def setting_for(series: Series, *, on: date, language: str, known: Known | None = None) -> Setting:
    """Return what an issue of a series on a day is about."""
    return Setting(series.area, period_of(series, on), known or Known.now(), language, series.cycle)


def replaced(issue: Issue) -> Mapping[str, Replaced]:
    """Return what is printed instead of figures: only what was granted. A query."""
    rows = Waiver.objects.filter(issue=issue.pk, kind=WaiverKind.FIGURE, is_open=True, is_granted=True)
    return {row.subject: Replaced(row.text, row.why) for row in rows}


def people(issue: Any, *, signer: int | None = None) -> tuple[tuple[str, str], ...]:
    """Return who edited, reviewed and signed, as the colophon names them. A query."""
    wanted = {*issue.editors, issue.reviewed_by_id, signer or issue.signed_by_id} - {None}
    names = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))
    chinese = issue.language == "zh"
    roles: list[tuple[str, list[Any]]] = [
        ("编辑" if chinese else "Edited by", issue.editors),
        ("审核" if chinese else "Reviewed by", [issue.reviewed_by_id]),
        ("签发" if chinese else "Signed by", [signer or issue.signed_by_id]),
    ]
    told = (
        (role, (" " if chinese else ", ").join(names[key] for key in keys if key in names))
        for role, keys in roles
    )
    return tuple((role, some) for role, some in told if some)


def frame_of(
    series: Series,
    special: SpecialSeries | None,
    *,
    title: str,
    language: str,
    day: date,
    number: int,
    special_number: int | None = None,
    people: tuple[tuple[str, str], ...] = (),
    draft: bool = False,
) -> Bulletin:
    """Return the frame of an issue in its own language, whatever the reader's. A query for its colophon."""
    chinese = language == "zh"
    with override("zh-hans" if chinese else "en"):
        going = lines(series, language=language, on=day) if series.pk else {}
        return Bulletin(
            masthead=series.masthead_in(language),
            issue_line=f"第{number}期" if chinese else f"No. {number}",
            special_line=_special_line(special, special_number, chinese),
            issuer=series.issuer.label,
            day=f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day.day} {day:%B %Y}",
            title=tuple(part for part in title.split(CLAUSES) if part),
            people=people,
            report_to=going.get(Line.REPORT, ""),
            deliver_to=going.get(Line.DELIVER, ""),
            issue_to=going.get(Line.ISSUE, ""),
            draft=DRAFT_MARK[language] if draft else "",
        )


def _special_line(special: SpecialSeries | None, number: int | None, chinese: bool) -> str:
    if special is None or number is None:
        return ""
    return f"（{special.name} 第{number}期）" if chinese else f"({special.name_en} No. {number})"


def signed_frame(frame: Bulletin, issue: Any, *, series: Series, special: SpecialSeries | None) -> Bulletin:
    """Return a frame with the numbers and the day that the signature gave, and the address of the issue's own page."""
    chinese = issue.language == "zh"
    day = issue.signed_on
    return replace(
        frame,
        issue_line=f"第{issue.number}期" if chinese else f"No. {issue.number}",
        special_line=_special_line(special, issue.special_number, chinese),
        day=f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day.day} {day:%B %Y}",
        people=people(issue),
        draft="",
        address=settings.SITE + reverse("bulletins:detail", args=[issue.id]) if settings.SITE else "",
    )
