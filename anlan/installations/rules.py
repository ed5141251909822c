"""Who keeps the register, appoints, performs and checks; the reason is shown with the no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.duty.rules import keeper
from anlan.installations.kinds import Role
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor

KEEP, PERFORM = Permission.INSTALLATION_KEEP, Permission.INSTALLATION_PERFORM


def _held(actor: Actor, permission: Permission, case: Any) -> Decision:
    post = actor.holds(
        permission,
        area_path=case.area_path,
        sector_id=case.sector_id,
        organisation_id=getattr(case, "operator_id", None) or getattr(case, "organisation_id", None),
    )
    if post is not None or actor.is_system:
        return allowed(via=post)
    if permission == KEEP:
        return denied(
            _("Only the office or department that answers for the plant, or one above, does this"),
            code="installation.keep",
        )
    return denied(
        _("Only the plant itself, or who keeps its installations, does this"), code="installation.perform"
    )


def may_register(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _held(actor, KEEP, draft["premises"])


def may_keep(actor: Actor, case: Any) -> Decision:
    return _held(actor, KEEP, case)


def may_perform(actor: Actor, case: Any) -> Decision:
    return _held(actor, PERFORM, case)


def may_fill(actor: Actor, post: Any) -> Decision:
    """Tell who fills and acknowledges a post: the plant its own three; its cadre the government's side alone."""
    if post.role != Role.CADRE or actor.is_system:
        return may_perform(actor, post)
    for held in actor.posts:
        reaches = held.covers(area_path=post.area_path, sector_id=post.sector_id, organisation_id=None)
        if PERFORM in held.permissions and not held.own_only and reaches:
            return allowed(via=held)
    return denied(
        _("The cadre of the government's side is named and acknowledged by that side, not by the plant"),
        code="guarantee.cadre",
    )


def may_enter_park(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _park(actor, draft["area"].path or "")


def may_keep_park(actor: Actor, park: Any) -> Decision:
    """Tell whether a post keeps a park: of the body that entered it, or of an office of its area."""
    post = keeper(actor, park.area_path, park.organisation_id, KEEP)
    if post is None:
        return denied(
            _("Only the body that entered the park, or the office of its area or of one above, does this"),
            code="park.keep",
        )
    return allowed(via=post)


def _park(actor: Actor, area_path: str) -> Decision:
    post = actor.holds_in(KEEP, area_path=area_path)
    if post is None:
        return denied(_("You have no right to keep the parks of this area"), code="park.keep")
    return allowed(via=post)


def may_write_log(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _held(actor, PERFORM, draft["stationing"])


def may_set_up(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _held(actor, KEEP, draft["installation"])


def by_the_clock(actor: Actor, _case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return denied(_("The clock alone does this"), code="installation.clock")


def by_the_source(actor: Actor, _draft: Any) -> Decision:
    """Alarms come signed from a plant's own system (intake.py); nobody types one."""
    if actor.is_system:
        return ALLOWED
    return denied(_("An alarm is sent by the plant's system and typed by nobody"), code="alarm.source")
