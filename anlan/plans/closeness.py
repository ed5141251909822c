"""Who else visited a place, or plans to, close by: told when somebody plans or records, so that two bodies go once.

It tells body and day, no more: a body without the right to see another's visits learns that there was one, as the
business itself would say. Hidden visits and confidential plans are left out (ADR 0056).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.inspections.models import Visit
from anlan.plans.coverage import with_made
from anlan.plans.models import Counts, JointState, JointVisit, Plan, PlanItem, PlanState

MOST = 5


@dataclass(frozen=True, slots=True)
class Close:
    """Another body's visit (`plan` is None) or what falls due to it by a day."""

    organisation_id: int
    organisation: str
    on: date
    plan: str = ""


def close_days() -> int:
    """Return how many days are close by (`ANLAN_CLOSE_DAYS`)."""
    return int(settings.CLOSE_DAYS)


def visited_close(premises: int, bodies: Collection[int], on: date) -> list[Close]:
    """Return the visits of other bodies to a place in the days about a day, the latest first. One query."""
    about = timedelta(days=close_days())
    rows = (
        Visit.objects.recorded()
        .filter(is_masked=False, premises=premises, visited_on__range=(on - about, on + about))
        .exclude(organisation__in=bodies)
        .order_by("-visited_on", "-pk")
        .select_related("organisation")[:MOST]
    )
    return [Close(row.organisation_id, row.organisation.label, row.visited_on) for row in rows]


def _others(bodies: Collection[int], first: date, last: date) -> QuerySet[PlanItem]:
    """Return what falls due to other bodies from a day to a day, on plans that are no secret.

    What anybody's visit meets is left out: who goes there meets it.
    """
    return (
        PlanItem.objects.standing()
        .filter(
            plan__state=PlanState.APPROVED,
            plan__is_confidential=False,
            plan__counts=Counts.DOERS,
            due_on__range=(first, last),
        )
        .exclude(organisation__in=bodies)
    )


def planned_close(premises: int, bodies: Collection[int], on: date) -> list[Close]:
    """Return what falls due to other bodies at a place in the days to come, and was not done yet."""
    rows = _others(bodies, on, on + timedelta(days=close_days())).filter(premises=premises)
    found = []
    for item in rows.select_related("plan", "organisation").order_by("due_on", "pk")[:MOST]:
        made = with_made(PlanItem.objects.filter(pk=item.pk), item.plan).values_list("made", flat=True)[0]
        if made < item.visits_due:
            found.append(Close(item.organisation_id, item.organisation.label, item.due_on, item.plan.title))
    return found


def joint_of(premises: int, bodies: Collection[int]) -> JointVisit | None:
    """Return the joint visit to a place that already waits, proposed or agreed by one of the bodies."""
    rows = JointVisit.objects.waiting().filter(premises=premises)
    return (
        rows.filter(Q(proposer__in=bodies) | Q(partner__in=bodies))
        .select_related("proposer", "partner")
        .first()
    )


def close_places(plan: Plan, on: date) -> QuerySet[PlanItem]:
    """Return the places of a plan that another body visited within the days before, or that fall due to another
    body within as many days of their own deadline; what joint visits settle is left out."""
    about = timedelta(days=close_days())
    items = PlanItem.objects.standing().filter(plan=plan.pk)
    there: Any = (
        Visit.objects.recorded()
        .filter(is_counted=True, visited_on__range=(on - about, on))
        .filter(premises=OuterRef("premises"))
        .exclude(organisation=OuterRef("organisation"))
    )
    also: Any = (
        PlanItem.objects.standing()
        .filter(
            premises=OuterRef("premises"),
            plan__state=PlanState.APPROVED,
            plan__is_confidential=False,
            plan__counts=Counts.DOERS,
            plan__last_day__gte=on,
            due_on__gte=plan.first_day - about,
            due_on__lte=plan.last_day + about,
        )
        .exclude(plan=plan.pk)
        .exclude(organisation=OuterRef("organisation"))
    )
    settled = JointVisit.objects.filter(premises=OuterRef("premises")).filter(
        Q(proposer=OuterRef("organisation")) | Q(partner=OuterRef("organisation")),
        state__in=(JointState.PROPOSED, JointState.AGREED, JointState.HELD),
        planned_on__gte=plan.first_day,
        planned_on__lte=plan.last_day,
    )
    return items.filter(Exists(there) | Exists(also), ~Exists(settled))
