"""Writes anlan/search/initials.txt: for each character U+4E00 to U+9FFF the first letters of all its readings.

The product reads this small table (45 kB) in the place of pypinyin, which costs 60 MB in every process. All readings
are kept: 漯 is t and l, 重 is c and z, so that nobody has to guess which one the computer took.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

TABLE = Path(__file__).resolve().parent.parent / "anlan" / "search" / "initials.txt"
FIRST, LAST = 0x4E00, 0x9FFF


def letters(code: int) -> str:
    """Return the first letters of a character's readings, most usual first; "-" where it has none."""
    found: list[str] = []
    for reading in pinyin_dict.get(code, "").split(","):
        plain = unicodedata.normalize("NFD", reading)[:1].casefold()
        if plain.isascii() and plain.isalpha() and plain not in found:
            found.append(plain)
    return "".join(found) or "-"


def table() -> str:
    return " ".join(letters(code) for code in range(FIRST, LAST + 1)) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), "ascii")
