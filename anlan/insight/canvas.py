"""A drawing in the making: SVG from rectangles, lines and words, and how much room words take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from unicodedata import east_asian_width

WIDTH = 960
SMALL, USUAL = 12, 13


@dataclass(slots=True)
class Canvas:
    """A drawing in the making: shapes in pixels of a sheet that is WIDTH wide."""

    height: float
    name: str
    width: float = WIDTH
    parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, css: str) -> None:
        if width > 0 and height > 0:
            self.parts.append(
                f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a bar that is told from a full one by its hatch."""
        if width > 0 and height > 0:
            self.parts.append(
                f'<rect class="dr-edge" fill="url(#{self.name}-hatch)" x="{x:.1f}" y="{y:.1f}" '
                f'width="{width:.1f}" height="{height:.1f}"/>'
            )

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str = "dr-grid") -> None:
        self.parts.append(f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')

    def path(self, points: Sequence[tuple[float, float]], css: str) -> None:
        if not points:
            return
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline class="{css}" points="{told}"/>')

    def ring(self, x: float, y: float, css: str = "dr-ring") -> None:
        self.parts.append(f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>')

    def text(self, x: float, y: float, words: str, css: str = "dr-text", *, most: float = 0) -> None:
        told = escape(cut(words, most, SMALL if "dr-small" in css else USUAL) if most else words)
        self.parts.append(f'<text class="{css}" x="{x:.1f}" y="{y:.1f}">{told}</text>')

    def tilted(self, x: float, y: float, words: str, css: str) -> None:
        """Write words that rise to the right: heads of narrow columns."""
        turned = f'transform="rotate(-50 {x:.1f} {y:.1f})"'
        self.parts.append(f'<text class="{css}" x="{x:.1f}" y="{y:.1f}" {turned}>{escape(words)}</text>')

    def svg(self, title: str) -> str:
        hatch = (
            f'<defs><pattern id="{self.name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect class="dr-2" width="2.5" height="6"/></pattern></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="dr" role="img" viewBox="0 0 {self.width:.0f} '
            f'{self.height:.0f}" aria-label="{escape(title)}">{hatch}{"".join(self.parts)}</svg>'
        )


def breadth(words: str, size: float = USUAL) -> float:
    """Return about how many pixels words take."""
    return size * sum(1.0 if east_asian_width(char) in "WFA" else 0.56 for char in words)


def cut(words: str, most: float, size: float = USUAL) -> str:
    """Return words that fit a breadth; what is cut ends with an ellipsis."""
    if breadth(words, size) <= most:
        return words
    while words and breadth(words + "…", size) > most:
        words = words[:-1]
    return words.rstrip() + "…"


def scale(most: float) -> tuple[float, list[float]]:
    """Return the end of an axis that holds a value, and its three to six steps at round numbers."""
    if most <= 0:
        return 1, [0, 1]
    step = 10 ** math.floor(math.log10(most / 4)) if most > 4 else 1 if most > 2 else 0.5
    step = next(step * by for by in (1, 2, 5, 10, 20) if step * by * 5 >= most)
    steps = [step * at for at in range(math.ceil(most / step - 1e-9) + 1)]
    return steps[-1], steps
