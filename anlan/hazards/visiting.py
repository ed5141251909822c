"""What a hazard takes over from its visit: the item of the checklist with its law, and who was the expert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.checklists.models import ChecklistItem
from anlan.criteria.models import Criterion
from anlan.hazards.models import Grade, Hazard
from anlan.inspections.effects import BEFORE_EXPERTS, ON_EXPERTS
from anlan.inspections.facts import list_fits
from anlan.inspections.models import Answer, MemberRole, Result, Visit, VisitMember
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken


def hazard_fits(visit: Visit, item: ChecklistItem | None) -> Decision:
    """Tell whether a hazard may be recorded on a visit now, and as the finding of an item."""
    if visit.is_masked:
        return denied(
            _("The visit is hidden: release it before its hazards are recorded"), code="visit.hidden"
        )
    if item is None:
        return ALLOWED
    if visit.checklist_id is not None and item.checklist_id != visit.checklist_id:
        return denied(_("The visit was made by another checklist"), code="hazard.item")
    if not (fits := list_fits(visit, item.checklist)):
        return fits
    answer = Answer.objects.filter(visit=visit, item=item).first()
    if answer is not None and answer.result != Result.FAILS:
        return denied(
            _("The item was not answered “does not conform”: correct the answer first"), code="hazard.item"
        )
    return ALLOWED


def criterion_of(given: Mapping[str, Any], taken: Taken) -> Criterion | None:
    """Return the criterion by which it is a major hazard: the one named, or that of the item if it is in force."""
    criterion: Criterion | None = given.get("criterion")
    item: ChecklistItem | None = given["item"]
    if criterion is not None or item is None or item.criterion is None:
        return criterion
    if given.get("grade") != Grade.MAJOR or not item.criterion.pack.stands_on(clock.local_day(taken.at)):
        return None
    return item.criterion


def basis_of(item: ChecklistItem) -> str:
    """Return the law behind an item with its words, as papers cite it."""
    return f"{item.basis}：{item.quote}" if item.quote else item.basis


def experts_of(visit: Visit) -> list[int]:
    """Return the accounts of the experts of a visit. No query where it has none."""
    return _experts([visit.pk])[visit.pk] if visit.has_expert else []


def _experts(visits: Sequence[int]) -> dict[int, list[int]]:
    members = VisitMember.objects.filter(
        visit__in=visits, role=MemberRole.EXPERT, qualification__person__isnull=False
    )
    found: dict[int, set[int]] = {visit: set() for visit in visits}
    for visit, person in members.values_list("visit", "qualification__person"):
        found[visit].add(person)
    return {visit: sorted(people) for visit, people in found.items()}


def finder_may_accept(visit: Visit, taken: Taken) -> Decision:
    """Rectified on the spot, the finder confirms it: he is not the visit's expert."""
    if set(experts_of(visit)) & taken.by.identities:
        return denied(
            _("Whoever was the expert of the visit does not accept what was found on it"),
            code="hazard.own_visit",
        )
    return ALLOWED


def hold_hazards(visits: Sequence[int]) -> None:
    """Lock the hazards of visits in order of their keys, before the journal's head: whoever takes one of them through
    a step holds it and waits for the head."""
    list(Hazard.objects.select_for_update().filter(visit__in=visits).order_by("pk").values_list("pk"))


def keep_experts_apart(visits: Sequence[int]) -> None:
    """Note on the hazards of visits who their experts are now. Raises Conflict where one of them accepted one already.

    Two queries, and one for each visit whose hazards name others.
    """
    experts = _experts(visits)
    others: dict[int, list[int]] = {}
    for key, visit, named, accepted_by, is_excepted in Hazard.objects.filter(visit__in=visits).values_list(
        "pk", "visit", "experts", "accepted_by", "is_excepted"
    ):
        if accepted_by in experts[visit] and not is_excepted:
            raise Conflict(
                "visit.expert_accepted",
                _("Somebody named as an expert has accepted a hazard of this visit already."),
            )
        if named != experts[visit]:
            others.setdefault(visit, []).append(key)
    for visit, keys in others.items():
        Hazard.objects.filter(pk__in=keys).update(experts=experts[visit])


BEFORE_EXPERTS.append(hold_hazards)
ON_EXPERTS.append(keep_experts_apart)
