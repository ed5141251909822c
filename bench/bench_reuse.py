"""Photographs used again: how many are found after what people do to them, how many strangers are taken for them, how
long a look-up takes among a million prints; how many photographed screens show their grid, and how many strangers one.

The pictures are made here: scenes of many shapes, and textures, from seeds. Each change is tried on the same pictures.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from io import BytesIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
django.setup()

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter  # noqa: E402

from anlan.evidence.prints import Index, alike, asked_of, print_of, turned  # noqa: E402
from anlan.evidence.screens import STRONG, grid  # noqa: E402

SMALL = os.environ.get("BENCH_SIZE") == "small"
TRIED, STRANGERS, MANY = (40, 500, 100_000) if SMALL else (200, 10_000, 1_000_000)


def scene(seed: int) -> Image.Image:
    """Return a picture of shapes over a gradient, with noise, as no two rooms are alike."""
    chance = random.Random(seed)
    size = (320, 240)
    shade = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(size)
    parts = [chance.uniform(0.2, 1) for _colour in range(3)]
    image = Image.merge("RGB", [shade.point([round(value * part) for value in range(256)]) for part in parts])
    draw = ImageDraw.Draw(image)
    for _shape in range(chance.randrange(12, 40)):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        box = (x, y, x + chance.randrange(10, 160), y + chance.randrange(10, 120))
        colour = tuple(chance.randrange(256) for _ in range(3))
        (draw.rectangle if chance.random() < 0.6 else draw.ellipse)(box, fill=colour)
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(0, 1.5)))


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def cropped(image: Image.Image, chance: random.Random, most: float) -> Image.Image:
    wide, high = image.size
    x, y = chance.uniform(0, most), chance.uniform(0, most)
    left, top = chance.uniform(0, x), chance.uniform(0, y)
    return image.crop(
        (round(left * wide), round(top * high), round((1 - x + left) * wide), round((1 - y + top) * high))
    )


def marked(image: Image.Image) -> Image.Image:
    image = image.copy()
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 205, 150, 240), fill="black")
    draw.text((6, 212), "2022-10-24 15:40  Anzhou", fill="white")
    return image


CHANGES: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "JPEG q40": lambda image, _c: jpeg(image, 40),
    "half the size": lambda image, _c: image.resize((image.width // 2, image.height // 2)),
    "20 % brighter": lambda image, _c: ImageEnhance.Brightness(image).enhance(1.2),
    "20 % darker": lambda image, _c: ImageEnhance.Brightness(image).enhance(0.8),
    "a watermark": lambda image, _c: marked(image),
    "mirrored": lambda image, _c: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "a quarter turned": lambda image, chance: image.rotate(chance.choice((90, 180, 270)), expand=True),
    "cropped to 5 %": lambda image, chance: cropped(image, chance, 0.05),
    "cropped to 15 %": lambda image, chance: cropped(image, chance, 0.15),
    "cropped, q40, darker": lambda image, chance: jpeg(
        ImageEnhance.Brightness(cropped(image, chance, 0.1)).enhance(0.85), 40
    ),
}


def found_in(index: Index, picture: Image.Image, offset: int = 0) -> set[int]:
    """Return the pictures that this one is taken for, as the product does: near by print, then looked at."""
    near = index.near(asked_of(picture))[:20]
    return {key for _d, key, place in near if alike(turned(picture, place), scene(offset + key - 1))}


def photographed(image: Image.Image, chance: random.Random) -> Image.Image:
    """Return a picture as a camera takes it from a screen: a lattice of pixels, a little turned, out of focus, JPEG."""
    image, side, period = image.resize((1280, 960)), 1800, chance.uniform(2.6, 6.5)
    lattice = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(lattice)
    for number in range(int(side / period)):
        at = number * period
        draw.line((at, 0, at, side), fill=150)
        draw.line((0, at, side, at), fill=150)
    lattice = lattice.rotate(chance.uniform(-4, 4), Image.Resampling.BICUBIC).crop((260, 260, 1540, 1220))
    seen = ImageChops.multiply(image, Image.merge("RGB", [lattice] * 3))
    return jpeg(seen.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.9))), 82)


def screens(chance: random.Random) -> None:
    shown = sum(grid(photographed(scene(number), chance)) >= STRONG for number in range(TRIED))
    _line(
        "photographed screens",
        f"{100 * shown / TRIED:.1f} % of {TRIED} found by their grid",
        shown / TRIED >= 0.95,
    )
    strange = sum(grid(jpeg(scene(number).resize((1280, 960)), 82)) >= STRONG for number in range(TRIED))
    _line("pictures of no screen", f"{strange} of {TRIED} show a grid", strange / TRIED <= 0.01)


def main() -> None:
    screens(random.Random(3))
    index, chance = Index(), random.Random(7)
    index.grow((number + 1, print_of(scene(number))) for number in range(TRIED))
    for name, change in CHANGES.items():
        found = sum(number + 1 in found_in(index, change(scene(number), chance)) for number in range(TRIED))
        _line(name, f"{100 * found / TRIED:.1f} % of {TRIED} found", found / TRIED >= 0.95)
    strangers = Index()
    false_pairs = asked = 0
    for number in range(STRANGERS):
        picture = scene(1_000_000 + number)
        hits = found_in(strangers, picture, 1_000_000)
        false_pairs += len(hits)
        asked += bool(hits)
        strangers.grow([(number + 1, print_of(picture))])
    share = asked / STRANGERS
    pairs = STRANGERS * (STRANGERS - 1) // 2
    _line("strangers", f"{asked} of {STRANGERS} pictures flagged ({100 * share:.2f} %), {false_pairs} of {pairs} pairs",
          share <= 0.01)  # fmt: skip
    big = Index()
    numbers = random.Random(9)
    big.grow((key + 1, numbers.randbytes(88)) for key in range(MANY))
    pictures = [asked_of(scene(number)) for number in range(5)]
    took = []
    for one in pictures:
        began = time.perf_counter()
        big.near(one)
        took.append(time.perf_counter() - began)
    began = time.perf_counter()
    hash_ = pictures[0][0]
    _naive = sum(((value ^ hash_) & (2**64 - 1)).bit_count() <= 8 for value in range(MANY))
    naive = (time.perf_counter() - began) * (8 + 10)
    middle = statistics.median(took)
    _line(f"look-up among {MANY:,} pictures", f"{1000 * middle:.0f} ms, {naive / middle:.0f} times as fast as a scan",
          middle < 1)  # fmt: skip


def _line(what: str, told: str, passed: bool) -> None:
    print(f"C88 reuse  {what:<34} {told}  {'PASS' if passed else 'MISS'}", flush=True)


if __name__ == "__main__":
    main()
