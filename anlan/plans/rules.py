"""Who makes, approves and closes plans, agrees joint visits, sets leaders' plans; the reason is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import NOT_NOW
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Held
from anlan.plans.models import JointVisit, PlanItem


def _in_area(actor: Actor, permission: Permission, area_path: str) -> list[Held]:
    return [
        post
        for post in actor.posts
        if permission in post.permissions and not post.own_only and area_path.startswith(post.area_path)
    ]


def may_draft(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """A post that is limited to sectors plans visits to these only."""
    sectors = {sector.pk for sector in draft["sectors"]}
    for post in _in_area(actor, Permission.PLAN_MAKE, draft["area"].path or ""):
        named = bool(draft["draw"] or draft["codes"] or draft["places"])
        if post.sector_ids is None or named or (sectors and sectors <= post.sector_ids):
            return allowed(via=post)
    return denied(_("You have no right to plan inspections in this area and these sectors"), code="plan.make")


def may_change(actor: Actor, plan: Any) -> Decision:
    """The body that makes it."""
    for post in _in_area(actor, Permission.PLAN_MAKE, plan.area_path):
        if post.organisation_id == plan.organisation_id:
            return allowed(via=post)
    return denied(_("Only the body that makes the plan changes it"), code="plan.change")


def may_amend(actor: Actor, plan: Any) -> Decision:
    return may_change(actor, plan)


def may_approve(actor: Actor, plan: Any) -> Decision:
    """Another person of the body that makes it, or an office or leader of its area or above."""
    posts = [
        post
        for post in _in_area(actor, Permission.PLAN_APPROVE, plan.area_path)
        if post.organisation_id == plan.organisation_id or post.sector_ids is None
    ]
    if not posts:
        return denied(
            _("A plan is approved by its body, or by an office or leader of its area"), code="plan.approve"
        )
    if {plan.drafted_by_id, plan.drafted_for_id, plan.submitted_by_id} & actor.identities:
        return denied(
            _("Whoever drafted or submitted the plan does not approve it: another person does"),
            code="plan.own",
        )
    return allowed(via=posts[0])


def may_hand_out(actor: Actor, plan: Any) -> Decision:
    """Whoever records visits hands out what falls to the own body, where anything does."""
    able = {post.organisation_id: post for post in actor.posts if Permission.VISIT_RECORD in post.permissions}
    falls = PlanItem.objects.filter(plan=plan.id, out_seq=None, organisation__in=sorted(able))
    body = falls.values_list("organisation", flat=True).first() if able else None
    if body is None:
        return denied(_("Only a body to which places of the plan fall hands them out"), code="plan.hand_out")
    return allowed(via=able[body])


def may_take_back(actor: Actor, plan: Any) -> Decision:
    """Whoever takes ledgers in takes back what came from one: of the own body, or an office in its area."""
    if actor.is_system:
        return ALLOWED
    for post in _in_area(actor, Permission.LEDGER_IMPORT, plan.area_path):
        if post.sector_ids is None or post.organisation_id == plan.organisation_id:
            return allowed(via=post)
    return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")


def is_from_ledger(plan: Any) -> Decision:
    if not plan.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


# -- joint visits ------------------------------------------------------------------------------------------------------


def may_propose(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Whoever may record a visit there."""
    premises = draft["premises"]
    post = actor.holds(Permission.VISIT_RECORD, area_path=premises.area_path, sector_id=premises.sector_id)
    post = post or actor.holds(
        Permission.PLAN_MAKE, area_path=premises.area_path, sector_id=premises.sector_id
    )
    if post is None:
        return denied(_("You have no right to plan visits to this place"), code="joint.propose")
    return allowed(via=post)


def may_arrange(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Whoever makes plans there: for the own body as the leading one, an office for a body of its area."""
    premises, lead = draft["premises"], draft["lead"]
    for post in _in_area(actor, Permission.PLAN_MAKE, premises.area_path):
        in_sector = post.sector_ids is None or premises.sector_id in post.sector_ids
        if in_sector and (post.organisation_id == lead.pk or leads(post, lead)):
            return allowed(via=post)
    return denied(
        _("A joint visit is arranged by the leading body, or by an office of the area"), code="joint.arrange"
    )


def leads(post: Held, lead: Any) -> bool:
    return is_office(post) and (lead.area.path or "").startswith(post.area_path)


def is_office(post: Held) -> bool:
    """Tell whether a post is one of an office, which plans for every sector of its area."""
    return post.role in (Role.OFFICE, Role.AREA_OFFICE) and post.sector_ids is None


def _of(actor: Actor, body: int) -> Held | None:
    return next(
        (
            post
            for post in actor.posts
            if post.organisation_id == body
            and (Permission.VISIT_RECORD in post.permissions or Permission.PLAN_MAKE in post.permissions)
        ),
        None,
    )


def may_answer(actor: Actor, joint: Any) -> Decision:
    """The body that was asked: consent is its own to give."""
    post = _of(actor, joint.partner_id)
    if post is None:
        return denied(_("Only the body that was asked agrees or declines"), code="joint.answer")
    return allowed(via=post)


def may_go_on(actor: Actor, joint: Any) -> Decision:
    """Either of the two."""
    post = _of(actor, joint.proposer_id) or _of(actor, joint.partner_id)
    if post is None:
        return denied(_("Only the two bodies of a joint visit go on with it"), code="joint.party")
    return allowed(via=post)


def may_hold(actor: Actor, joint: Any) -> Decision:
    """Either of the two; of an arranged visit any body that comes along: the visit is put down once, for all pairs."""
    own = may_go_on(actor, joint)
    if own or joint.arranged is None:
        return own
    pairs = JointVisit.objects.filter(arranged=joint.arranged, agreed_by__isnull=False)
    for body in sorted({key for pair in pairs.values_list("proposer", "partner") for key in pair}):
        if post := _of(actor, body):
            return allowed(via=post)
    return own


# -- leaders' plans ----------------------------------------------------------------------------------------------------


def may_set(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    leader = draft["leader"]
    post = actor.holds_in(Permission.LEADER_PLAN, area_path=leader.area_path)
    if post is None:
        return denied(
            _("Only the office of the leader’s area, or of one above, sets his plan"), code="leader_plan.set"
        )
    return allowed(via=post)


def may_move(actor: Actor, plan: Any) -> Decision:
    post = actor.holds_in(Permission.LEADER_PLAN, area_path=plan.area_path)
    if post is None:
        return denied(
            _("Only the office of the leader’s area, or of one above, sets his plan"), code="leader_plan.set"
        )
    return allowed(via=post)
