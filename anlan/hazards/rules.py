"""Who may do what with a hazard; the reason is shown wherever the no appears."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.hazards.models import Hazard
from anlan.kernel.decision import Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def may_record(actor: Actor, draft: dict[str, Any]) -> Decision:
    visit = draft["visit"]
    post = actor.holds(Permission.HAZARD_RECORD, area_path=visit.area_path, sector_id=visit.sector_id)
    if post is None:
        return denied(_("You have no right to record hazards in this area and sector"), code="hazard.record")
    return allowed(via=post)


def may_assign(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_ASSIGN, hazard)
    return (
        allowed(via=post)
        if post
        else denied(_("You have no right to assign hazards here"), code="hazard.assign")
    )


def may_claim(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_CLAIM, hazard)
    if post is None:
        return denied(
            _("Only the business itself or its township safety station reports a rectification"),
            code="hazard.claim",
        )
    return allowed(via=post)


def may_accept(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_ACCEPT, hazard)
    if post is None:
        return denied(_("You have no right of acceptance in this area and sector"), code="hazard.accept")
    if hazard.rectified_by_id == actor.person_id:
        return denied(_("Whoever rectified a hazard cannot accept it"), code="hazard.own_rectification")
    return allowed(via=post)


def may_close(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_CLOSE, hazard)
    return (
        allowed(via=post)
        if post
        else denied(_("You have no right to close hazards out here"), code="hazard.close")
    )


def _post(actor: Actor, permission: Permission, hazard: Hazard) -> Held | None:
    return actor.holds(
        permission, area_path=hazard.area_path, sector_id=hazard.sector_id, organisation_id=hazard.operator_id
    )
