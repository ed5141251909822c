"""What is told of the journal: events that an account may see, in the order of the journal, from a number on.

Numbers have no gap and are in the order of commit (ADR 0003), so whoever has read up to a number has missed nothing
before it, whoever writes at the same time. An event says that a step was taken, and where to read the case; it holds
no field of the case, so a copy of it that goes astray tells little. Whether an account may see a case is asked when
the event leaves, not when it happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from anlan.journal.models import Entry, Head
from anlan.lifecycle.flow import FLOWS
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Scope

SCANNED = 1_000
"""Entries that are looked at for one answer: a reader of a small area is told how far it came, and asks on."""
_COLUMNS = ("seq", "kind", "case_id", "step", "from_state", "to_state", "occurred_at", "recorded_at")


@dataclass(frozen=True, slots=True)
class Readable:
    """How a kind of case is read by programmes: the right, the rows that a scope shows, the address ("" none)."""

    permission: Permission
    rows: Callable[[Scope], QuerySet[Any]]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Events in order; `next` is the number from which to ask on, `head` the last of the journal at this moment."""

    events: Sequence[dict[str, Any]]
    next: int
    head: int


def changes(
    actor: Actor,
    readable: Mapping[str, Readable],
    *,
    since: int,
    kinds: Collection[str] = (),
    most: int = SCANNED,
    scanned: int = SCANNED,
) -> Told:
    """Return the events after `since` that the actor may see; two queries, and one for each kind in `most` entries.

    `kinds` narrows to some kinds. At most `most` events, of at most `scanned` entries.
    """
    # read before the entries: what is committed up to here stays, and all of it is seen below
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    open_to = {kind for kind, one in readable.items() if actor.is_system or actor.may(one.permission)}
    wanted = open_to & set(kinds) if kinds else open_to
    rows = Entry.objects.filter(seq__gt=since, seq__lte=head, kind__in=sorted(wanted)).order_by("seq")
    entries = list(rows.values_list(*_COLUMNS)[: scanned + 1]) if wanted else []
    through = max(head, since) if len(entries) <= scanned else entries[scanned - 1][0]
    events: list[dict[str, Any]] = []
    for start in range(0, min(len(entries), scanned), most):
        events += _seen(actor, readable, entries[start : min(start + most, scanned)])
        if len(events) >= most:
            events, through = events[:most], events[most - 1]["seq"]
            break
    return Told(events, through, head)


def one(actor: Actor, readable: Mapping[str, Readable], seq: int) -> dict[str, Any] | None:
    """Return the event of one entry, None where the actor may not see it (any more)."""
    found = changes(actor, readable, since=seq - 1, most=1, scanned=1).events
    return found[0] if found and found[0]["seq"] == seq else None


def _seen(
    actor: Actor, readable: Mapping[str, Readable], entries: Sequence[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    keys: dict[str, set[int]] = defaultdict(set)
    for _seq, kind, case, *_rest in entries:
        keys[kind].add(case)
    cases = {kind: readable[kind].rows(actor.scope).in_bulk(wanted) for kind, wanted in keys.items()}
    events = []
    for row in entries:
        values = dict(zip(_COLUMNS, row, strict=True))
        kind, key = values["kind"], values["case_id"]
        case = cases[kind].get(key)
        if case is not None:
            events.append(_event(values, case, readable[kind]))
    return events


def _event(values: Mapping[str, Any], case: Any, readable: Readable) -> dict[str, Any]:
    step = FLOWS[values["kind"]].steps.get(values["step"])
    return {
        "id": str(values["seq"]),
        "seq": values["seq"],
        "event": f"{values['kind']}.{values['step']}",
        "label": str(step.label) if step else values["step"],
        "case": {
            "kind": values["kind"],
            "id": values["case_id"],
            "number": str(getattr(case, "number", "") or ""),
            "href": readable.address.format(values["case_id"]),
        },
        "from_state": values["from_state"],
        "to_state": values["to_state"],
        "occurred_at": values["occurred_at"].isoformat(),
        "recorded_at": values["recorded_at"].isoformat(),
    }
