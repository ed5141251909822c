"""Photographs of the demo that do not prove what they should, for the first claims with pictures of their own.

One room photographed once and used for three hazards (as it is, then mirrored and cropped), one picture taken months
before, one far away, a screenshot, the picture from before as the one from after. Flagged as any photograph is; two are
decided. All other drawings show the same passage, so the demo has none of them looked at.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from anlan.demo.pictures import PAIRS, SIZE, Pictures
from anlan.evidence.actions import store
from anlan.evidence.models import Attachment, File
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.scope import Actor
from anlan.scrutiny import looking
from anlan.scrutiny.flow import FLAG_FLOW
from anlan.scrutiny.looking import held_back
from anlan.scrutiny.models import PhotoFlag
from anlan.scrutiny.reasons import Reason

__all__ = ["Doubted", "held_back", "raise_planted"]
ORDER = (
    "",  # the room as it was first photographed
    Reason.SAME_BYTES,
    Reason.CAPTURE_TIME,
    Reason.PLACE,
    Reason.NEAR_SAME,
    Reason.SCREEN,
    Reason.BEFORE_AFTER,
)
DECIDED = {
    Reason.NEAR_SAME: (
        "confirmed",
        "两张照片货架和标签完全一致，系将原照片镜像裁剪后再次使用，已退回重新整改",
    ),
    Reason.PLACE: ("explained", "企业在总部统一上传，现场复核整改属实"),
}
FAR = {1: "N", 2: (33.0, 30.0, 0.0), 3: "E", 4: (113.0, 48.0, 0.0)}


class Doubted(Pictures):
    """The pictures of the demo; the first few from after rectification are not what they should be."""

    def __init__(self, by: Actor) -> None:
        super().__init__(by)
        self.planted: dict[int, str] = {}  # number → the reason that it is to be flagged for

    def own(self, number: int, *, cleared: bool) -> File:
        made = len(self.planted)
        is_own = number >= PAIRS  # the first ones are shared by what is long settled
        if cleared and is_own and made < len(ORDER) and (number, cleared) not in self.drawn:
            self.drawn[number, cleared] = self._doubtful(ORDER[made], number)
            self.planted[number] = ORDER[made]
        return super().own(number, cleared=cleared)

    def _doubtful(self, reason: str, number: int) -> File:
        if reason == Reason.BEFORE_AFTER:
            return super().own(number, cleared=False)
        room = _room()
        if reason == Reason.NEAR_SAME:
            room = room.transpose(Image.Transpose.FLIP_LEFT_RIGHT).crop((30, 20, 930, 700))
        elif reason == Reason.SCREEN:
            whole = Image.new("RGB", (1080, 2400), (24, 28, 32))
            whole.paste(_room(3).resize((1080, 810)), (0, 700))
            room = whole
        elif reason == Reason.CAPTURE_TIME:
            room = _room(1)
        elif reason == Reason.PLACE:
            room = _room(2)
        exif = _told(clock.now() - timedelta(days=75 if reason == Reason.CAPTURE_TIME else 0), reason)
        buffer = BytesIO()
        room.save(buffer, "JPEG", quality=80, **({} if reason == Reason.SCREEN else {"exif": exif}))
        upload = SimpleUploadedFile(f"room-{number}.jpg", buffer.getvalue())
        return store(upload, by=self.by, at=clock.now())


def _told(taken: datetime, reason: str) -> Image.Exif:
    """Return what a camera writes. Of the room that is used again nothing differs: its bytes stay the same."""
    exif = Image.Exif()
    exif[0x010F] = "DEMO"
    if reason in (Reason.CAPTURE_TIME, Reason.PLACE):
        exif.get_ifd(0x8769)[0x9003] = f"{taken.astimezone(clock.SHANGHAI):%Y:%m:%d %H:%M:%S}"
    if reason == Reason.PLACE:
        exif.get_ifd(0x8825).update(FAR)
    return exif


def _room(number: int = 0) -> Image.Image:
    """Return a store room with shelves, another for each number."""
    rng = random.Random(9_000 + number)  # noqa: S311 -- a drawing
    image = Image.new("RGB", SIZE, (196 - 20 * number, 202, 188 + 12 * number))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 560, SIZE[0], SIZE[1]], fill=(128, 120, 112))
    for shelf in range(3 + number % 2):
        y = 110 + 130 * shelf
        draw.rectangle([60, y + 96, 900, y + 110], fill=(90, 80, 70))
        x = 80
        while x < 840:
            wide, high = rng.randint(40, 130), rng.randint(30, 92)
            tone = tuple(rng.randint(40, 220) for _channel in range(3))
            draw.rectangle([x, y + 96 - high, x + wide, y + 96], fill=tone, outline=(50, 50, 50), width=3)
            x += wide + rng.randint(6, 40)
    draw.text((24, 24), "DEMO · store room", fill=(40, 40, 40), font_size=30)
    return image


def raise_planted(pictures: Doubted, *, by: Actor, at: datetime) -> int:
    """Flag what was planted, decide two of the flags, and leave out all other photographs; return how many flags."""
    looking.pass_over()
    with clock.at(at):
        return _raise(pictures, by=by)


def _raise(pictures: Doubted, *, by: Actor) -> int:
    wanted = {
        pictures.drawn[number, True].pk: reason for number, reason in pictures.planted.items() if reason
    }
    first = {pictures.drawn[number, True].pk for number, reason in pictures.planted.items() if not reason}
    rows = Attachment.objects.filter(file__in=wanted.keys() | first, case_kind="hazard", role="after")
    acts = [
        act
        for act in looking.acts_of(list(rows.select_related("file").order_by("pk")))
        if act.input["reason"] == wanted.get(act.input["attachment"].file_id)
    ]
    raised = looking.raise_(acts)
    for flag in PhotoFlag.objects.filter(reason__in=list(DECIDED)).order_by("pk"):
        decision, why = DECIDED[Reason(flag.reason)]
        given: dict[str, Any] = {"decision": decision, "reason": why}
        door.apply(FLAG_FLOW, flag.pk, "decide", by=by, input=given)
    return raised
