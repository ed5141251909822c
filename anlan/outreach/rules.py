"""Who may do what with publicity; the reason is shown wherever the no appears.

Publicity belongs to an area and to no sector: a post limited to sectors reaches the whole of its area. Whoever
recorded or corrected an activity, himself or by a deputy, does not verify it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import NOT_NOW
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Held


def may_record(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    post = actor.holds_in(Permission.OUTREACH_RECORD, area_path=draft["area"].path or "")
    if post is None:
        return denied(_("You have no right to record publicity in this area"), code="outreach.record")
    return allowed(via=post)


def may_verify(actor: Actor, activity: Any) -> Decision:
    post = actor.holds_in(Permission.OUTREACH_VERIFY, area_path=activity.area_path)
    if post is None:
        return denied(_("You have no right to verify publicity in this area"), code="outreach.verify")
    if _wrote(actor, activity):
        return denied(
            _(
                "Whoever recorded or corrected it, or stands in for him, does not verify it: another person does"
            ),
            code="outreach.own_record",
        )
    return allowed(via=post)


def may_correct(actor: Actor, activity: Any) -> Decision:
    """Correct what was recorded: the organisation that organised it."""
    for post in _posts(actor, Permission.OUTREACH_RECORD, activity.area_path):
        if post.organisation_id == activity.organisation_id:
            return allowed(via=post)
    return denied(_("Only the organisation that recorded it corrects it"), code="outreach.correct")


def may_void(actor: Actor, activity: Any) -> Decision:
    """Void it: an office above the organiser; what the city's office organised, another person of it."""
    for post in _posts(actor, Permission.OUTREACH_RULE, activity.area_path):
        if post.organisation_id != activity.organisation_id or post.role == Role.OFFICE:
            if _wrote(actor, activity):
                return denied(_("Whoever recorded it does not void it"), code="outreach.own_record")
            return allowed(via=post)
    return denied(_("It is voided by an office above the organiser"), code="outreach.not_superior")


def may_take_back(actor: Actor, activity: Any) -> Decision:
    """Whoever takes ledgers in takes back what came from one: an office in its area, others what is their own."""
    if actor.is_system:
        return ALLOWED
    post = ledger_post(actor, area_path=activity.area_path, organisation_id=activity.organisation_id)
    if post is None:
        return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")
    return allowed(via=post)


def ledger_post(actor: Actor, *, area_path: str, organisation_id: int) -> Held | None:
    """Return the post in whose right somebody takes in publicity of an organisation: without sectors, a department
    would else reach that of every other one."""
    for post in _posts(actor, Permission.LEDGER_IMPORT, area_path):
        if Permission.OUTREACH_RULE in post.permissions or post.organisation_id == organisation_id:
            return post
    return None


def is_from_ledger(activity: Any) -> Decision:
    if not activity.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def may_launch(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    post = actor.holds_in(Permission.OUTREACH_LAUNCH, area_path=draft["area"].path or "")
    if post is None:
        return denied(_("You have no right to launch campaigns in this area"), code="outreach.launch")
    return allowed(via=post)


def may_change(actor: Actor, campaign: Any) -> Decision:
    """Amend or withdraw a campaign: the organisation that launched it, or an office above."""
    for permission in (Permission.OUTREACH_LAUNCH, Permission.OUTREACH_RULE):
        for post in _posts(actor, permission, campaign.area_path):
            if permission == Permission.OUTREACH_RULE or post.organisation_id == campaign.organisation_id:
                return allowed(via=post)
    return denied(
        _("Only the organisation that launched it, or an office above, changes it"), code="outreach.change"
    )


def _posts(actor: Actor, permission: Permission, area_path: str) -> list[Held]:
    return [
        post
        for post in actor.posts
        if permission in post.permissions and not post.own_only and area_path.startswith(post.area_path)
    ]


def _wrote(actor: Actor, activity: Any) -> bool:
    """Tell whether the actor, or whom he acts for, recorded or corrected it himself or by a deputy."""
    wrote = {
        getattr(activity, f"{part}_{how}_id") for part in ("recorded", "corrected") for how in ("by", "for")
    }
    return bool(wrote & actor.identities)
