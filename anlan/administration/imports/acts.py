"""What the ledgers of administration share: acts that name their batch, records by their case, taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.administration.flow import REORGANISATION_FLOW
from anlan.administration.models import Reorganisation
from anlan.imports.kinds import Row, Run
from anlan.kernel.errors import AnlanError, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.door import Act

REASON = "台账导入"
TAKEN_BACK = "撤销台账导入"


def paper(run: Run) -> dict[str, str]:
    """Return what stands for document and reason of a change that a ledger brings."""
    return {"document": f"台账第{run.batch}号", "reason": REASON}


def carry_out(
    step: str, rows: Sequence[Row], inputs: Sequence[Mapping[str, Any]], run: Run, opened: str
) -> None:
    """Take rows through an opening step of the reorganisations; note on each what the column `opened` holds then."""
    acts = [Act(by=run.by, input=given, key=run.key(row)) for row, given in zip(rows, inputs, strict=True)]
    results = door.apply_many(REORGANISATION_FLOW, step, acts)
    cases = [result.case_id for result in results if not isinstance(result, AnlanError)]
    made = dict(Reorganisation.objects.filter(pk__in=cases).values_list("pk", opened))
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, AnlanError):
            row.refuse(result)
        else:
            row.wrote(made[result.case_id], result.seq)


def take_back(taken: Mapping[int, int | None], run: Run, opened: str) -> dict[int, AnlanError]:
    """Take areas, bodies or sectors back one after the other, the last first: what they rested on is free then."""
    cases = {
        record: case
        for case, record in Reorganisation.objects.filter(
            pk__in=[seq for seq in taken.values() if seq], **{f"{opened}__in": list(taken)}
        ).values_list("pk", opened)
    }
    refused: dict[int, AnlanError] = {}
    for record in sorted(taken, key=lambda record: -(taken[record] or 0)):
        try:
            if record not in cases:
                raise Unknown("case.unknown", "")
            door.apply(
                REORGANISATION_FLOW, cases[record], "take_back", by=run.by, input={"reason": TAKEN_BACK},
                key=f"ledger-{run.batch}-undo-{record}",
            )  # fmt: skip
        except AnlanError as error:
            refused[record] = error
    return refused
