"""Taking back what came from a ledger: through the door, and only what nobody did anything with since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.imports.kinds import Run
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Act


def moved_on(taken: Mapping[int, int | None]) -> dict[int, AnlanError]:
    """Return those cases in which something happened since they were taken in, with the reason. One query."""
    entries = Entry.objects.filter(case_id__in=list(taken)).order_by("seq").values_list("case_id", "seq")
    last = dict(entries)
    return {
        case: Conflict("import.moved_on", _("Something was done with it since: it is kept."))
        for case, seq in taken.items()
        if last.get(case, 0) > (seq or 0)
    }


def take_back(
    flow: Any, taken: Mapping[int, int | None], run: Run, *, step: str = "take_back", reason: str = ""
) -> dict[int, AnlanError]:
    """Void what still is as it was taken in, through the door; return the refusals.

    A flow without a step of its own for it is taken back by another, which asks for a reason.
    """
    refused = moved_on(taken)
    todo = [case for case in taken if case not in refused]
    given = {"reason": reason} if reason else {}
    acts = [
        Act(by=run.by, case_id=case, input=given, key=f"ledger-{run.batch}-undo-{case}", ledger=not reason)
        for case in todo
    ]
    for case, result in zip(todo, door.apply_many(flow, step, acts), strict=True):
        if isinstance(result, AnlanError):
            refused[case] = result
    return refused
