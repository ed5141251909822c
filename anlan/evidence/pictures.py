"""From uploaded bytes to the picture that is kept: recognised by content, turned upright, made anew.

Nothing of the upload survives but its pixels: a payload appended to a JPEG, a comment, a position or a name is gone.
"""

from __future__ import annotations

import hashlib
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from anlan.evidence.camera import BROKEN, Told, told_by
from anlan.evidence.models import Format
from anlan.kernel.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
LONGEST_SIDE = 2560
THUMB_SIDE = 480
QUALITY = 82
MOST_JPEG_PIXELS = 110_000_000
"""A JPEG is read at a fraction of its size, so a telephone's 108 megapixels are bearable."""
MOST_PIXELS = 50_000_000
"""Other kinds are read whole: 150 MB of memory at most, and two at a time."""

_FORMATS = {
    "JPEG": Format.JPEG,
    "MPO": Format.JPEG,  # two pictures in one JPEG (HDR, depth): the first counts
    "PNG": Format.PNG,
    "WEBP": Format.WEBP,
    "HEIF": Format.HEIC,
}
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_two_at_a_time = threading.BoundedSemaphore(2)

register_heif_opener()
# remarks on odd metadata, which is thrown away
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """What is kept of one upload, what its camera told, and how many pixels it had as it came."""

    format: Format
    content: bytes
    thumb: bytes
    width: int
    height: int
    came_wide: int
    came_high: int
    told: Told
    dhash: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def thumb_sha256(self) -> str:
        return hashlib.sha256(self.thumb).hexdigest()


def read(content: bytes) -> Picture:
    """Return the picture that these bytes hold; raises Invalid, in words, for whatever is none."""
    if not content:
        raise Invalid("evidence.empty", _("The file is empty. Choose the photograph again."))
    if len(content) > MOST_BYTES:
        raise too_large(len(content))
    if not _looks_like_a_picture(content):
        raise Invalid(
            "evidence.kind",
            _(
                "The file is not a photograph, whatever its name says. Choose a JPEG, PNG, WebP or HEIC picture."
            ),
        )
    with _two_at_a_time:
        return _read(content)


def too_large(size: int) -> Invalid:
    return Invalid(
        "evidence.large",
        _("The file has %(size)s MB; a photograph may have at most %(most)s MB.")
        % {"size": -(-size // 1_048_576), "most": MOST_BYTES // 1_048_576},
    )


def _looks_like_a_picture(content: bytes) -> bool:
    return (
        content.startswith(_SIGNATURES)
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or content[4:8] == b"ftyp"
    )


def _read(content: bytes) -> Picture:
    try:
        image = Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP", "HEIF"])
        kind = _FORMATS[image.format or ""]
        _check_dimensions(image, kind)
        told, (came_wide, came_high) = told_by(image), image.size
        if kind == Format.JPEG:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        whole = _bare(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except BROKEN:
        raise Invalid(
            "evidence.broken",
            _("The photograph cannot be read: the file is damaged or was cut off. Take or send it again."),
        ) from None
    thumb = whole.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return Picture(
        format=kind,
        content=_encoded(whole, QUALITY),
        thumb=_encoded(thumb, QUALITY),
        width=whole.width,
        height=whole.height,
        came_wide=came_wide,
        came_high=came_high,
        told=told,
        dhash=dhash(whole),
    )


def _check_dimensions(image: Image.Image, kind: Format) -> None:
    if image.width * image.height > (MOST_JPEG_PIXELS if kind == Format.JPEG else MOST_PIXELS):
        raise _too_many_pixels()


def _too_many_pixels() -> Invalid:
    return Invalid(
        "evidence.pixels",
        _("The picture has more pixels than a camera takes and was not opened. Send the photograph itself."),
    )


def _bare(image: Image.Image) -> Image.Image:
    """Return the pixels on white, in RGB, with nothing attached: no comment, profile, palette or transparency."""
    if image.mode in {"I;16", "I;16B", "I;16L", "I"}:  # sixteen bits a pixel: the upper eight
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        bare = Image.new("RGB", image.size, "white")
        bare.paste(image, mask=image.getchannel("A"))
        return bare
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    return bare


def _encoded(image: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def dhash(image: Image.Image) -> int:
    """Return 64 bits that near pictures share: 9 × 8 pixels against their right neighbours; a signed number."""
    small = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    pixels = small.tobytes()
    value = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            value = value << 1 | (pixels[at] > pixels[at + 1])
    return value - 2**64 if value >= 2**63 else value
