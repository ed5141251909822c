"""By what systemic problems are found: their words and their numbers."""

from __future__ import annotations

import re

from anlan.search.registry import Source, register
from anlan.systemic.models import SystemicProblem


def _key(text: str) -> int | None:
    match = re.fullmatch(r"(?:tc[0-9]{4}-)?([0-9]{1,18})", text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="systemic_problem",
        number=43,
        model=SystemicProblem,
        texts=("title", "description", "root_cause", "measures", "result"),
        key=_key,
        in_commit_order=True,
    )
)
