"""Photographs of the demo: drawn by the programme, marked as such, the same few for many hazards."""

from __future__ import annotations

import random
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from anlan.evidence.actions import store
from anlan.evidence.models import File
from anlan.kernel import clock
from anlan.org.scope import Actor

PAIRS = 8
SIZE = (960, 720)  # drawn; kept at half of it
WALLS = ((222, 214, 200), (205, 214, 220), (214, 220, 205), (226, 218, 222))


class Pictures:
    """Pairs of pictures, before and after: a passage that is blocked, and the same one cleared."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.drawn: dict[tuple[int, bool], File] = {}

    def shared(self, index: int, *, cleared: bool) -> File:
        """Return one of a few pictures, for what is long settled."""
        return self.own(index % PAIRS, cleared=cleared)

    def own(self, number: int, *, cleared: bool) -> File:
        """Return the picture that is drawn for this number."""
        if (number, cleared) not in self.drawn:
            self.drawn[number, cleared] = self._kept(number, cleared=cleared)
        return self.drawn[number, cleared]

    def _kept(self, number: int, *, cleared: bool) -> File:
        name = f"{'after' if cleared else 'before'}-{number}.png"
        upload = SimpleUploadedFile(name, _drawn(number, cleared=cleared))
        return store(upload, by=self.by, at=clock.now())


def _drawn(number: int, *, cleared: bool) -> bytes:
    """Return a corridor with an exit, goods before it or a marked way to it, as PNG."""
    rng = random.Random(number)  # noqa: S311 -- a drawing
    width, height = SIZE
    image = Image.new("RGB", SIZE, WALLS[number % len(WALLS)])
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, height), (width, height), (640, 430), (320, 430)], fill=(150, 146, 140))
    draw.rectangle([390, 180, 570, 430], fill=(92, 110, 96), outline=(50, 60, 52), width=6)
    draw.rectangle([420, 130, 540, 165], fill=(20, 140, 70))
    draw.text((452, 137), "EXIT", fill="white", font_size=22)
    if cleared:
        draw.polygon([(300, height), (330, height), (440, 432), (432, 432)], fill=(240, 200, 40))
        draw.polygon([(660, height), (630, height), (520, 432), (528, 432)], fill=(240, 200, 40))
    else:
        for _box in range(6 + number % 3):
            x, y, side = rng.randint(250, 620), rng.randint(330, 560), rng.randint(70, 150)
            tone = rng.randint(120, 180)
            draw.rectangle(
                [x, y, x + side, y + side], fill=(tone, tone - 30, tone - 70), outline=(70, 50, 30), width=4
            )
            draw.line([x, y + side // 2, x + side, y + side // 2], fill=(70, 50, 30), width=3)
    draw.text(
        (24, 24), f"DEMO {number + 1} · {'after' if cleared else 'before'}", fill=(60, 60, 60), font_size=30
    )
    buffer = BytesIO()
    image.reduce(2).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
