"""Who may do what with a tip-off; the reason is shown wherever the no appears.

Whoever is named in it does nothing with it. The identity is opened by a right of its own, and never by anybody of the
chain that regulates the place that it is about, in whatever post.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Held
from anlan.premises.models import Premises

CHAIN = frozenset({Role.AREA_OFFICE, Role.DEPARTMENT, Role.INSPECTOR, Role.TOWNSHIP, Role.BUSINESS})
"""Roles that regulate a place, or run it, where their post reaches it."""
NAMED = "tip.named"
_SHORTEST_NAME = 2


def may_send(actor: Actor, _draft: Mapping[str, Any]) -> Decision:
    """The informant has no account: the page for everybody acts for him."""
    return (
        ALLOWED
        if actor.is_system
        else denied(_("The informant does this himself, with the receipt code"), code="tip.informant")
    )


def may_add(actor: Actor, _tip: Any) -> Decision:
    return may_send(actor, {})


def may_record(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    area = draft["area"]
    post = next(
        (
            post
            for post in actor.posts
            if _sorts(post) and (area is None or area.path.startswith(post.area_path))
        ),
        None,
    )
    if post is None:
        return denied(_("You have no right to take tip-offs in for this area"), code="tip.triage")
    return allowed(via=post)


def may_take_back(actor: Actor, tip: Any) -> Decision:
    return ALLOWED if actor.is_system else may_sort(actor, tip)


def may_sort(actor: Actor, tip: Any) -> Decision:
    """Assign, refuse, extend, close, reward: the office to which tip-offs come."""
    post = next(
        (post for post in actor.posts if _sorts(post) and tip.area_path.startswith(post.area_path)), None
    )
    if post is None:
        return denied(_("Tip-offs are sorted by the office to which they come"), code="tip.triage")
    return _unless_named(actor, tip, post)


def may_handle(actor: Actor, tip: Any) -> Decision:
    """Look into it and answer: the organisation to which it is assigned."""
    post = next(
        (
            p
            for p in actor.posts
            if Permission.TIP_HANDLE in p.permissions and p.organisation_id == tip.handler_id
        ),
        None,
    )
    if post is None:
        return denied(_("Only the organisation to which it is assigned looks into it"), code="tip.handler")
    return _unless_named(actor, tip, post)


def may_speak(actor: Actor, tip: Any) -> Decision:
    """Whoever sorts it and whoever looks into it may ask the informant."""
    decision = may_sort(actor, tip)
    return decision if decision or decision.code == NAMED else may_handle(actor, tip)


def may_close(actor: Actor, tip: Any) -> Decision:
    decision = may_sort(actor, tip)
    if decision and tip.answered_by_id in actor.identities:
        return denied(_("Whoever answered it does not close it: a second person does"), code="tip.own_answer")
    return decision


def may_reward(actor: Actor, tip: Any) -> Decision:
    decision = may_sort(actor, tip)
    if decision and tip.answered_by_id in actor.identities:
        return denied(_("Whoever found it confirmed does not decide on the reward"), code="tip.own_answer")
    return decision


def may_open(actor: Actor, tip: Any) -> Decision:
    """Read who informed: by the right of its own, with a reason, and not from within the chain. One query."""
    post = next(
        (
            p
            for p in actor.posts
            if Permission.TIP_OPEN in p.permissions and tip.area_path.startswith(p.area_path)
        ),
        None,
    )
    if post is None:
        return denied(_("You have no right to read who informed"), code="tip.open")
    if decision := _unless_named(actor, tip, post):
        place = Premises.objects.filter(pk=tip.premises_id).first() if tip.premises_id else None
        if any(_regulates(held, tip, place) for held in actor.posts):
            return denied(
                _(
                    "One of your posts belongs to those who supervise this place: somebody else reads who informed"
                ),
                code="tip.chain",
            )
    return decision


def _sorts(post: Held) -> bool:
    return Permission.TIP_TRIAGE in post.permissions and not post.own_only


def _regulates(post: Held, tip: Any, place: Premises | None) -> bool:
    """Tell whether a post belongs to the chain of the place; where no place is known, of its area in any sector."""
    if place is not None and post.organisation_id in {place.department_id, place.operator_id}:
        return True
    if post.role not in CHAIN:
        return False
    if place is None:
        return not post.own_only and tip.area_path.startswith(post.area_path)
    return post.covers(
        area_path=place.area_path, sector_id=place.sector_id, organisation_id=place.operator_id
    )


def _unless_named(actor: Actor, tip: Any, post: Held) -> Decision:
    names = {actor.name, *(held.for_name for held in actor.posts)}
    told = f"{tip.text}\n{tip.place}"
    if any(len(name) >= _SHORTEST_NAME and name in told for name in names):
        return denied(_("You are named in this tip-off: somebody else deals with it"), code=NAMED)
    return allowed(via=post)
