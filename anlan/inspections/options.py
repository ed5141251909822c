"""Who may be named in the steps of a visit, for the selects of its page."""

from __future__ import annotations

from typing import Any

from anlan.assignments.models import LeaderTerm
from anlan.inspections.models import Qualification, QualificationKind, Visit

MOST = 60


def of_step(visit: Visit, step: str) -> dict[str, list[tuple[Any, Any]]]:
    """Return the leaders, experts and officers who were such on the day of the visit where it lies, and above."""
    if step != "attend":
        return {}
    above = _paths(visit.area_path)
    leaders = LeaderTerm.objects.standing().on(visit.visited_on).filter(area_path__in=above)
    people = Qualification.objects.standing().on(visit.visited_on).filter(area_path__in=above)
    by_kind: dict[str, list[tuple[Any, Any]]] = {kind: [] for kind in QualificationKind.values}
    for one in people.order_by("name", "pk")[: 2 * MOST]:
        by_kind[one.kind].append((one.pk, f"{one.label} · {one.body}" if one.body else one.label))
    return {
        "leader": [(term.pk, term.label) for term in leaders.order_by("rank", "pk")[:MOST]],
        "experts": by_kind[QualificationKind.EXPERT][:MOST],
        "officers": by_kind[QualificationKind.OFFICER][:MOST],
    }


def _paths(path: str) -> list[str]:
    """Return the paths of an area and of everything above it: /1/4/23/ → /1/, /1/4/, /1/4/23/."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
