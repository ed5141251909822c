"""Who arranges visits out of a proposal, puts down the visit that was made, calls it off; the reason is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held
from anlan.plans.rules import is_office
from anlan.visiting.models import ArrangedCheck


def may_arrange(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """An office of the area, for any bodies; else a body that makes plans there, where one of the checks is its own."""
    premises = draft["premises"]
    posts = [
        post
        for post in actor.posts
        if Permission.PLAN_MAKE in post.permissions
        and post.covers(area_path=premises.area_path, sector_id=premises.sector_id, organisation_id=None)
    ]
    if not posts:
        return denied(_("You have no right to plan visits to this place"), code="planner.arrange")
    return allowed(via=next((post for post in posts if is_office(post)), posts[0]))


def _party(actor: Actor, case: Any) -> Held | None:
    """Return the post by which somebody belongs to a body of an arranged visit, or to the one that arranged it."""
    able = {
        post.organisation_id: post
        for post in actor.posts
        if post.permissions & {Permission.VISIT_RECORD, Permission.PLAN_MAKE}
    }
    for body in (case.lead_id, case.organisation_id):
        if body in able:
            return able[body]
    parts = ArrangedCheck.objects.filter(visit=case.id, dropped="", organisation__in=sorted(able))
    body = parts.values_list("organisation", flat=True).first() if able else None
    return able[body] if body is not None else None


def may_go_on(actor: Actor, case: Any) -> Decision:
    post = _party(actor, case)
    if post is None:
        return denied(
            _("Only its bodies, and the one that arranged it, go on with an arranged visit"),
            code="planner.party",
        )
    return allowed(via=post)


def may_lapse(actor: Actor, _case: Any) -> Decision:
    if not actor.is_system:
        return denied(_("The clock ends what nobody made"), code="planner.clock")
    return ALLOWED
