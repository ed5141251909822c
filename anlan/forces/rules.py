"""Who keeps forces, positions them, calls them out and says where they are; the reason is shown with the no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.duty.rules import keeper
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def _keep(post: Held | None) -> Decision:
    if post is None:
        return denied(
            _("Only the body that keeps the force, or the office of its area or of one above, does this"),
            code="force.keep",
        )
    return allowed(via=post)


def _keeper(actor: Actor, area_path: str, organisation_id: int) -> Decision:
    return _keep(keeper(actor, area_path, organisation_id, Permission.FORCE_KEEP))


def may_enter(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    body = draft["organisation"]
    if actor.is_system:  # a ledger at the command line
        return ALLOWED
    return _keeper(actor, body.area.path or "", body.pk)


def may_keep(actor: Actor, case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return _keeper(actor, case.area_path, case.organisation_id)


def may_position(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return may_keep(actor, draft["force"])


def may_amend_position(actor: Actor, case: Any) -> Decision:
    return may_keep(actor, case)


def _follow(actor: Actor, case: Any, organisation_id: int) -> Decision:
    """Whoever orders levels in its area; or who keeps the force."""
    post = actor.holds_in(Permission.DUTY_ORDER, area_path=case.area_path)
    return allowed(via=post) if post else _keeper(actor, case.area_path, organisation_id)


def may_follow(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _follow(actor, draft["force"], draft["force"].organisation_id)


def may_follow_on(actor: Actor, case: Any) -> Decision:
    return _follow(actor, case, case.organisation_id)


def may_void_position(actor: Actor, case: Any) -> Decision:
    return may_follow_on(actor, case) if case.level else may_keep(actor, case)


def _call(actor: Actor, area_path: str) -> Decision:
    post = actor.holds_in(Permission.FORCE_CALL, area_path=area_path)
    if post is None:
        return denied(_("You have no right to call out forces in this area"), code="force.call")
    return allowed(via=post)


def may_alert(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _call(actor, draft["incident"].area_path)


def may_drill(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _call(actor, draft["area"].path or "")


def may_dispatch(actor: Actor, alert: Any) -> Decision:
    return _call(actor, alert.area_path)


def may_order(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """A dispatcher of the alert's area; forces of other areas are called by an office above both."""
    decision = _call(actor, draft["alert"].area_path)
    if decision and decision.via and not draft["force"].area_path.startswith(decision.via.area_path):
        return denied(
            _("This force is kept in another area: the office above calls it out"), code="force.elsewhere"
        )
    return decision


def may_report(actor: Actor, call: Any) -> Decision:
    """Say where a force is: a dispatcher of the alert, or the body that keeps the force, its duty room with it."""
    decision = _call(actor, call.area_path)
    if decision:
        return decision
    for post in actor.posts:
        if Permission.FORCE_CALL in post.permissions and post.organisation_id == call.keeper_id:
            return allowed(via=post)
    return _keeper(actor, call.force_path, call.keeper_id)


def may_escalate(actor: Actor, _call_out: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return denied(_("The clock alone escalates silence"), code="force.clock")
