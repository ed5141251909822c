"""Which forces are nearest and suitable for an alert, with the reasons: skills first, then how far, then how fresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anlan.forces.geo import metres
from anlan.forces.kinds import ForceState, PositionState, skill_words, skills_of
from anlan.forces.models import CallOut, Positioning, RescueForce
from anlan.kernel import clock
from anlan.org.scope import Scope

MOST = 400
METRES_A_MINUTE = 667
"""About 40 km/h through a city and over land, as the crow flies: a rough time of arrival, told as such."""
FAR = 10**9


@dataclass(slots=True)
class Candidate:
    """A force and how it fits: `distance` in metres or None, `bound` the call-out that holds it, `reasons` in words."""

    force: RescueForce
    has: list[str]
    lacks: list[str]
    distance: int | None
    near: int  # how many areas of the alert's path it shares: where no coordinates are known
    stale: bool
    positioned: str = ""
    bound: CallOut | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return self.bound is None and self.force.state == ForceState.READY and self.force.present > 0

    @property
    def order(self) -> tuple[Any, ...]:
        """Free ones first; then by skills that are lacking, distance, shared area, freshness, number."""
        far = FAR if self.distance is None else self.distance
        return (not self.is_free, len(self.lacks), far, -self.near, self.stale, self.force.pk)

    @property
    def minutes(self) -> int | None:
        """Return about how many minutes it takes to leave and to come; None where the distance is not known."""
        if self.distance is None:
            return None
        return self.force.assembly_minutes + -(-self.distance // METRES_A_MINUTE)


def shared(one: str, other: str) -> int:
    """Return how many areas two paths share, from the top."""
    count = 0
    for left, right in zip(one.strip("/").split("/"), other.strip("/").split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


def candidates(
    alert: Any,
    forces: Iterable[RescueForce],
    *,
    bound: dict[int, CallOut],
    positioned: dict[int, str],
    today: date,
) -> list[Candidate]:
    """Return the forces in the order in which they are proposed, so many as a page shows. No queries."""
    wanted = skills_of(alert.skills)
    found = []
    for force in forces:
        has = set(skills_of(force.skills))
        one = Candidate(
            force=force,
            has=[skill for skill in wanted if skill in has],
            lacks=[skill for skill in wanted if skill not in has],
            distance=metres(alert.point, force.point) if alert.point and force.point else None,
            near=shared(alert.area_path, force.area_path),
            stale=force.is_stale(today),
            positioned=positioned.get(force.pk, ""),
            bound=bound.get(force.pk),
        )
        found.append(one)
    best = sorted(found, key=lambda one: one.order)[:MOST]
    for one in best:
        one.reasons = reasons(one)
    return best


def reasons(one: Candidate) -> list[str]:
    """Return in words why a force stands where it does."""
    told = []
    if one.bound is not None:
        told.append(_("called out already (%(number)s)") % {"number": one.bound.number})
    if one.force.state != ForceState.READY:
        told.append(_("not available"))
    if not one.force.present:
        told.append(_("nobody can come today"))
    if one.has:
        told.append(_("has: %(skills)s") % {"skills": skill_words(",".join(one.has))})
    if one.lacks:
        told.append(_("lacks: %(skills)s") % {"skills": skill_words(",".join(one.lacks))})
    if one.distance is not None:
        told.append(
            _("%(km)s km away, there in about %(minutes)s minutes")
            % {"km": f"{one.distance / 1000:.1f}", "minutes": one.minutes}
        )
    else:
        told.append(_("distance not known: %(area)s") % {"area": one.force.area.short_label})
    if one.positioned:
        told.append(_("stands ready at %(place)s") % {"place": one.positioned})
    if one.stale:
        told.append(_("readiness last confirmed on %(day)s") % {"day": one.force.confirmed_on})
    return told


def propose(alert: Any, scope: Scope) -> list[Candidate]:
    """Return the forces that a reader sees, best first. Three queries."""
    today = clock.today()
    rows = RescueForce.objects.within(scope).exclude(state=ForceState.RETIRED)
    forces = list(rows.select_related("area").order_by("id"))
    bound = {}
    for call in CallOut.objects.running().filter(force__in=[force.pk for force in forces]).order_by("id"):
        if call.is_real or not alert.is_real:
            bound[call.force_id] = call
    standing = Positioning.objects.on(today).filter(
        state=PositionState.STANDING, force__in=[force.pk for force in forces]
    )
    return candidates(
        alert, forces, bound=bound, positioned=dict(standing.values_list("force_id", "place")), today=today
    )
