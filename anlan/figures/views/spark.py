"""A row of months as a small picture, drawn by the server: bars of a count, a line of a rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.figures.registry import Figure
from anlan.kernel.period import Period

WIDTH, HEIGHT, GAP = 96, 24, 2


@dataclass(frozen=True, slots=True)
class Spark:
    """Bars as (x, y, width, height), or the points of a line; what it shows is in the words beside it."""

    bars: tuple[tuple[float, float, float, float], ...]
    points: str
    first: str
    last: str
    least: str
    most: str


def spark_of(
    figure: Figure, amounts: Sequence[tuple[int, int | None]], months: Sequence[Period]
) -> Spark | None:
    """Return the picture of the months, or None where there is nothing to draw."""
    values: list[float | None] = [
        float(count) if base is None else (count / base if base else None) for count, base in amounts
    ]
    known = [one for one in values if one is not None]
    if not any(known):
        return None
    low, high = (min(known), max(known)) if figure.is_rate else (0.0, max(known))
    span = high - low or 1.0
    width = WIDTH / len(values)
    heights = [None if one is None else 2 + (one - low) / span * (HEIGHT - 4) for one in values]
    if figure.is_rate:
        bars: tuple[tuple[float, float, float, float], ...] = ()
        points = " ".join(
            f"{width * (at + 0.5):.1f},{HEIGHT - high:.1f}"
            for at, high in enumerate(heights)
            if high is not None
        )
    else:
        points = ""
        bars = tuple(
            (
                round(width * at + GAP / 2, 1),
                round(HEIGHT - (tall if one else 0), 1),
                round(width - GAP, 1),
                round(tall, 1),
            )
            for at, (one, tall) in enumerate(zip(values, heights, strict=True))
            if one and tall is not None
        )

    def told(one: float) -> str:
        return f"{100 * one:.1f}%" if figure.is_rate else f"{one:,.0f}"

    return Spark(
        bars,
        points,
        f"{months[0].first:%Y-%m}",
        f"{months[-1].first:%Y-%m}",
        told(min(known)),
        told(max(known)),
    )
