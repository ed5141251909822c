"""By what a photo flag is found: the place, its number."""

from __future__ import annotations

import re

from anlan.scrutiny.models import PhotoFlag
from anlan.search.registry import Source, register

_NUMBER = re.compile(r"(?:zpyd[0-9]{4}-)?([0-9]{1,18})")


def _key(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="photo_flag",
        number=51,
        model=PhotoFlag,
        texts=("place",),
        names=("place",),
        key=_key,
        place="area_path",
        in_commit_order=True,
    )
)
