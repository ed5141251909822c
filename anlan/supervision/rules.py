"""Who may do what in a supervision; the reason is shown wherever the no appears."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.supervision.models import Supervision


def clock_only(actor: Actor, case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return denied(_("Only the clock does this"), code="supervision.clock")


def may_supervise(actor: Actor, supervision: Supervision) -> Decision:
    """Let the supervising office, or one above it, act; never whoever is supervised."""
    post = actor.holds(Permission.SUPERVISE, area_path=supervision.supervisor_path)
    if post is None:
        return denied(
            _("Only the supervising office or one above it signs supervision papers"), code="supervision.act"
        )
    if post.organisation_id == supervision.owner_id:
        return denied(_("Nobody supervises their own organisation"), code="supervision.own")
    return allowed(via=post)


def may_send_letter(actor: Actor, supervision: Supervision) -> Decision:
    return ALLOWED if actor.is_system else may_supervise(actor, supervision)


def may_end(actor: Actor, supervision: Supervision) -> Decision:
    return ALLOWED if actor.is_system else may_supervise(actor, supervision)


def may_override(actor: Actor, supervision: Supervision) -> Decision:
    post = actor.holds(Permission.SUPERVISION_OVERRIDE, area_path=supervision.supervisor_path)
    if post is None:
        return denied(_("Only a leader above the supervising office decides this"), code="supervision.leader")
    return allowed(via=post)


def may_answer(actor: Actor, supervision: Supervision) -> Decision:
    """Let a post of the organisation that owes sign for a paper and answer it."""
    for post in actor.posts:
        if post.organisation_id == supervision.owner_id and Permission.HAZARD_READ in post.permissions:
            return allowed(via=post)
    return denied(_("Only the organisation that owes it answers a supervision"), code="supervision.owner")
