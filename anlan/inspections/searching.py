"""By what a visit is found: its premises by name, initials and code, its focus, its number."""

from __future__ import annotations

import re

from anlan.inspections.models import Visit
from anlan.search.registry import Source, register

_NUMBER = re.compile(r"(?:jc[0-9]{4}-)?([0-9]{1,18})")


def _key(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="visit",
        number=3,
        model=Visit,
        texts=("premises__name", "premises__code", "focus"),
        names=("premises__name",),
        key=_key,
        follows={"premises": "premises"},
        place="area_path",
        in_commit_order=True,
    )
)
