"""Issues as what can be searched: by title and by the text that was signed."""

from __future__ import annotations

from anlan.bulletins.models import Issue
from anlan.search.registry import Source, register

SOURCE = register(
    Source(
        kind="bulletin",
        number=8,
        model=Issue,
        texts=("title", "text"),
        place="area_path",
        in_commit_order=True,
    )
)
