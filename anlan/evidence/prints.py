"""What a picture is known by although it was cropped, turned, mirrored or made anew; and a fast search of millions.

A print is the difference hash of the whole picture and of ten windows in it: a copy that was cropped by up to 15 % is
near one of the windows. A new picture is compared as it is with every window of every other, and mirrored or turned
with the others' whole. The search holds the prints as eight planes of bytes: for each byte of the asked hash a table
tells how many bits differ, and Pillow applies it to a million bytes in a millisecond: no further library is needed.
What lies near is looked at itself (`alike`): strangers whose hashes meet by chance do not correlate, and those whose
light and dark parts lie alike by chance do not in their details.
"""

from __future__ import annotations

import math
import operator
import statistics
import struct
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from anlan.evidence.pictures import dhash

SIDES = (0.0, 0.5, 1.0)
WINDOWS: tuple[tuple[float, float, float], ...] = (
    (1.0, 0.5, 0.5),
    *((0.925, across, down) for across in SIDES for down in SIDES),
    (0.86, 0.5, 0.5),
)
"""Share of either side, and where the window lies in what is left (0 one edge, 1 the other)."""
NEAR_WHOLE, NEAR_WINDOW = 8, 10
"""Bits of 64 that may differ (measured by bench_reuse: strangers' whole hashes lie from 12 up)."""
BLOCK = 1 << 18
_WIDE = 1 << 9
SMALL = 24
LEAST_ALIKE = 0.9
"""Correlation of the brightness of two pictures, 24 × 24, at the window where they fit best."""
WORTH = 0.5
DETAILS, DETAILS_BUT_FOR_A_MARK = 0.3, 0.88
"""Correlation of what is finer than a twelfth of the picture, as it is or without the fifth that fits worst. By
bench_reuse: of 123 pairs of strangers among 3,000 whose brightness correlates, 121 lie below both."""
KEPT_KEYS = 1_000
"""So many keys are remembered: rows may become visible out of their order."""
_FITS = tuple(
    (share, across / 4, down / 4)
    for share in (1.0, 0.96, 0.92, 0.88, 0.85)
    for across in range(5)
    for down in range(5)
)
_FEWEST_BITS = 6
_ALL = 2**64 - 1
_BITS = bytes(value.bit_count() for value in range(256))
_PACK = struct.Struct(f">{len(WINDOWS)}q")


def print_of(picture: Image.Image) -> bytes:
    """Return the print of a picture: eight bytes for each window."""
    return _PACK.pack(*(dhash(_window(picture, *window)) for window in WINDOWS))


def print_of_bytes(thumb: bytes) -> bytes:
    """Return the print of a kept picture's small form."""
    with Image.open(BytesIO(thumb), formats=["JPEG"]) as picture:
        return print_of(picture)


def asked_of(picture: Image.Image) -> list[int]:
    """Return the hashes by which a picture is looked for: as it is, turned by quarters, and the mirror of each."""
    mirror = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return [dhash(one.rotate(angle, expand=True)) for one in (picture, mirror) for angle in (0, 90, 180, 270)]


def _window(picture: Image.Image, share: float, across: float, down: float) -> Image.Image:
    if share == 1:
        return picture
    wide, high = picture.size
    left, top = (1 - share) * across * wide, (1 - share) * down * high
    return picture.crop((round(left), round(top), round(left + share * wide), round(top + share * high)))


def tells(hash_: int) -> bool:
    """Tell whether a hash says enough: a blank wall or a dark room has nearly no bit set, or nearly every one."""
    return _FEWEST_BITS <= (hash_ & _ALL).bit_count() <= 64 - _FEWEST_BITS


