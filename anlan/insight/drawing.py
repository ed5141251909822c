"""Charts as SVG, drawn on the server from a sheet: one drawing for the page, for paper and for the PNG.

What a chart says its table says; parts are told apart by hatches, dashes, marks and numbers written on them, never by
colour alone. Colours and type are classes: the page's style sheet has them, a picture brings its own. (ADR 0110)
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from anlan.insight import sheets
from anlan.insight.canvas import SMALL, WIDTH, Canvas, breadth, cut, scale
from anlan.insight.sheets import Cell, Sheet


def draw(sheet: Sheet) -> str:
    """Return the chart of a sheet as SVG; "" for one that is a table only, or holds nothing."""
    first = 1 if sheet.shape == sheets.BARS else None
    if sheet.shape not in DRAWN or not any(c.number for line in sheet.lines for c in line.cells[:first]):
        return ""
    return DRAWN[sheet.shape](sheet)


def _written(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


# -- bars --------------------------------------------------------------------------------------------------------------


def _bars(sheet: Sheet, at: int = 0) -> str:
    """Draw a bar for each row, its number behind it; the compared one hatched below."""
    compared = any(line.cells[at].former is not None for line in sheet.lines)
    each = 38 if compared else 26
    label = min(240.0, max(breadth(line.label) for line in sheet.lines) + 16)
    canvas = Canvas(len(sheet.lines) * each + 12, sheet.code)
    numbers = [_shown(line.cells[at]) for line in sheet.lines]
    room = WIDTH - label - 30 - max(breadth(text) for text in numbers)
    most = max((max(_of(line.cells[at]), _of_former(line.cells[at])) for line in sheet.lines), default=0) or 1
    most = 100 if sheet.columns[at].kind == sheets.PERCENT and most > 50 else most
    for row, line in enumerate(sheet.lines):
        y, cell = row * each + 6, line.cells[at]
        canvas.text(label - 10, y + 14, line.label, "dr-text dr-end", most=label - 12)
        wide = room * max(0.0, _of(cell)) / most
        canvas.rect(label, y + 2, wide, 17, "dr-1")
        canvas.text(label + wide + 8, y + 15, numbers[row], "dr-text")
        if compared:
            canvas.hatched(label, y + 20, room * max(0.0, _of_former(cell)) / most, 11)
    return canvas.svg(sheet.title)


def _shown(cell: Cell) -> str:
    return f"{cell.text} ({cell.change})" if cell.change else cell.text


def _of(cell: Cell) -> float:
    return float(cell.number or 0)


def _of_former(cell: Cell) -> float:
    return float(cell.former or 0)


def _pareto(sheet: Sheet) -> str:
    """Draw bars from the greatest with the line of what they make up together; many rows lie instead of standing."""
    if len(sheet.lines) > 12:
        return _bars(sheet)
    left, right, top, low = 56, 52, 26, 60
    canvas = Canvas(340, sheet.code)
    high, wide = canvas.height - top - low, WIDTH - left - right
    end, steps = scale(max(max(_of(line.cells[0]), _of_former(line.cells[0])) for line in sheet.lines))
    for step in steps:
        y = top + high * (1 - step / end)
        canvas.line(left, y, WIDTH - right, y)
        canvas.text(left - 8, y + 4, _written(step), "dr-text dr-soft dr-small dr-end")
    for share in (0, 50, 80, 100):
        y = top + high * (1 - share / 100)
        canvas.text(WIDTH - right + 8, y + 4, f"{share}%", "dr-text dr-soft dr-small")
    each, points = wide / len(sheet.lines), []
    for at, line in enumerate(sheet.lines):
        centre = left + each * (at + 0.5)
        _pair(canvas, line.cells[0], (centre, top + high, high / end), each)
        canvas.text(centre, top + high + 18, line.label, "dr-text dr-mid dr-small", most=each - 4)
        together = line.cells[-1].number
        if together is not None:
            points.append((centre, top + high * (1 - float(together) / 100), line.cells[-1].text))
    canvas.path([(x, y) for x, y, _text in points], "dr-line dr-dash")
    for x, y, text in points:
        canvas.ring(x, y)
        canvas.text(x + 6, y - 7, f"{text}%", "dr-text dr-small dr-halo")
    canvas.text(
        left,
        canvas.height - 12,
        _("Bars: the number. Line: the share of all that a bar and those before it make up."),
        "dr-text dr-soft dr-small",
    )
    return canvas.svg(sheet.title)


def _pair(canvas: Canvas, cell: Cell, at: tuple[float, float, float], each: float) -> None:
    """Draw a bar upon a line, its number above it, and beside it the compared one, hatched."""
    centre, ground, unit = at
    compared = cell.former is not None
    narrow = min(48.0, each * (0.36 if compared else 0.55))
    begin = centre - (narrow if compared else narrow / 2)
    tall, former = unit * _of(cell), unit * _of_former(cell)
    canvas.rect(begin, ground - tall, narrow, tall, "dr-1")
    canvas.hatched(centre + 2, ground - former, narrow, former)
    canvas.text(begin + narrow / 2, ground - tall - 5, cell.text, "dr-text dr-mid dr-halo")


def _columns(sheet: Sheet) -> str:
    """Draw a column for each step of time; a rate is a line with rings. The compared period is a dashed line."""
    left, right, top, low = 56, 16, 24, 34
    canvas = Canvas(300, sheet.code)
    _plot(canvas, (left, top, WIDTH - left - right, canvas.height - top - low),
          [line.label for line in sheet.lines], [line.cells[0] for line in sheet.lines],
          percent=sheet.columns[0].kind == sheets.PERCENT, whole=None)  # fmt: skip
    return canvas.svg(sheet.title)


def _plot(
    canvas: Canvas,
    box: tuple[float, float, float, float],
    labels: Sequence[str],
    cells: Sequence[Cell],
    *,
    percent: bool,
    whole: float | None,
) -> None:
    """Draw steps of time into a box: columns, or of rates a line; dashes for the compared period."""
    x0, y0, wide, high = box
    most = max((max(_of(cell), _of_former(cell)) for cell in cells), default=0) if whole is None else whole
    low, end, steps = _axis(cells, most, percent=percent)
    small = wide < 400
    for step in steps if not small else [low, end]:
        y = y0 + high * (1 - (step - low) / (end - low))
        canvas.line(x0, y, x0 + wide, y)
        canvas.text(
            x0 - 6, y + 4, _written(step) + ("%" if percent else ""), "dr-text dr-soft dr-small dr-end"
        )
    each = wide / max(1, len(cells))
    roomy = each > max((breadth(cell.text, SMALL) for cell in cells), default=0) + 4
    _steps(canvas, (x0, y0 + high + 16, each), labels, small=small)
    line: list[tuple[float, float]] = []
    former: list[tuple[float, float]] = []
    for at, cell in enumerate(cells):
        centre = x0 + each * (at + 0.5)
        y = y0 + high * (1 - min(1.0, (_of(cell) - low) / (end - low)))
        if not percent:
            bar = min(44.0, each * 0.66)
            canvas.rect(centre - bar / 2, y, bar, y0 + high - y, "dr-1")
        elif cell.number is not None:
            line.append((centre, y))
        if roomy and cell.number:
            canvas.text(centre, y - 5, cell.text, "dr-text dr-small dr-mid")
        if cell.former is not None:
            share = max(0.0, min(1.0, (_of_former(cell) - low) / (end - low)))
            former.append((centre, y0 + high * (1 - share)))
    canvas.path(line, "dr-line")
    for x, y in line:
        canvas.ring(x, y)
    canvas.path(former, "dr-former")


def _axis(cells: Sequence[Cell], most: float, *, percent: bool) -> tuple[float, float, list[float]]:
    """Return where an axis begins and ends, and its steps; shares that are all above nine tenths begin there."""
    if not percent:
        end, steps = scale(most)
        return 0, end, steps
    told = [_of(cell) for cell in cells if cell.number is not None]
    return (90, 100, [90, 95, 100]) if told and min(told) > 90 else (0, 100, [0, 50, 100])


def _steps(canvas: Canvas, at: tuple[float, float, float], labels: Sequence[str], *, small: bool) -> None:
    """Write the steps of time under a chart, as many as have room; of a small one the first and the last."""
    x0, y, each = at
    every = max(1, math.ceil((max(map(breadth, labels), default=1) + 14) / each))
    last = (len(labels) - 1) // every * every
    for step, label in enumerate(labels):
        if step % every == 0 and (not small or step in (0, last)):
            canvas.text(x0 + each * (step + 0.5), y, label, "dr-text dr-soft dr-small dr-mid")


def _multiples(sheet: Sheet) -> str:
    """Draw one small chart for each member over the same steps and the same scale, so that they can be compared."""
    steps, series = _turned(sheet)
    percent = sheet.columns[0].kind == sheets.PERCENT
    most = max((max(_of(c), _of_former(c)) for _l, cells, _t in series for c in cells), default=0)
    end = scale(most)[0]
    across = 4 if len(series) > 6 else 3
    wide, high = WIDTH / across, 150.0
    canvas = Canvas(math.ceil(len(series) / across) * high + 6, sheet.code)
    for at, (label, cells, total) in enumerate(series):
        x, y = at % across * wide, at // across * high
        canvas.text(x + 8, y + 18, label, "dr-text dr-strong", most=wide - 30 - breadth(total))
        canvas.text(x + wide - 12, y + 18, total, "dr-text dr-soft dr-end")
        box = (x + 48, y + 30, wide - 62, high - 58)
        _plot(canvas, box, steps, cells, percent=percent, whole=end)
    return canvas.svg(sheet.title)


def _turned(sheet: Sheet) -> tuple[list[str], list[tuple[str, list[Cell], str]]]:
    """Return the labels of the steps, and each member with its cells and its total."""
    if not sheet.turned:  # the steps stand in the columns
        steps = [column.label for column in sheet.columns[:-1]]
        return steps, [(one.label, list(one.cells[:-1]), one.cells[-1].text) for one in sheet.lines]
    steps = [line.label for line in sheet.lines]
    foot = sheet.foot.cells if sheet.foot else ()
    return steps, [
        (column.label, [line.cells[at] for line in sheet.lines], foot[at].text if foot else "")
        for at, column in enumerate(sheet.columns[:-1])
    ]


def _heat(sheet: Sheet) -> str:
    """Draw a table whose cells are shaded by their numbers, which stand in them."""
    label = min(
        200.0, max(breadth(line.label) for line in (*sheet.lines, *([sheet.foot] if sheet.foot else []))) + 12
    )
    each = (WIDTH - label) / len(sheet.columns)
    lines = [*sheet.lines, *([sheet.foot] if sheet.foot else [])]
    fits = all(breadth(column.label, SMALL) < each - 4 for column in sheet.columns)
    head = 28 if fits else 112
    canvas = Canvas(len(lines) * 26 + head + 6, sheet.code)
    most = sheet.most or 1
    for at, column in enumerate(sheet.columns):
        middle = label + each * (at + 0.5)
        if fits:
            canvas.text(middle, 18, column.label, "dr-text dr-small dr-mid")
        else:
            canvas.tilted(middle - 4, head - 6, cut(column.label, 130, SMALL), "dr-text dr-small")
    for row, line in enumerate(lines):
        y = head + row * 26
        canvas.text(label - 8, y + 17, line.label, "dr-text dr-end", most=label - 10)
        for at, cell in enumerate(line.cells):
            inside = line is not sheet.foot and at < len(line.cells) - 1
            shade = math.ceil(5 * max(0.0, cell.weight) / most) if inside else 0
            x = label + each * at
            canvas.rect(x + 1, y, each - 2, 24, f"dr-h{min(5, shade)}")
            canvas.text(
                x + each / 2,
                y + 17,
                cell.text,
                "dr-text dr-small dr-mid dr-on" if shade >= 4 else "dr-text dr-small dr-mid",
            )
    return canvas.svg(sheet.title)


def _funnel(sheet: Sheet) -> str:
    """Draw each stage as a bar of the same beginning, and beside it how many did not come so far."""
    canvas = Canvas(len(sheet.lines) * 44 + 8, sheet.code)
    label = min(260.0, max(breadth(line.label) for line in sheet.lines) + 16)
    whole = max((_of(line.cells[0]) for line in sheet.lines), default=0) or 1
    room, former = WIDTH - label - 250, None
    for row, line in enumerate(sheet.lines):
        y, number = row * 44 + 6, _of(line.cells[0])
        wide = room * number / whole
        canvas.text(label - 10, y + 22, line.label, "dr-text dr-end", most=label - 12)
        canvas.rect(label, y + 4, room, 28, "dr-h0")
        canvas.rect(label, y + 4, wide, 28, "dr-1")
        said = (
            f"{line.cells[0].text} · {line.cells[1].text}%"
            if line.cells[1].number is not None
            else line.cells[0].text
        )
        canvas.text(label + room + 10, y + 22, said, "dr-text dr-strong")
        if former is not None and former > number:
            canvas.text(WIDTH - 4, y + 22, "−" + _written(former - number), "dr-text dr-soft dr-end")
        former = number
    return canvas.svg(sheet.title)


def _boxes(sheet: Sheet) -> str:
    """Draw for each row the span from the first to the third quartile, with the median as a thick stroke and number."""
    label = min(240.0, max(breadth(line.label) for line in sheet.lines) + 16)
    reached = [_of(cell) for line in sheet.lines for cell in line.cells[3:6]]
    end, steps = scale(max(reached, default=1) or 1)
    canvas = Canvas(len(sheet.lines) * 30 + 40, sheet.code)
    room, low = WIDTH - label - 60, canvas.height - 30
    for step in steps:
        x = label + room * step / end
        canvas.line(x, 4, x, low)
        canvas.text(x, low + 18, _("%(n)s days") % {"n": _written(step)}, "dr-text dr-soft dr-small dr-mid")
    for row, line in enumerate(sheet.lines):
        y, (first, median, third) = row * 30 + 8, line.cells[3:6]
        canvas.text(label - 10, y + 15, line.label, "dr-text dr-end", most=label - 12)
        if first.number is None:
            continue
        x1, x3 = (
            label + room * _of(first) / end,
            label + room * (_of(third) / end if third.number is not None else 1),
        )
        canvas.rect(x1, y + 3, max(2.0, x3 - x1), 16, "dr-h2")
        if third.number is None:  # not reached: open to the right
            canvas.text(label + room + 6, y + 16, "→", "dr-text")
        if median.number is not None:
            x = label + room * _of(median) / end
            canvas.rect(x - 2, y, 4, 22, "dr-ink")
            canvas.text(max(x3, x) + 8, y + 15, median.text, "dr-text")
    return canvas.svg(sheet.title)


def _curve(sheet: Sheet) -> str:
    """Draw steps of what is still open after so many days; the days are the rows' own, spread by their root."""
    left, right, top, low = 56, 40, 18, 34
    canvas = Canvas(300, sheet.code)
    high, wide = canvas.height - top - low, WIDTH - left - right
    days = [float(line.label) for line in sheet.lines]
    last = math.sqrt(max(days, default=1) or 1)
    for share in (0, 25, 50, 75, 100):
        y = top + high * (1 - share / 100)
        canvas.line(left, y, WIDTH - right, y, "dr-grid dr-half" if share == 50 else "dr-grid")
        canvas.text(left - 8, y + 4, f"{share}%", "dr-text dr-soft dr-small dr-end")
    points: list[tuple[float, float]] = [(left, top)]
    taken = -100.0
    for day, line in zip(days, sheet.lines, strict=True):
        still = line.cells[0].number
        x = left + wide * math.sqrt(day) / last
        if still is None:
            break
        y = top + high * (1 - float(still) / 100)
        points += [(x, points[-1][1]), (x, y)]
        if x - taken > 46:
            taken = x
            canvas.text(x, top + high + 18, _written(day), "dr-text dr-soft dr-small dr-mid")
            canvas.text(x + 3, y - 6, f"{line.cells[0].text}%", "dr-text dr-small")
    canvas.path(points, "dr-line")
    canvas.text(WIDTH - 4, top + high + 18, _("days"), "dr-text dr-soft dr-small dr-end")
    return canvas.svg(sheet.title)


DRAWN = {
    sheets.PARETO: _pareto, sheets.BARS: _bars, sheets.COLUMNS: _columns, sheets.MULTIPLES: _multiples,
    sheets.HEAT: _heat, sheets.FUNNEL: _funnel, sheets.BOXES: _boxes, sheets.CURVE: _curve,
}  # fmt: skip
