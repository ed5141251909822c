"""What a camera writes beside a picture: when, where, and that it was a camera. Read once, kept apart from it."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from anlan.kernel import clock

BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
"""What the readers raise on files that end early or lie about themselves."""
_EXIF_IFD, _GPS_IFD, _TAKEN, _OFFSET = 0x8769, 0x8825, 0x9003, 0x9011
_MAKE, _MODEL = 0x010F, 0x0110


@dataclass(frozen=True, slots=True)
class Told:
    """When the camera says it was (without a zone: Shanghai), its position in millionths of a degree (WGS 84)."""

    taken_at: datetime | None = None
    has_position: bool = False
    lat_e6: int | None = None
    lon_e6: int | None = None
    has_camera: bool = False


def told_by(image: Image.Image) -> Told:
    """Return what stands in a picture's EXIF; what makes no sense there is left out."""
    try:
        exif = image.getexif()
        detail = exif.get_ifd(_EXIF_IFD)
        gps = exif.get_ifd(_GPS_IFD)
        has_camera = bool(exif.get(_MAKE) or exif.get(_MODEL))
        text = f"{detail.get(_TAKEN, '')}".strip("\x00 ")
        offset = f"{detail.get(_OFFSET, '')}".strip("\x00 ")
    except BROKEN:
        return Told()
    lat, lon = _position(gps)
    return Told(_moment(text, offset), bool(gps), lat, lon, has_camera)


def _moment(text: str, offset: str) -> datetime | None:
    try:
        taken = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=clock.SHANGHAI)
        if offset:
            taken = taken.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
        taken = taken.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return taken if 2000 <= taken.year <= 2099 else None


def _position(gps: Mapping[int, Any]) -> tuple[int | None, int | None]:
    """Return latitude and longitude, or none of both: half a position, one out of range and 0° 0° are none."""
    try:
        lat, lon = _degrees(gps[2], gps.get(1, "N")), _degrees(gps[4], gps.get(3, "E"))
    except BROKEN:
        return None, None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None, None
    if not lat and not lon:
        return None, None
    return round(lat * 1_000_000), round(lon * 1_000_000)


def _degrees(parts: Any, side: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    letter = side.decode("ascii", "replace") if isinstance(side, bytes) else str(side)
    return -value if letter.strip("\x00 ").upper() in ("S", "W") else value
