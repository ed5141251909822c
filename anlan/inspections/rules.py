"""Who may record a visit, and who takes one back that was entered from a ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor

HANGING: list[Callable[[int], bool]] = []
"""Who tells whether something hangs on a visit: the apps above put themselves in."""


def may_record(actor: Actor, draft: dict[str, Any]) -> Decision:
    premises = draft["premises"]
    post = actor.holds(Permission.VISIT_RECORD, area_path=premises.area_path, sector_id=premises.sector_id)
    if post is None:
        return denied(_("You have no right to record visits in this area and sector"), code="visit.record")
    return allowed(via=post)


def may_carry_on(actor: Actor, visit: Any) -> Decision:
    """Whoever belongs to the organisation that made the visit, and may record one there, goes on with it."""
    for post in actor.posts:
        if (
            Permission.VISIT_RECORD in post.permissions
            and post.organisation_id == visit.organisation_id
            and post.covers(area_path=visit.area_path, sector_id=visit.sector_id, organisation_id=None)
        ):
            return allowed(via=post)
    return denied(_("Only the organisation that made the visit goes on with it"), code="visit.carry_on")


def may_release(actor: Actor, visit: Any) -> Decision:
    """Whoever may go on with it, or the city's office; at the end of the day the system does."""
    if actor.is_system:
        return ALLOWED
    for post in actor.posts:
        if post.role == Role.OFFICE and Permission.VISIT_READ in post.permissions:
            return allowed(via=post)
    return may_carry_on(actor, visit)


def may_take_back(actor: Actor, case: Any) -> Decision:
    """Whoever takes ledgers in takes back what came from one."""
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.LEDGER_IMPORT, area_path=case.area_path, sector_id=case.sector_id)
    if post is None:
        return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")
    return allowed(via=post)


def is_from_ledger(case: Any) -> Decision:
    if not case.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def nothing_hangs_on_it(visit: Any, _taken: Taken) -> Decision:
    if any(hangs(visit.id) for hangs in HANGING):
        return denied(_("Hazards were found on this visit: take them back first"), code="visit.has_hazards")
    return ALLOWED


def still_nothing_hangs_on_it(visit: Any, _taken: Taken, _seq: int) -> None:
    """Look again once nobody else can write."""
    if any(hangs(visit.id) for hangs in HANGING):
        raise Conflict("visit.moved", _("A hazard was recorded on this visit at the same moment."))