@dataclass
class Planes:
    """Hashes in order of their coming, as eight planes; a full block is an image that is searched as a whole."""

    keys: list[int] = field(default_factory=list)
    blocks: list[list[Image.Image]] = field(default_factory=list)
    tail: list[bytearray] = field(default_factory=lambda: [bytearray() for _ in range(8)])

    def add(self, key: int, hash_: int) -> None:
        self.keys.append(key)
        for plane, byte in zip(self.tail, struct.pack(">q", hash_), strict=True):
            plane.append(byte)
        if len(self.tail[0]) == BLOCK:
            self.blocks.append([Image.frombytes("L", (_WIDE, BLOCK // _WIDE), bytes(p)) for p in self.tail])
            self.tail = [bytearray() for _ in range(8)]

    def near(self, asked: int, most: int) -> Iterable[tuple[int, int]]:
        """Return (bits that differ, key) of every hash within `most` bits; about 6 ms for a million."""
        tables = [bytes(_BITS[value ^ byte] for value in range(256)) for byte in struct.pack(">q", asked)]
        close = bytes(value if value <= most else 255 for value in range(256))
        for number, block in enumerate(self.blocks):
            yield from self._of(block, tables, close, number * BLOCK, most)
        if self.tail[0]:
            rest = [Image.frombytes("L", (len(plane), 1), bytes(plane)) for plane in self.tail]
            yield from self._of(rest, tables, close, len(self.blocks) * BLOCK, most)

    def _of(
        self, planes: list[Image.Image], tables: list[bytes], close: bytes, start: int, most: int
    ) -> Iterable[tuple[int, int]]:
        told = planes[0].point(tables[0])
        for plane, table in zip(planes[1:], tables[1:], strict=True):
            told = ImageChops.add(told, plane.point(table))
        if told.getextrema()[0] <= most:  # type: ignore[operator]
            yield from self._hits(told.point(close).tobytes(), start, most)

    def _hits(self, told: bytes, start: int, most: int) -> Iterable[tuple[int, int]]:
        for distance in range(most + 1):
            mark = bytes([distance])
            at = told.find(mark)
            while at >= 0:
                yield distance, self.keys[start + at]
                at = told.find(mark, at + 1)


class Index:
    """All prints in memory: 88 bytes a picture. Grows by what came since it was last asked."""

    def __init__(self) -> None:
        self.whole, self.windows = Planes(), Planes()
        self.last, self.last_print = 0, b""
        self.recent: set[int] = set()
        self.lock = threading.Lock()

    def grow(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Take in (key, print) in the order of their keys; those that are there already are left out."""
        with self.lock:
            for key, print_ in rows:
                if key in self.recent:
                    continue
                self.recent.add(key)
                if key > self.last:
                    self.last, self.last_print = key, bytes(print_)
                whole, *windows = _PACK.unpack(bytes(print_))
                if tells(whole):
                    self.whole.add(key, whole)
                for hash_ in windows:
                    if tells(hash_):
                        self.windows.add(key, hash_)
            self.recent = {key for key in self.recent if key > self.last - KEPT_KEYS}

    def near(self, asked: Sequence[int]) -> list[tuple[int, int, int]]:
        """Return (bits, key, place of what was asked) of the pictures near one of `asked_of`, the nearest first."""
        best: dict[int, tuple[int, int]] = {}
        for place, hash_ in enumerate(asked):
            if not tells(hash_):
                continue
            found = [*self.whole.near(hash_, NEAR_WHOLE)]
            if place == 0:
                found += self.windows.near(hash_, NEAR_WINDOW)
            for distance, key in found:
                best[key] = min((distance, place), best.get(key, (64, 0)))
        return sorted((distance, key, place) for key, (distance, place) in best.items())


def turned(picture: Image.Image, place: int) -> Image.Image:
    """Return a picture as it was asked for at a place of `asked_of`."""
    one = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if place >= 4 else picture
    return one.rotate(90 * (place % 4), expand=True)


def alike(picture: Image.Image, other: Image.Image) -> bool:
    """Tell whether one picture is the other or a part of it: the brightness of both follows the same course."""
    asked = _brightness(picture)
    found: Any = other.convert("L")
    best, fit = max((_correlation(asked, _brightness(_window(found, *fit))), fit) for fit in _FITS)
    return best >= LEAST_ALIKE and _has_the_details_of(picture, _window(found, *fit))


def _has_the_details_of(picture: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures of one size and place agree in what is finer than their light and dark parts."""
    one, two = _details(picture), _details(other)
    if not any(one) and not any(two):
        return True  # a blurred wall has none
    return _product(one, two) >= DETAILS or _without_the_worst(one, two) >= DETAILS_BUT_FOR_A_MARK


def _details(picture: Image.Image) -> list[float]:
    small = picture.convert("L").resize((SMALL, SMALL), Image.Resampling.BOX)
    coarse = small.filter(ImageFilter.BoxBlur(SMALL / 12))
    return _unit([fine - flat for fine, flat in zip(small.tobytes(), coarse.tobytes(), strict=True)])


def _brightness(picture: Image.Image) -> list[float]:
    """Return the brightness of a picture made small, about its mean and of length one."""
    return _unit(picture.convert("L").resize((SMALL, SMALL), Image.Resampling.BOX).tobytes())


def _unit(values: Sequence[int]) -> list[float]:
    mean = sum(values) / len(values)
    parts = [value - mean for value in values]
    length = math.sqrt(sum(part * part for part in parts)) or 1.0
    return [part / length for part in parts]


def _correlation(one: list[float], other: list[float]) -> float:
    """Return how alike two courses of brightness are; what a watermark covers, a fifth at most, is left out."""
    plain = _product(one, other)
    return _without_the_worst(one, other) if WORTH <= plain < LEAST_ALIKE else plain


def _product(one: list[float], other: list[float]) -> float:
    product: float = sum(map(operator.mul, one, other))
    return product


def _without_the_worst(one: list[float], other: list[float]) -> float:
    apart = sorted(range(len(one)), key=lambda at: abs(one[at] - other[at]))
    kept = apart[: len(apart) * 4 // 5]
    try:
        told: float = statistics.correlation([one[at] for at in kept], [other[at] for at in kept])
        return told
    except statistics.StatisticsError:  # what is left of one of them is flat
        return 0.0
