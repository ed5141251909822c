"""By what a hazard is found: its words, its premises by name, initials and code, its number."""

from __future__ import annotations

import re

from anlan.hazards.models import Hazard
from anlan.search.registry import Source, register

_NUMBER = re.compile(r"(?:yh[0-9]{4}-)?([0-9]{1,18})")


def _key(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="hazard",
        number=1,
        model=Hazard,
        texts=("description", "premises__name", "premises__code"),
        names=("premises__name",),
        key=_key,
        follows={"premises": "premises"},
        place="area_path",
        in_commit_order=True,
    )
)
