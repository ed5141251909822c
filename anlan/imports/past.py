"""What is on record of a case that a ledger names again: the steps that were taken, by whom, when, with what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.imports import lookup
from anlan.imports.inputs import Stamp
from anlan.imports.kinds import Run
from anlan.journal.models import Entry
from anlan.kernel import clock


@dataclass(frozen=True, slots=True)
class Taken:
    """A step on record: who, by which names, when, with what."""

    step: str
    names: tuple[str, ...]
    at: datetime
    input: Mapping[str, Any]

    @property
    def day(self) -> Any:
        return clock.local_day(self.at)

    def agrees(self, stamp: Stamp | None, name: str) -> bool:
        """Tell whether a ledger's day and name, as far as it gives them, are those on record."""
        return (stamp is None or stamp.day == self.day) and (not name or name in self.names)


def steps_on_record(keys: Iterable[int], run: Run) -> dict[int, list[Taken]]:
    """Return case → its steps in their order. One query."""
    people = lookup.directory(run)
    taken: dict[int, list[Taken]] = {}
    entries = Entry.objects.filter(case_id__in=list(keys)).order_by("case_id", "n")
    for case, step, actor, at, text in entries.values_list(
        "case_id", "step", "actor_id", "occurred_at", "input"
    ):
        taken.setdefault(case, []).append(Taken(step, people.names(actor), at, json.loads(text)))
    return taken
