"""By what premises are found: name, its initials, address and code."""

from __future__ import annotations

from anlan.premises.models import Premises
from anlan.search.registry import Source, register

register(
    Source(
        kind="premises",
        number=2,
        model=Premises,
        texts=("name", "code", "address"),
        names=("name",),
    )
)
