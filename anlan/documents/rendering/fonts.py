"""Which faces a document is set in, and which of its characters none of them has.

A city's own fonts (ANLAN_FONT_DIR: 方正小标宋, 仿宋_GB2312, 楷体_GB2312 …) go first; behind them stand the shipped
ones, so a city that has none prints the same page with faces of like cut. Fonts of the operating system are never
looked at: the same document is the same file on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import typst
from django.conf import settings

from anlan.documents.model import Composition, Fault, Heading, Paragraph, Table
from anlan.documents.rendering.coverage import coverage

SHIPPED = Path(__file__).resolve().parent.parent / "fonts"
ENDINGS = frozenset({".otf", ".ttf", ".ttc", ".otc"})
RARE = "Anlan Rare"
NAMES: dict[str, tuple[str, ...]] = {
    "fang": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "方正仿宋_GB2312",
        "仿宋",
        "FangSong",
        "Anlan Fang",
    ),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体_GB2312", "楷体", "KaiTi", "Anlan Kai"),
    "hei": ("黑体", "SimHei", "方正黑体_GBK", "方正黑体_GB2312", "Anlan Hei"),
    "song": (
        "方正小标宋简体",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "小标宋",
        "Anlan Song",
    ),
    "rare": ("宋体", "SimSun"),
}
"""Face → families that may set it, the wanted one first; the last of each is shipped."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has, and where it stands: some words around it."""

    char: str
    where: str

    def __str__(self) -> str:
        return f"“{self.char}” (U+{ord(self.char):04X}): {self.where}"


def folders() -> list[Path]:
    """Return where fonts lie: the city's folder if there is one, then the shipped ones."""
    own = settings.FONT_DIR
    return [*([own] if own and own.is_dir() else []), SHIPPED]


@lru_cache(maxsize=4)
def loaded(places: tuple[Path, ...]) -> typst.Fonts:
    """Return the fonts in folders, read once a process; typst's own Latin faces are among them."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(places))


def families() -> dict[str, list[str]]:
    """Return each face's families that are there, in the order in which a character is looked for."""
    there = set(loaded(tuple(folders())).families())
    chosen = {face: [name for name in names if name in there] for face, names in NAMES.items()}
    return {face: [*names, *([RARE] if RARE not in names else [])] for face, names in chosen.items()}


def files() -> list[Path]:
    return sorted(path for place in folders() for path in place.rglob("*") if path.suffix.lower() in ENDINGS)


@cache
def _covered(paths: tuple[Path, ...]) -> frozenset[int]:
    return frozenset().union(*(coverage(path) for path in paths))


def missing(document: Composition) -> list[Missing]:
    """Return every character of a document that no font has, each once, in the order in which they are met.

    To be asked before a document is signed: what is missing would be printed as an empty box.
    """
    have = _covered(tuple(files()))
    met: dict[str, Missing] = {}
    for text in _texts(document):
        for at, char in enumerate(text):
            if ord(char) not in have and char not in met and char not in "\n\t\u200b\ufeff":
                met[char] = Missing(char, text[max(0, at - 8) : at + 9])
    return list(met.values())


def _texts(document: Composition) -> Iterator[str]:
    """Yield every text that is printed."""
    for name in document.frame.__dataclass_fields__:
        if not isinstance(value := getattr(document.frame, name), bool):
            yield from _flat(value)
    yield document.as_of
    for block in (*document.blocks, *document.annex):
        match block:
            case Paragraph(runs=runs):
                yield "".join(run.text for run in runs)
            case Heading(text=text):
                yield text
            case Table(header=header, rows=rows, caption=caption):
                yield caption
                yield from header
                yield from (cell.text for row in rows for cell in row)
            case Fault(section=section, reason=reason):
                yield from (section, reason)


def _flat(value: str | Iterable[object]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for each in value:
            yield from _flat(each)  # type: ignore[arg-type]
