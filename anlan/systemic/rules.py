"""Who proposes, confirms, solves and closes a systemic problem; the reason is shown with the no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def _post(actor: Actor, right: Permission, area_path: str, sector_id: int | None) -> Held | None:
    """Return the post with a right over an area and sector; without a sector, one that is limited to none."""
    return actor.holds(right, area_path=area_path, sector_id=sector_id)


def may_propose(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    sector = draft["sector"]
    post = _post(actor, Permission.SYSTEMIC_PROPOSE, draft["area"].path or "", sector.pk if sector else None)
    if post is None:
        return denied(
            _("Offices propose problems of their area, departments those of their sectors"),
            code="systemic.propose",
        )
    return allowed(via=post)


def may_prepare(actor: Actor, problem: Any) -> Decision:
    """Change a problem that is only proposed: whoever may propose it, and whoever may confirm it."""
    for right in (Permission.SYSTEMIC_PROPOSE, Permission.SYSTEMIC_RULE):
        post = _post(actor, right, problem.area_path, problem.sector_id)
        if post is not None:
            return allowed(via=post)
    return denied(_("Only who may propose it changes it"), code="systemic.propose")


def may_rule(actor: Actor, problem: Any) -> Decision:
    post = _post(actor, Permission.SYSTEMIC_RULE, problem.area_path, problem.sector_id)
    if post is None:
        return denied(
            _("Only the office or a leader of the area, or of one above, does this"), code="systemic.rule"
        )
    return allowed(via=post)


def may_confirm(actor: Actor, problem: Any) -> Decision:
    rules = may_rule(actor, problem)
    if rules and problem.proposed_by_id in actor.identities:
        return denied(_("Another person than who proposed it confirms it"), code="systemic.same_person")
    return rules


def may_solve(actor: Actor, problem: Any) -> Decision:
    """Tell how it goes: the body in charge, and the office that follows it up."""
    for post in actor.posts:
        if Permission.SYSTEMIC_READ in post.permissions and post.organisation_id == problem.owner_id:
            return allowed(via=post)
    if may_rule(actor, problem):
        return may_rule(actor, problem)
    return denied(_("Only the body in charge, or the office, tells how it goes"), code="systemic.owner")


def may_close(actor: Actor, problem: Any) -> Decision:
    rules = may_rule(actor, problem)
    if rules and problem.result_by_id in actor.identities:
        return denied(_("Another person than who told the result closes it"), code="systemic.same_person")
    return rules


def may_link(actor: Actor, problem: Any) -> Decision:
    """Link further hazards: who follows it up; while it is only proposed, whoever may propose it."""
    return may_prepare(actor, problem) if problem.confirmed_by_id is None else may_rule(actor, problem)


def may_take_back(actor: Actor, problem: Any) -> Decision:
    return ALLOWED if actor.is_system else may_prepare(actor, problem)
