"""Who orders levels, keeps rooms and rosters, and acts on what he is on duty for; the reason is shown with the no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.duty.models import Seat
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def _order(actor: Actor, area_path: str) -> Decision:
    post = actor.holds_in(Permission.DUTY_ORDER, area_path=area_path)
    if post is None:
        return denied(_("Only the office of the area, or of one above, orders this"), code="duty.order")
    return allowed(via=post)


def may_raise(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _order(actor, draft["area"].path or "")


def may_order(actor: Actor, case: Any) -> Decision:
    return _order(actor, case.area_path)


def keeper(
    actor: Actor, area_path: str, organisation_id: int, permission: Permission = Permission.DUTY_KEEP
) -> Held | None:
    """Return the post that keeps the duty of a body: its own, or, of all sectors, one of its area or above."""
    return next(
        (
            post
            for post in actor.posts
            if permission in post.permissions
            and (
                post.organisation_id == organisation_id
                or (post.sector_ids is None and not post.own_only and area_path.startswith(post.area_path))
            )
        ),
        None,
    )


def _keep(post: Held | None) -> Decision:
    if post is None:
        return denied(
            _("Only the body itself, or the office of its area or of one above, keeps this"), code="duty.keep"
        )
    return allowed(via=post)


def may_set_up(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    body = draft["organisation"]
    if actor.is_system:  # a ledger at the command line
        return ALLOWED
    return _keep(keeper(actor, body.area.path or "", body.pk))


def may_keep(actor: Actor, case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return _keep(keeper(actor, case.area_path, case.organisation_id))


def may_draft(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return may_keep(actor, draft["room"])


def _own(actor: Actor, area_path: str) -> Held | None:
    """Return the post in which somebody sees duty there: his right to act on what he himself is on duty for."""
    return actor.holds_in(Permission.DUTY_READ, area_path=area_path)


def may_enter_leave(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Whoever is away himself, or who keeps the duty of his body."""
    body, person = draft["organisation"], draft["person"]
    own = next((post for post in actor.posts if post.organisation_id == body.pk), None)
    if person.pk == actor.person_id and own is not None:
        return allowed(via=own)
    return may_set_up(actor, draft)


def may_cancel_leave(actor: Actor, leave: Any) -> Decision:
    own = next((post for post in actor.posts if post.organisation_id == leave.organisation_id), None)
    if leave.person_id == actor.person_id and own is not None:
        return allowed(via=own)
    return may_keep(actor, leave)


def may_propose(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """One of the two whose seats are exchanged, or who keeps the roster, on their behalf."""
    one, other = draft["one"], draft["other"]
    post = _own(actor, one.area_path)
    if post is not None and actor.identities & {one.person_id, other.person_id}:
        return allowed(via=post)
    return _keep(keeper(actor, one.area_path, one.roster.organisation_id))


def may_answer_swap(actor: Actor, swap: Any) -> Decision:
    """One of the two, himself: nobody agrees for another, not even a deputy."""
    post = _own(actor, swap.area_path)
    if post is None or actor.person_id not in (swap.first_person_id, swap.second_person_id):
        return denied(_("Only the two whose seats are exchanged answer this"), code="swap.answer")
    return allowed(via=post)


def may_withdraw_swap(actor: Actor, swap: Any) -> Decision:
    own = may_answer_swap(actor, swap)
    return own or may_keep(actor, swap)


def may_see(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Who sees the room's duty; whether he is on duty there, the guard says."""
    post = _own(actor, draft["room"].area_path)
    if post is None:
        return denied(_("You have no post in this area"), code="duty.read")
    return allowed(via=post)


def may_act_here(actor: Actor, case: Any) -> Decision:
    post = _own(actor, case.area_path)
    if post is None:
        return denied(_("You have no post in this area"), code="duty.read")
    return allowed(via=post)


def sits(room: int, begins_at: Any, person: int) -> bool:
    """Tell whether somebody has a seat in the shift of a room that begins then."""
    return Seat.objects.live().filter(room=room, begins_at=begins_at, person=person).exists()


def may_take_over(actor: Actor, hand_over: Any) -> Decision:
    """Signed by somebody of the next shift, and by another than who wrote it."""
    if actor.person_id == hand_over.written_by_id:
        return denied(_("Whoever hands over does not take over"), code="hand_over.self")
    if not sits(hand_over.room_id, hand_over.ends_at, actor.person_id):
        return denied(_("Only who is on duty in the next shift takes over"), code="hand_over.off_duty")
    return may_act_here(actor, hand_over)


def may_rewrite(actor: Actor, hand_over: Any) -> Decision:
    if actor.person_id != hand_over.written_by_id:
        return denied(_("Only who wrote it changes it, until it is signed"), code="hand_over.writer")
    return may_act_here(actor, hand_over)


def may_correct(actor: Actor, check: Any) -> Decision:
    """The body that was checked, or the office of its area or above."""
    return may_keep(actor, check)


def may_follow(actor: Actor, roster: Any) -> Decision:
    """Who orders levels there; or who keeps the roster, where it lags behind one."""
    ordered = _order(actor, roster.area_path)
    return ordered or may_keep(actor, roster)


def may_make_check(actor: Actor, check: Any) -> Decision:
    """The body that opened the check: nobody writes his own report. Its duty officers make those of other bodies."""
    for post in actor.posts:
        reaches = not post.own_only and check.area_path.startswith(post.area_path)
        if not reaches or post.organisation_id != check.checking_id:
            continue
        orders = Permission.DUTY_ORDER in post.permissions
        makes = Permission.DUTY_CHECK in post.permissions and check.organisation_id != post.organisation_id
        if orders or makes:
            return allowed(via=post)
    return denied(
        _("Only the body that opened the check makes it, and its duty officers not of their own room"),
        code="check.body",
    )


def may_check(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _order(actor, draft["room"].area_path)
