"""Hints that a picture shows a screen: its size is a screen's, or a fine grid runs through it (moiré).

Both can be measured and neither proves anything: they are reasons for a person to look.
"""

from __future__ import annotations

import cmath
import math
from statistics import median

from PIL import Image

# long side, short side: telephones whose screens are longer than any camera's picture
TELEPHONES = frozenset(
    {
        (1792, 828), (2160, 1080), (2220, 1080), (2240, 1080), (2244, 1080), (2280, 1080), (2310, 1080),
        (2316, 1080), (2340, 1080), (2376, 1080), (2388, 1080), (2400, 1080), (2408, 1080), (2412, 1080),
        (2436, 1125), (2532, 1170), (2556, 1179), (2622, 1206), (2640, 1216), (2652, 1200), (2664, 1200),
        (2670, 1200), (2688, 1242), (2700, 1224), (2712, 1220), (2720, 1224), (2772, 1240), (2778, 1284),
        (2796, 1290), (2800, 1260), (2868, 1320), (2880, 1440), (2960, 1440), (3040, 1440), (3088, 1440),
        (3120, 1440), (3168, 1440), (3200, 1440), (1520, 720), (1560, 720), (1600, 720), (1612, 720),
    }
)  # fmt: skip
# monitors and older telephones: shapes that cameras make too, so only of a PNG, which no camera writes
MONITORS = frozenset(
    {
        (1280, 720), (1280, 800), (1334, 750), (1366, 768), (1440, 900), (1536, 864), (1600, 900), (1680, 1050),
        (1920, 1080), (1920, 1200), (2208, 1242), (2560, 1440), (2560, 1600), (2880, 1800), (3840, 2160),
    }
)  # fmt: skip

SPAN = 256
"""Pixels of a line that is looked at; lines are taken from the middle, where a hand-held screen is sharp."""
LINES = 32
LONGEST_PERIOD = 16
"""Pixels: coarser patterns (tiles, louvres, bricks) are of the things, not of a screen."""
STRONG = 25.0
"""So many times its surroundings a frequency must stand out in both directions of `grid` (bench_reuse measures)."""
_TURNS = [cmath.exp(-2j * math.pi * k / SPAN) for k in range(SPAN // 2)]
_WINDOW = [0.5 - 0.5 * math.cos(2 * math.pi * k / (SPAN - 1)) for k in range(SPAN)]


def size_of_screen(width: int, height: int, *, png: bool, has_camera: bool) -> bool:
    """Tell whether an upload has the size of a screen and nothing that a camera writes."""
    if has_camera:
        return False
    sides = (max(width, height), min(width, height))
    return sides in TELEPHONES or (png and sides in MONITORS)


def grid(picture: Image.Image) -> float:
    """Return how much the strongest fine frequency stands out in rows and in columns, the lesser of both.

    About 60 ms. A pattern of one direction alone (a fence, a louvre) counts little, a grid of pixels much.
    """
    grey = picture.convert("L")
    if min(grey.size) < SPAN:
        return 0.0
    left, top = (grey.width - SPAN) // 2, (grey.height - SPAN) // 2
    middle = grey.crop((left, top, left + SPAN, top + SPAN))
    return min(_stands_out(middle), _stands_out(middle.transpose(Image.Transpose.ROTATE_90)))


def _stands_out(square: Image.Image) -> float:
    """Return the highest ratio of a frequency to the middle one of its neighbours, in the mean of some rows."""
    power = [0.0] * (SPAN // 2)
    values = square.tobytes()
    for row in range(0, SPAN, SPAN // LINES):
        line = values[row * SPAN : (row + 1) * SPAN]
        mean = sum(line) / SPAN
        spectrum = _transform([complex((v - mean) * w) for v, w in zip(line, _WINDOW, strict=True)])
        for k in range(SPAN // 2):
            power[k] += abs(spectrum[k]) ** 2
    floor = sum(power) / len(power) / 10_000 + LINES  # a flat picture has no frequencies that could stand out
    best = 0.0
    for k in range(SPAN // LONGEST_PERIOD, SPAN // 2 - 2):
        around = power[max(1, k - 12) : k - 2] + power[k + 3 : k + 13]
        best = max(best, power[k] / (median(around) + floor))
    return best


def _transform(values: list[complex]) -> list[complex]:
    """Return the Fourier transform of a power of two of values."""
    count = len(values)
    if count == 1:
        return values
    even, odd = _transform(values[::2]), _transform(values[1::2])
    step = SPAN // count
    turned = [_TURNS[k * step] * odd[k] for k in range(count // 2)]
    return [e + t for e, t in zip(even, turned, strict=True)] + [
        e - t for e, t in zip(even, turned, strict=True)
    ]
