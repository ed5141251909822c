"""Every number of a composed document as a printed number, and which areas of it add up: what the checks take in."""

from __future__ import annotations

from anlan.documents.compose import Composed, Setting
from anlan.documents.model import Paragraph, Quote
from anlan.documents.printed import Printed, quoted, typed_in
from anlan.documents.tables import CellValue
from anlan.documents.tokens import FigureToken, Token, TypedToken, split
from anlan.org.models import Area


def collected(composed: Composed) -> list[Printed]:
    """Return what a document's chips and cells print, and what was typed around them. No query."""
    found: list[Printed] = []
    for block in composed.blocks:
        if isinstance(block, Paragraph) and block.key in composed.templates:
            found += _of_paragraph(block, composed.templates[block.key], composed.setting)
    cells = (_of_cell(cell, composed.setting) for cell in composed.cells)
    return found + [one for one in cells if one is not None]


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
    if isinstance(token, FigureToken) and token.change:
        return None  # a difference is no value of its figure
    area, period, typed = setting.area.code, setting.period, isinstance(token, TypedToken)
    if isinstance(token, FigureToken):
        area, period = token.area or area, setting.period_of(token.span)
    return quoted(run.code, run.text, area_code=area, period=period, where=where, typed=typed)


def _of_cell(cell: CellValue, setting: Setting) -> Printed | None:
    value = cell.value
    if value.cut.sector_ids or value.cut.grade:
        return None  # a department's part of an area is not the area's number
    return quoted(
        value.figure.code, cell.text, area_code=cell.area_code, period=value.period, where=cell.area_code
    )


def parts_of(area: Area) -> dict[str, tuple[str, ...]]:
    """Return an area's children as they are today, by its code: they add up to it. One query."""
    children = Area.objects.filter(parent=area, valid_to=None).order_by("path").values_list("code", flat=True)
    return {area.code: tuple(children)} if children else {}
