"""How a number changed against the period before, in words: of the printed numbers, so that a reader can reckon it."""

from __future__ import annotations

from anlan.figures.evaluation import Value
from anlan.kernel import numerals


def difference(now: Value, then: Value) -> float | None:
    """Return how much a value grew: a count exactly, a rate (in points) or mean as printed; None where one is
    of nothing."""
    if now.base is None:
        return now.count - (then.count or 0)
    if now.number is None or then.number is None:
        return None
    return round(_printed(now) - _printed(then), 1)


def _printed(value: Value) -> float:
    return float(value.text.rstrip("%"))


def told(now: Value, then: Value, *, against: str, language: str) -> str:
    """Return the change as a clause: 较上周增加32条, 与上月持平; “32 more than last week”."""
    grown = difference(now, then)
    chinese = language == "zh"
    if grown is None:
        return f"{against}无可比数据" if chinese else f"nothing to compare with in {against}"
    if not grown:
        return f"与{against}持平" if chinese else f"the same as in {against}"
    amount = _amount(now, abs(grown), chinese)
    rate = now.figure.is_rate
    if chinese:
        return f"较{against}{('上升' if rate else '增加') if grown > 0 else ('下降' if rate else '减少')}{amount}"
    if rate:
        return f"{amount} {'above' if grown > 0 else 'below'} {against}"
    return f"{amount} {'more' if grown > 0 else 'fewer'} than in {against}"


def _amount(now: Value, grown: float, chinese: bool) -> str:
    figure = now.figure
    if figure.is_rate:
        return f"{grown:.1f}{'个百分点' if chinese else ' points'}"
    if figure.is_mean:
        return f"{grown:.1f}{figure.unit}" if chinese else f"{grown:.1f}"
    return numerals.count(int(grown), step=figure.step) + figure.unit if chinese else f"{int(grown):,}"


def signed(now: Value, then: Value) -> tuple[str, str]:
    """Return the change as a table prints it (+32, -1.2, 0, —), and the exact number (empty for none)."""
    grown = difference(now, then)
    if grown is None:
        return numerals.NOTHING, ""
    text = f"{grown:+.1f}" if now.base is not None else f"{int(grown):+d}"
    return ("0" if not grown else text), str(grown if now.base is not None else int(grown))
