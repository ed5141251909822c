"""By what publicity is found: what it was, its place, its organiser by name and initials, its number."""

from __future__ import annotations

import re

from anlan.outreach.models import Activity
from anlan.search.registry import Source, register

_NUMBER = re.compile(r"(?:xc[0-9]{4}-)?([0-9]{1,18})")


def _key(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="activity",
        number=4,
        model=Activity,
        texts=("title", "place", "grid_cell", "organisation__name"),
        names=("organisation__name",),
        key=_key,
        in_commit_order=True,
    )
)
