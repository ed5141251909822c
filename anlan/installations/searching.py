"""By what installations and parks are found: name, substances, filing number, the plant's name, their number."""

from __future__ import annotations

import re

from anlan.installations.models import Installation, Park
from anlan.search.registry import Source, register

_NUMBER = re.compile(r"wxy-([0-9]{1,18})")
_PARK = re.compile(r"yq-([0-9]{1,18})")


def _key(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match.group(1)) if match else None


def _park_key(text: str) -> int | None:
    match = _PARK.fullmatch(text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="installation",
        number=31,
        model=Installation,
        texts=("name", "substances", "filed_number", "premises__name"),
        names=("name", "premises__name"),
        key=_key,
        follows={"premises": "premises"},
        in_commit_order=True,
    )
)
register(
    Source(
        kind="park",
        number=32,
        model=Park,
        texts=("name", "name_en", "approval"),
        names=("name",),
        key=_park_key,
        in_commit_order=True,
    )
)
