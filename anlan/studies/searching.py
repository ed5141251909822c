"""By what studies and findings are found: their words and their numbers."""

from __future__ import annotations

import re

from anlan.search.registry import Source, register
from anlan.studies.models import Finding, RiskStudy


def _key(prefix: str, text: str) -> int | None:
    match = re.fullmatch(rf"(?:{prefix}[0-9]{{4}}-)?([0-9]{{1,18}})", text)
    return int(match.group(1)) if match else None


register(
    Source(
        kind="risk_study",
        number=41,
        model=RiskStudy,
        texts=("title", "agenda", "conclusion"),
        key=lambda text: _key("yp", text),
        in_commit_order=True,
    )
)
register(
    Source(
        kind="finding",
        number=42,
        model=Finding,
        texts=("weakness", "advice", "place", "premises__name"),
        names=("premises__name",),
        key=lambda text: _key("fx", text),
        in_commit_order=True,
    )
)
