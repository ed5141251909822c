"""Small pieces of Markdown, and the same words in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import override


def both(text: Any) -> tuple[str, str]:
    """Return a translatable text in English and in Chinese."""
    with override("en"):
        english = str(text)
    with override("zh-hans"):
        return english, str(text)


def pair(text: Any) -> str:
    """Return a translatable text as “English 中文”, once where the two are the same."""
    english, chinese = both(text)
    return english if english == chinese else f"{english} {chinese}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar inside a cell is escaped, a line break becomes <br>."""
    lines = [_line(header), "|" + "---|" * len(header)]
    lines += [_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"


def code(text: str) -> str:
    return f"`{text}`"
