"""Claims with photographs as they come from cameras, and flags on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from anlan.evidence.actions import store
from anlan.evidence.models import File
from anlan.evidence.tests.factories import encoded, scene, upload
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.scrutiny import looking
from anlan.scrutiny.flow import FLAG_FLOW
from anlan.scrutiny.models import PhotoFlag
from anlan.testing import actor, record_hazard, take


def picture(image: Image.Image, *, by: str = "dept1", **options: Any) -> File:
    """Store a picture as somebody uploads it now."""
    return store(upload(encoded(image, **options)), by=actor(by), at=clock.now())


def exif(*, taken: datetime | None = None, lat: float | None = None, lon: float = 114.0) -> Image.Exif:
    """Return what a camera writes: its name, when, and where."""
    data = Image.Exif()
    data[0x010F] = "Camera"
    if taken is not None:
        data.get_ifd(0x8769)[0x9003] = f"{taken.astimezone(clock.SHANGHAI):%Y:%m:%d %H:%M:%S}"
    if lat is not None:
        data.get_ifd(0x8825).update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})
    return data


def claimed(*after: File, premises: str = "shop", before: tuple[File, ...] = (), **changes: Any) -> Hazard:
    """Return a hazard that was claimed as rectified with these photographs, and looked at."""
    more = {"before": list(before)} if before else {}
    hazard = record_hazard(premises, **more, **changes)
    take(hazard, "assign")
    take(hazard, "claim", after=list(after))
    looking.look()
    return Hazard.objects.get(pk=hazard.pk)


def flags_of(hazard: Hazard) -> dict[str, PhotoFlag]:
    return {flag.reason: flag for flag in PhotoFlag.objects.filter(case_kind="hazard", case_id=hazard.pk)}


def used_twice(premises: str = "shop", other: str = "shop", seed: int = 5) -> PhotoFlag:
    """Return the flag on a photograph that proves two hazards."""
    photo = picture(scene(seed))
    claimed(photo, premises=other)
    return flags_of(claimed(photo, premises=premises))["same_bytes"]


def decide(flag: PhotoFlag, decision: str = "confirmed", *, by: str = "county1", **more: Any) -> PhotoFlag:
    given = {"decision": decision, "reason": "Compared both with the inspector"}
    door.apply(FLAG_FLOW, flag.pk, "decide", by=actor(by), input=given, **more)
    return PhotoFlag.objects.get(pk=flag.pk)


def hour(hours: float) -> timedelta:
    return timedelta(hours=hours)
