"""Runs of a step on many cases: the record that a bulk page leaves, and how its report names the cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from anlan.kernel.errors import AnlanError
from anlan.listings.models import Batch, BatchLine
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class BatchKind:
    """How a report speaks of a kind of case.

    `label` of the kind, `step_label` of a step by its name, `numbers` of cases by their keys, the routes of one case
    and of the page that runs a step on many (it takes `case` repeated, `step`, and `former`, the run tried again).
    """

    kind: str
    label: Any
    step_label: Callable[[str], Any]
    numbers: Callable[[Sequence[int]], Mapping[int, str]]
    case_route: str
    run_route: str

    def __post_init__(self) -> None:
        KINDS[self.kind] = self


KINDS: dict[str, BatchKind] = {}
"""By kind of case; an app declares its own in `listing.py`."""


def record(
    kind: str,
    step: str,
    *,
    by: Actor,
    at: datetime,
    input: Mapping[str, Any],  # noqa: A002 -- the design's word for what a step takes in
    results: Iterable[tuple[int, Any]],
    former: Batch | None = None,
    key: str | None = None,
) -> Batch:
    """Keep what became of a run: for each case the door's outcome, or the error that it raised. In one transaction.

    A form (`key`) that was sent again gets the report of its first sending.
    """
    lines = [_line(position, key, result) for position, (key, result) in enumerate(results, 1)]
    refused = sum(bool(line.code) for line in lines)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                kind=kind,
                step=step,
                person_id=by.person_id,
                organisation_id=by.posts[0].organisation_id if by.posts else None,
                at=at,
                input=json.dumps(dict(input), ensure_ascii=False, default=str),
                key=key,
                asked=len(lines),
                done=len(lines) - refused,
                refused=refused,
                former=former,
            )
            for line in lines:
                line.batch = batch
            BatchLine.objects.bulk_create(lines, batch_size=500)
    except IntegrityError:
        first = of_form(by, key)
        if first is None:
            raise
        return first
    return batch


def of_form(by: Actor, key: str | None) -> Batch | None:
    """Return the report of a form that this person sent before."""
    return Batch.objects.filter(person=by.person_id, key=key).first() if key else None


def _line(position: int, key: int, result: Any) -> BatchLine:
    if isinstance(result, AnlanError):
        return BatchLine(
            position=position, case_id=key, code=result.code[:60] or "refused", message=str(result)[:500]
        )
    return BatchLine(position=position, case_id=result.case_id, seq=result.seq)


def visible_to(actor: Actor) -> QuerySet[Batch]:
    """Return the runs that somebody may read: their own; an auditor reads all."""
    if actor.is_system or actor.may(Permission.AUDIT_READ):
        return Batch.objects.all()
    return Batch.objects.filter(person=actor.person_id)
