"""Printed numbers of an issue that cannot all be true, among themselves and against earlier issues of the year."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.bulletins.composing import Written
from anlan.bulletins.models import Correction, Issue, Series, SignedValue, WaiverKind
from anlan.bulletins.obstacles import Obstacle
from anlan.documents import consistency
from anlan.documents.compose import Setting
from anlan.documents.model import Paragraph, Quote
from anlan.documents.printed import Printed, quoted, typed_in
from anlan.documents.tables import CellValue
from anlan.documents.tokens import FigureToken, Token, TypedToken, split
from anlan.figures.registry import REGISTRY
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area

EARLIER_ISSUES = 12


def contradictions(issue: Issue, written: Written) -> list[Obstacle]:
    """Return what contradicts itself. Three queries for earlier issues and the parts of the area."""
    composed = written.composed
    setting = composed.setting
    texts = {row["key"]: row.get("text", "") for row in issue.passages}
    printed: list[Printed] = []
    for block in composed.blocks:
        if isinstance(block, Paragraph) and block.key in texts:
            printed += _of_paragraph(block, texts[block.key], setting)
    printed += [one for cell in composed.cells if (one := _of_cell(cell, setting)) is not None]
    found = consistency.check(printed, earlier(issue.series, before=issue), areas=parts_of(setting.area))
    return [_obstacle(one) for one in found]


def _of_paragraph(block: Paragraph, text: str, setting: Setting) -> list[Printed]:
    """Return a paragraph's quoted numbers, each over its own token's days and area, and the typed ones around them."""
    tokens = iter([part for part in split(text) if isinstance(part, FigureToken | TypedToken)])
    whole, spans, found = "", [], []
    for run in block.runs:
        if isinstance(run, Quote):
            token = next(tokens)
            if run.code:
                spans.append((len(whole), len(whole) + len(run.text)))
                found.append(_quoted(run, token, block.key, setting))
        whole += run.text
    by_hand = typed_in(
        whole,
        area_code=setting.area.code,
        period=setting.period,
        where=block.key,
        quotes=tuple(spans),
        language=setting.language,
        area_names=(setting.area.name, setting.area.short_name, setting.area.name_en),
    )
    return [one for one in found if one is not None] + by_hand


def _quoted(run: Quote, token: Token, where: str, setting: Setting) -> Printed | None:
    area, period, typed = setting.area.code, setting.period, isinstance(token, TypedToken)
    if isinstance(token, FigureToken):
        area, period = token.area or area, setting.period_of(token.span)
    return quoted(run.code, run.text, area_code=area, period=period, where=where, typed=typed)


def _of_cell(cell: CellValue, setting: Setting) -> Printed | None:
    return quoted(
        cell.value.figure.code, cell.text, area_code=cell.area_code, period=setting.period, where=cell.area_code
    )


def parts_of(area: Area) -> dict[str, list[str]]:
    """Return the codes of an area's children, which together are all of it. One query."""
    children = Area.objects.filter(parent=area, valid_to=None).order_by("path").values_list("code", flat=True)
    return {area.code: list(children)} if children else {}


def earlier(series: Series, *, before: Issue) -> list[consistency.Issue]:
    """Return the last issues of a series as they were printed, what was corrected since left out. Three queries."""
    rows = Issue.objects.signed().filter(series=series, language=before.language).exclude(state="withdrawn")
    issues = list(rows.exclude(pk=before.pk).order_by("-year", "-number")[:EARLIER_ISSUES])
    keys = [one.pk for one in issues]
    corrected: dict[int, set[str]] = {}
    for key, subject in Correction.objects.filter(issue__in=keys).values_list("issue", "subject"):
        corrected.setdefault(key, set()).add(subject)
    printed: dict[int, list[Printed]] = {key: [] for key in keys}
    area_of: dict[int, dict[str, str]] = {key: {} for key in keys}
    for value in SignedValue.objects.filter(signed__in=keys).order_by("signed", "position"):
        area_of[value.signed_id][value.code] = value.area_code
        one = _signed(value)
        if one is not None:
            printed[value.signed_id].append(one)
    return [
        consistency.Issue(
            one.short,
            tuple(printed[one.pk]),
            frozenset(_subjects(corrected.get(one.pk, set()), area_of[one.pk])),
        )
        for one in issues
    ]


def _subjects(subjects: set[str], area_of: dict[str, str]) -> list[tuple[str, str]]:
    """Return which (figure, area) corrections are about: those whose subject is the code of a figure."""
    return [(code, area_of[code]) for subject in subjects if (code := subject.partition("@")[0]) in area_of]


def _signed(value: SignedValue) -> Printed | None:
    try:
        REGISTRY[value.code]
    except Unknown:  # a figure of an earlier version
        return None
    period = Period(value.first_on, value.last_on)
    return quoted(value.code, value.printed, area_code=value.area_code, period=period, where=value.key)


def _obstacle(one: consistency.Contradiction) -> Obstacle:
    numbers: Sequence[Printed] = one.printed
    subject = f"{one.kind}:" + ",".join(f"{n.code}#{n.area_code}={n.text}" for n in numbers)
    where = next((n.where for n in numbers if n.where), "")
    words = next((n.text for n in numbers if n.typed), "")
    return Obstacle(WaiverKind.CONTRADICTION, one.message, "", paragraph=where, subject=subject[:200], words=words)
