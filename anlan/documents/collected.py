"""Every number of a composed document as a printed number, and which areas of it add up: what the checks take in."""

from __future__ import annotations

from anlan.documents.compose import Chip, Document
from anlan.documents.printed import Printed, quoted, typed_in
from anlan.org.models import Area


def collected(document: Document) -> list[Printed]:
    """Return what a document's chips and cells print, and what was typed around them. No query."""
    found: list[Printed | None] = []
    for place, block in enumerate(document.blocks, start=1):
        where, text, spans = str(place), "", []
        for run in block.runs:
            printed = run.text if isinstance(run, Chip) else run
            if isinstance(run, Chip):
                spans.append((len(text), len(text) + len(printed)))
                found.append(
                    quoted(
                        run.value.figure.code,
                        printed,
                        area_code=document.area.code,
                        period=run.value.period,
                        where=where,
                    )
                )
            text += printed
        found += typed_in(
            text,
            area_code=document.area.code,
            period=document.period,
            where=where,
            quotes=tuple(spans),
            language=document.language,
            area_names=(document.area.name, document.area.name_en),
        )
        for _label, cells in block.rows:
            found += [
                quoted(cell.code, cell.text, area_code=cell.area_code, period=document.period, where=where)
                for cell in cells
            ]
    return [one for one in found if one is not None]


def parts_of(area: Area) -> dict[str, tuple[str, ...]]:
    """Return an area's children as they are today, by its code: they add up to it. One query."""
    children = Area.objects.filter(parent=area, valid_to=None).order_by("path").values_list("code", flat=True)
    return {area.code: tuple(children)}
