"""Figures told of many areas and sectors at once: one statement for all that are counted, one query for those of rows.

A table of ten figures by fifteen sectors costs as much as its total line, not fifteen times that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from anlan.figures.counting import tabulate
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate
from anlan.figures.parts import amounts, sums_by_place
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel.period import Period

Told = dict[tuple[str, Cut], Value]


def evaluate_cuts(wanted: Iterable[tuple[str, Cut]], *, period: Period, known: Known) -> Told:
    """Return figures, each of its cuts, over one period: as `evaluate` tells each of them alone.

    Whoever asks sees to it that every figure answers its cuts. Cost: a statement for each grade, with sectors and
    without, and a query for each figure that is counted over its rows and can be cut; others cost one for each cut.
    """
    cuts: dict[str, list[Cut]] = defaultdict(list)
    for code, cut in dict.fromkeys(wanted):
        cuts[code].append(cut)
    figures = [REGISTRY[code] for code in cuts]
    found = _counted(
        [(one, cut) for one in figures if one.is_counted for cut in cuts[one.code]], period, known
    )
    for figure in figures:
        if not figure.is_counted:
            found |= _over_rows(figure, cuts[figure.code], period, known)
    return found


def _counted(asked: Sequence[tuple[Figure, Cut]], period: Period, known: Known) -> Told:
    groups: dict[tuple[str, bool], list[tuple[Figure, Cut]]] = defaultdict(list)
    for figure, cut in asked:
        groups[cut.grade, bool(cut.sector_ids)].append((figure, cut))
    found: Told = {}
    for (_grade, by_sector), some in groups.items():
        measures = list(dict.fromkeys(m for figure, _cut in some for m in figure.measures))
        table = tabulate(
            measures,
            some[0][1],
            period,
            known,
            by=("area", "sector") if by_sector else ("area",),
            areas=sorted({cut.area_id for _figure, cut in some}),
            sectors=sorted({pk for _figure, cut in some for pk in cut.sector_ids}),
        )
        for figure, cut in some:
            keys = [(cut.area_id, pk) for pk in cut.sector_ids] if by_sector else [(cut.area_id,)]
            sums = {m: sum(table.get((m, *key), 0) for key in keys) for m in figure.measures}
            found[figure.code, cut] = Value(figure, cut, period, known, *amounts(figure, sums))
    return found


def _over_rows(figure: Figure, cuts: Sequence[Cut], period: Period, known: Known) -> Told:
    """Return a figure that is counted over its rows: those of the widest area, put to each cut by what they carry."""
    widest = min(cuts, key=lambda cut: len(cut.area_path))
    inside = all(cut.area_path.startswith(widest.area_path) for cut in cuts)
    if len(cuts) == 1 or not inside or not figure.can_be_placed:
        return {
            (figure.code, cut): evaluate(figure.code, cut=cut, period=period, known=known) for cut in cuts
        }
    found: Told = {}
    for grade in {cut.grade for cut in cuts}:
        some = [cut for cut in cuts if cut.grade == grade]
        whole = Value(figure, replace(widest, sector_ids=(), grade=grade), period, known, 0)
        for cut, sums in zip(some, sums_by_place(whole, some), strict=True):
            found[figure.code, cut] = Value(figure, cut, period, known, *amounts(figure, sums))
    return found
