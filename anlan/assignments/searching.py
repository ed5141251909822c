"""By what meetings and tasks are found: their words, the units, their numbers."""

from __future__ import annotations

import re

from anlan.assignments.models import AssignedTask, Meeting
from anlan.search.registry import Source, register

_MEETING = re.compile(r"(?:hy[0-9]{4}-)?([0-9]{1,18})")


def _meeting_key(text: str) -> int | None:
    match = _MEETING.fullmatch(text)
    return int(match.group(1)) if match else None


def _task_key(text: str) -> int | None:
    """Return nothing: a task's number is found by its year and issuer, not by its key."""
    return None


register(
    Source(
        kind="meeting",
        number=21,
        model=Meeting,
        texts=("title", "topics", "place", "chair__name"),
        names=("chair__name",),
        key=_meeting_key,
        in_commit_order=True,
    )
)
register(
    Source(
        kind="task",
        number=22,
        model=AssignedTask,
        texts=("title", "content", "lead__name"),
        names=("lead__name",),
        key=_task_key,
        in_commit_order=True,
    )
)
