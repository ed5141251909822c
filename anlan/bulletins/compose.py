"""The first text of a bulletin: its sections for a day, and the annex that proves every printed number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.documents.compose import Document, compose
from anlan.documents.sections import sections
from anlan.documents.text import render
from anlan.figures.cut import Known, find_area
from anlan.figures.evaluation import Trace, Value, trace
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.org.models import Area, Organisation, OrganisationKind
from anlan.org.profile import masthead

SERIES = "bulletin"


@dataclass(frozen=True)
class Draft:
    """A composed, unsigned issue. The number is allocated at signing, so it has none."""

    masthead: str
    issuer: str
    on: date
    document: Document


def draft(*, on: date, language: str = "zh", area: Area | None = None, known: Known | None = None) -> Draft:
    """Compose the bulletin of a day: year to date at the end of that day, as known now. The future is refused."""
    if on > clock.today():
        raise Invalid(
            "bulletin.future",
            _("%(day)s lies in the future: a bulletin is composed from what has happened.")
            % {"day": on.isoformat()},
            field="on",
        )
    area = area or find_area(None)
    document = compose(
        sections(SERIES, language), area=area, period=Period.year_to(on), language=language, known=known
    )
    issuer = Organisation.objects.filter(kind=OrganisationKind.OFFICE, area=area, valid_to=None).first()
    with override("zh-hans" if language == "zh" else "en"):
        return Draft(masthead(area, language=language), issuer.label if issuer else area.label, on, document)


def as_text(issue: Draft) -> str:
    """Return the draft as text with an annex: each figure's exact value, rows, digest and the moment known."""
    document = issue.document
    chinese = document.language == "zh"
    day = (
        f"{issue.on.year}年{issue.on.month}月{issue.on.day}日"
        if chinese
        else f"{issue.on.day} {issue.on:%B %Y}"
    )
    lines = [
        issue.masthead,
        "（草稿，未签发，未编号）" if chinese else "(draft, not signed, not numbered)",
        "",
        issue.issuer,
        day,
        "",
        render(document),
        "附：数字溯源" if chinese else "Annex: where the numbers come from",
        _known_line(document.known.at, chinese=chinese),
    ]
    for value, proof in traces(document):
        printed = value.text
        lines.append(
            f"{value.figure.code} = {value.number}（{printed}），{proof.rows} 行，SHA-256 {proof.digest}"
            if chinese
            else f"{value.figure.code} = {value.number} ({printed}), {proof.rows} rows, SHA-256 {proof.digest}"
        )
    return "\n".join(lines) + "\n"


def traces(document: Document) -> list[tuple[Value, Trace]]:
    """Return each printed figure once with the trace of its rows."""
    shown = {chip.value.figure.code: chip.value for chip in document.chips}
    return [(value, trace(value)) for value in shown.values()]


def _known_line(at: datetime, *, chinese: bool) -> str:
    local = at.astimezone(clock.SHANGHAI)
    moment = f"{local:%Y-%m-%d %H:%M:%S}"
    return f"数据截至 {moment}（北京时间）" if chinese else f"As known at {moment} (Beijing time)"
