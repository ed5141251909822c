"""Photographs made on the spot: scenes that differ, in every kind of file, with whatever a camera writes beside."""

from __future__ import annotations

import random
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image, ImageDraw

from anlan.evidence.actions import store
from anlan.evidence.models import File
from anlan.testing import NOON, actor


def scene(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Return a picture with large shapes, another for each seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _n in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        wide, high = chance.randrange(20, size[0] // 2), chance.randrange(20, size[1] // 2)
        draw.rectangle((x, y, x + wide, y + high), fill=tuple(chance.randrange(256) for _ in range(3)))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def camera_data(
    *, taken: str = "2022:10:24 09:30:00", offset: str = "", place: bool = True, turned: int = 1
) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8769)[0x9003] = taken
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 34.0, 12.0), 3: "E", 4: (114.0, 1.0, 6.0)})
    return exif


def upload(content: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def photograph(seed: int = 1, *, by: str = "business1", at: datetime = NOON, **options: Any) -> File:
    """Return a stored photograph of a scene."""
    return store(upload(encoded(scene(seed), **options)), by=actor(by), at=at)


def attach(
    file: File,
    case_id: int,
    *,
    seq: int | None = None,
    role: str = "after",
    position: int = 0,
    kind: str = "hazard",
) -> None:
    """Attach a file as the lifecycle's door does, with fixed SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO evidence_attachment (case_kind, case_id, seq, role, file_id, position)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [kind, case_id, seq or case_id, role, file.pk, position],
        )
