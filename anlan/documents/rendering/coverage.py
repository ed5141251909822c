"""Which characters a font file has: its `cmap` table read, and nothing else of it.

fontTools would do it too, but it is a tool for building; a server needs these forty lines.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path


@cache
def coverage(path: Path) -> frozenset[int]:
    """Return the code points of every font in a file. A file that is no font has none."""
    data = path.read_bytes()
    try:
        return frozenset(point for start in _starts(data) for point in _points(data, start))
    except (struct.error, IndexError):
        return frozenset()


def _starts(data: bytes) -> list[int]:
    """Return where each font of the file begins: one, or those of a collection."""
    if data[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", data, 8)
        return list(struct.unpack_from(f">{min(count, 64)}I", data, 12))
    return [0]


def _points(data: bytes, start: int) -> set[int]:
    (tables,) = struct.unpack_from(">H", data, start + 4)
    found: set[int] = set()
    for n in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, start + 12 + 16 * n)
        if tag != b"cmap":
            continue
        (count,) = struct.unpack_from(">H", data, offset + 2)
        for m in range(count):
            platform, encoding, at = struct.unpack_from(">HHI", data, offset + 4 + 8 * m)
            if platform == 0 or (platform == 3 and encoding in (1, 10)):
                found |= _subtable(data, offset + at)
    return found


def _subtable(data: bytes, at: int) -> set[int]:
    """Return the points of a subtable of the two formats that Unicode fonts use: 4 and 12."""
    (form,) = struct.unpack_from(">H", data, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", data, at + 12)
        triples = (struct.unpack_from(">III", data, at + 16 + 12 * n) for n in range(groups))
        return {point for first, last, _glyph in triples for point in range(first, min(last, 0x10FFFF) + 1)}
    if form != 4:
        return set()
    (twice,) = struct.unpack_from(">H", data, at + 6)
    n = twice // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{n}H", data, at + 16 + 2 * twice)
    base = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{n}H", data, base)
    found = set()
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if offsets[i]:
                (glyph,) = struct.unpack_from(">H", data, base + 2 * i + offsets[i] + 2 * (point - first))
            if glyph and (offsets[i] or (glyph + deltas[i]) & 0xFFFF):
                found.add(point)
    return found
