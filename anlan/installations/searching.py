"""By what installations are found: name, substances, filing number, the plant's name, their number."""

from __future__ import annotations

import re

from anlan.installations.models import Installation
from anlan.search.registry import Source, register

_NUMBER = re.compile(r"wxy-([0-9]{1,18})")


def _key(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
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
