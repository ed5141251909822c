"""Extra checks that warnings ask of a body: which proposed visits can be told as such. They make no visit of their own.

A warning asks for extra checks of a body, not of a place: where it goes is its choice. So the planner counts the visits
that it makes anyway, in the warning's area by its deadline; what is overdue stands on the body's to-do list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anlan.advisories.models import Receipt
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import Scope
from anlan.premises.models import Premises
from anlan.visiting.proposal import Proposal

MOST = 12


@dataclass(frozen=True, slots=True)
class Warned:
    body: str
    title: str
    advisory: int
    due: date
    visits: int


def warned(scope: Scope, proposal: Proposal) -> list[Warned]:
    """Return what warnings ask of the bodies of a scope in the days asked for, nearest first. Three queries."""
    asked = proposal.question
    owed = Obligation.objects.open().filter(
        kind=Kind.CHECK_FOR_WARNING,
        case_kind="advisory_receipt",
        due_at__range=(clock.day_start(asked.begin), clock.day_end(asked.last)),
        case_id__in=Receipt.objects.within(scope).values("pk"),
    )
    if asked.bodies:
        owed = owed.filter(owner__in=sorted(asked.bodies))
    found = {one.case_id: one for one in owed.order_by("due_at", "pk")[:MOST]}
    receipts = (
        Receipt.objects.filter(pk__in=list(found)).select_related("advisory__area", "organisation").in_bulk()
    )
    paths = dict(
        Premises.objects.filter(
            pk__in=sorted(
                {v.premises for v in proposal.visits if {o.owner_id for o in found.values()} & set(v.bodies)}
            )
        ).values_list("pk", "area_path")
        if found
        else ()
    )
    told = []
    for key, one in found.items():
        receipt, due = receipts[key], clock.local_day(one.due_at)
        area = receipt.advisory.area.path or "/"
        visits = sum(
            one.owner_id in visit.bodies and visit.on is not None and visit.on <= due
            and paths.get(visit.premises, "").startswith(area)
            for visit in proposal.visits
        )  # fmt: skip
        told.append(
            Warned(receipt.organisation.label, str(receipt.advisory), receipt.advisory_id, due, visits)
        )
    return told
