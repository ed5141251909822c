"""What a new document of criteria means for open hazards: whose grade or criterion may change, and what it maps to.

A help to look again, never a grading: candidates are the articles whose keywords the words of the hazard hold. Words
that hold none are reported as unmapped, never guessed (domain brief §2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.criteria.lookup import best
from anlan.criteria.models import Criterion, CriterionPack
from anlan.hazards.models import Grade, Hazard
from anlan.org.scope import Scope


class Change(StrEnum):
    CRITERION = "criterion"  # major by a document that this one replaces
    GRADE = "grade"  # general, and an article of this document may fit that none of the former did
    UNMAPPED_MAJOR = "unmapped_major"  # major by the former document, and no article here has its words
    UNMAPPED = "unmapped"  # general, and no article of either document has its words
    AS_BEFORE = "as_before"  # general, and the former document had an article as near


LABELS: dict[Change, Promise] = {
    Change.CRITERION: _("Major by the former document: criterion to be named anew"),
    Change.GRADE: _("General: an article of this document may make it a major one"),
    Change.UNMAPPED_MAJOR: _("Major by the former document, unmapped: no article here has its words"),
    Change.UNMAPPED: _("General, unmapped: no article has its words"),
    Change.AS_BEFORE: _("General, judged with as near an article before: nothing new"),
}
TO_LOOK_AT = (Change.UNMAPPED_MAJOR, Change.CRITERION, Change.GRADE)
"""What somebody must look at, the gravest first; of the others only the number is told."""


@dataclass(frozen=True, slots=True)
class Screened:
    hazard: int
    change: Change
    candidates: tuple[Criterion, ...]


def screen(pack: CriterionPack, scope: Scope) -> list[Screened]:
    """Return every open hazard of the document's sectors with what would change. Three queries.

    Hazards that are major by a criterion of this very document are in order and left out.
    """
    here = _criteria([pack])
    former = _criteria(_former(pack))
    replaced = {criterion.pk for criterion in former}
    own = {criterion.pk for criterion in here}
    rows: Any = Hazard.objects.within(scope).outstanding()
    found = []
    for key, sector, grade, criterion, text in rows.order_by("pk").values_list(
        "pk", "sector__code", "grade", "criterion_id", "description"
    ):
        if not pack.is_about(sector) or criterion in own:
            continue
        if grade == Grade.MAJOR and criterion not in replaced:
            continue
        found.append(_weigh(key, grade, text, here, former))
    return found


def _weigh(
    key: int, grade: str, text: str, here: Sequence[Criterion], former: Sequence[Criterion]
) -> Screened:
    candidates = tuple(best(text, here))
    if grade == Grade.MAJOR:
        return Screened(key, Change.CRITERION if candidates else Change.UNMAPPED_MAJOR, candidates)
    if not candidates:
        return Screened(key, Change.UNMAPPED, ())
    change = Change.AS_BEFORE if best(text, former) else Change.GRADE
    return Screened(key, change, candidates)


def _former(pack: CriterionPack) -> list[CriterionPack]:
    """Return the documents that this one replaces, one after the other back through time."""
    chain: list[CriterionPack] = []
    one = pack.supersedes
    while one is not None and one not in chain:
        chain.append(one)
        one = one.supersedes
    return chain


def _criteria(packs: Sequence[CriterionPack]) -> list[Criterion]:
    rows = Criterion.objects.filter(pack__in=packs).select_related("pack")
    return list(rows.order_by("pack", "position"))


def counts(found: Sequence[Screened]) -> dict[Change, int]:
    return {change: sum(one.change == change for one in found) for change in Change}
