"""What is taken for a photograph, and what of it is kept."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from django.utils import translation
from PIL import Image, ImageEnhance

from anlan.evidence import pictures
from anlan.evidence.prints import NEAR_WHOLE
from anlan.evidence.tests.factories import camera_data, encoded, scene
from anlan.kernel.errors import Invalid


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def distance(one: int, other: int) -> int:
    return ((one ^ other) & (2**64 - 1)).bit_count()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is that large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "kept_as"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic"), ("MPO", "jpeg")],
)
def test_every_camera_s_kind_becomes_a_plain_jpeg(kind, kept_as):
    more = {"save_all": True, "append_images": [scene(2)]} if kind == "MPO" else {}

    picture = pictures.read(encoded(scene(), kind, **more))

    assert picture.format == kept_as
    assert opened(picture.content).format == opened(picture.thumb).format == "JPEG"
    assert (picture.width, picture.height) == (640, 480)
    assert distance(picture.dhash, pictures.dhash(scene())) <= 2


def test_large_pictures_are_made_smaller_and_small_ones_are_not_blown_up():
    large = pictures.read(encoded(scene(size=(5000, 2500))))
    small = pictures.read(encoded(scene(size=(100, 80))))

    assert (large.width, large.height) == (2560, 1280)
    assert opened(large.content).size == (2560, 1280)
    assert opened(large.thumb).size == (480, 240)
    assert opened(small.content).size == opened(small.thumb).size == (100, 80)


def test_nothing_but_the_pixels_is_kept():
    payload = b"<?php system($_GET['c']); ?><script>alert(1)</script>PK\x03\x04"
    content = (
        encoded(scene(), exif=camera_data(), comment=b"SECRETCOMMENT", icc_profile=b"SECRETPROFILE") + payload
    )
    assert b"SECRETMAKER" in content

    picture = pictures.read(content)

    for kept in (picture.content, picture.thumb):
        for secret in (b"SECRET", b"<script", b"<?php", b"Exif", b"PK\x03\x04"):
            assert secret not in kept
        assert dict(opened(kept).getexif()) == {}
        assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_camera_s_words_are_read_before_they_are_dropped():
    here = pictures.read(encoded(scene(), exif=camera_data()))
    abroad = pictures.read(encoded(scene(), exif=camera_data(offset="+00:00", place=False)))
    phone = pictures.read(encoded(scene(), "HEIF", exif=camera_data().tobytes()))

    assert here.told.taken_at == phone.told.taken_at == datetime(2022, 10, 24, 1, 30, tzinfo=UTC)
    assert here.told.has_position
    assert phone.told.has_position
    assert abroad.told.taken_at == datetime(2022, 10, 24, 9, 30, tzinfo=UTC)
    assert not abroad.told.has_position


@pytest.mark.parametrize(
    "taken", ["", "0000:00:00 00:00:00", "1970:01:01 00:00:00", "yesterday", "2022:10:24"]
)
def test_a_camera_s_clock_that_makes_no_sense_is_no_time(taken):
    assert pictures.read(encoded(scene(), exif=camera_data(taken=taken))).told.taken_at is None


def test_a_picture_taken_sideways_is_turned_upright():
    picture = pictures.read(encoded(scene(), exif=camera_data(turned=6)))

    assert (picture.width, picture.height) == (480, 640)
    assert distance(picture.dhash, pictures.dhash(scene().rotate(270, expand=True))) <= 3


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "I;16", "RGBA", "1"])
def test_every_sort_of_pixels_can_be_kept(mode):
    image = scene().convert("L").convert("I;16") if mode == "I;16" else scene().convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert opened(pictures.read(encoded(image, kind)).content).mode == "RGB"


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))

    assert opened(pictures.read(encoded(clear, "PNG")).content).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "evidence.empty", "is empty"),
        (b"<script>alert(document.domain)</script>", "evidence.kind", "whatever its name says"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "evidence.kind", "not a photograph"),
        (b"GIF89a" + b"\x00" * 200, "evidence.kind", "JPEG, PNG, WebP or HEIC"),
        (b"%PDF-1.7 ...", "evidence.kind", "not a photograph"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "evidence.broken", "damaged or was cut off"),
        (b"\x89PNG\r\n\x1a\nnothing follows", "evidence.broken", "damaged"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ....", "evidence.broken", "damaged"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 100, "evidence.broken", "damaged"),
        (b"\xff\xd8\xff" + b"\x00" * (20 * 1024 * 1024), "evidence.large", "has 21 MB.*at most 20 MB"),
        (png_header(50_000, 50_000), "evidence.pixels", "more pixels than a camera"),
        (png_header(10_000, 9_000), "evidence.pixels", "more pixels than a camera"),
        (png_header(12_000, 12_000), "evidence.pixels", "more pixels than a camera"),
    ],
    ids=["empty", "script", "svg", "gif", "pdf", "script as jpeg", "half a png", "half a webp", "a film", "large",
         "bomb", "bomb by kind", "bomb that only warns"],
)  # fmt: skip
def test_what_is_no_photograph_is_refused_in_words(content, code, words):
    with pytest.raises(Invalid, match=words) as refused:
        pictures.read(content)

    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_a_picture_that_was_cut_off_is_refused(kind, part):
    content = encoded(scene(), kind)

    with pytest.raises(Invalid) as refused:
        pictures.read(content[: int(len(content) * part)])

    assert refused.value.code == "evidence.broken"


def test_whatever_is_overwritten_in_a_file_it_is_read_or_refused():
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        content = bytearray(encoded(scene(size=(160, 120)), kind))
        for at in range(0, len(content), max(1, len(content) // 60)):
            broken = bytes(content[:at]) + b"\xff\x00\xd8" + bytes(content[at + 3 :])
            try:
                pictures.read(broken)
            except Invalid as refused:
                assert refused.code in {"evidence.broken", "evidence.kind", "evidence.pixels"}  # noqa: PT017


@pytest.mark.parametrize(
    "change",
    [
        lambda image: opened(encoded(image, quality=40)),
        lambda image: image.resize((320, 240)),
        lambda image: ImageEnhance.Brightness(image).enhance(1.2),
        lambda image: ImageEnhance.Brightness(image).enhance(0.8),
    ],
    ids=["quality 40", "half the size", "brighter", "darker"],
)
def test_a_picture_sent_again_is_near_the_first(change):
    distances = [
        distance(pictures.dhash(change(scene(seed))), pictures.dhash(scene(seed))) for seed in range(40)
    ]

    assert sum(d <= NEAR_WHOLE for d in distances) >= 38


def test_other_scenes_are_far():
    hashes = [pictures.dhash(scene(seed)) for seed in range(60)]
    near = [1 for n, one in enumerate(hashes) for other in hashes[:n] if distance(one, other) <= NEAR_WHOLE]

    assert len(near) <= 1
