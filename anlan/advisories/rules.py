"""Who drafts, approves, issues and lifts; who acknowledges, calls and tells. The reason is shown with the no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.advisories.held import advisory_with
from anlan.advisories.models import Advisory
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def _in_area(actor: Actor, permission: Permission, area_path: str) -> list[Held]:
    return [
        post
        for post in actor.posts
        if permission in post.permissions and not post.own_only and area_path.startswith(post.area_path)
    ]


def may_draft(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """A post that is limited to sectors warns those of its sectors only."""
    sectors = {sector.pk for sector in draft["sectors"]}
    for post in _in_area(actor, Permission.ADVISORY_MAKE, draft["area"].path or ""):
        if post.sector_ids is None or (sectors and sectors <= post.sector_ids):
            return allowed(via=post)
    return denied(
        _("You have no right to warn this area and these sectors: choose among those of your post"),
        code="advisory.make",
    )


def may_change(actor: Actor, advisory: Any) -> Decision:
    """The body that makes it."""
    for post in _in_area(actor, Permission.ADVISORY_MAKE, advisory.area_path):
        if post.organisation_id == advisory.organisation_id:
            return allowed(via=post)
    return denied(_("Only the body that makes it does this"), code="advisory.change")


def _approving(actor: Actor, advisory: Any) -> Held | None:
    return next(
        (
            post
            for post in _in_area(actor, Permission.ADVISORY_APPROVE, advisory.area_path)
            if post.organisation_id == advisory.organisation_id or post.sector_ids is None
        ),
        None,
    )


def may_approve(actor: Actor, advisory: Any) -> Decision:
    """Another person of the body that makes it, or an office or leader of its area or above."""
    post = _approving(actor, advisory)
    if post is None:
        return denied(
            _("It is approved by its body, or by an office or leader of its area"), code="advisory.approve"
        )
    if {advisory.drafted_by_id, advisory.drafted_for_id} & actor.identities:
        return denied(_("Whoever drafted it does not approve it: another person does"), code="advisory.own")
    return allowed(via=post)


def may_lead(actor: Actor, advisory: Any) -> Decision:
    """Whoever may approve, of its body or above: what is in force is changed and lifted by them alone."""
    post = _approving(actor, advisory)
    if post is None:
        return denied(
            _("What is in force is changed and lifted by its body, or by an office or leader of its area"),
            code="advisory.lead",
        )
    return allowed(via=post)


def may_ask(actor: Actor, advisory: Any) -> Decision:
    """Ask for an update or the lifting: the body that issued it, or whoever may decide on it."""
    makes = may_change(actor, advisory)
    return makes or may_lead(actor, advisory)


def may_decide(actor: Actor, advisory: Any) -> Decision:
    """Another person than the one who asked, as it was when it was issued."""
    leads = may_lead(actor, advisory)
    if leads and {advisory.asked_by_id, advisory.asked_for_id} & actor.identities:
        return denied(
            _("Whoever asked for it does not decide on it: another person does"), code="advisory.own_change"
        )
    return leads


def may_decline(actor: Actor, advisory: Any) -> Decision:
    """Whoever may decide, and whoever asked, who takes it back."""
    return may_lead(actor, advisory) or may_ask(actor, advisory)


def may_enter(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return may_draft(actor, draft)


def may_take_back(actor: Actor, advisory: Any) -> Decision:
    return ALLOWED if actor.is_system else may_change(actor, advisory)


def by_the_clock(actor: Actor, _case: Any) -> Decision:
    return ALLOWED if actor.is_system else denied(_("Only the clock does this"), code="clock")


# -- receipts ----------------------------------------------------------------------------------------------------------


def may_send(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return may_change(actor, draft["advisory"])


def may_go_on(actor: Actor, receipt: Any) -> Decision:
    """With the advisory: whoever may take that a step on."""
    if actor.is_system:
        return ALLOWED
    leads = may_lead(actor, advisory_with(receipt.advisory_id))
    return leads or denied(_("It goes with its advisory"), code="advisory.receipt")


def may_acknowledge(actor: Actor, receipt: Any) -> Decision:
    """The body itself: nobody acknowledges for another, but by telephone when called."""
    for post in actor.posts:
        if post.organisation_id == receipt.organisation_id and Permission.ADVISORY_READ in post.permissions:
            return allowed(via=post)
    return denied(_("Only the body that received it does this"), code="advisory.recipient")


def may_call(actor: Actor, receipt: Any) -> Decision:
    """Whoever warns in the area of the body, and not from that body itself; a department calls for its own warning."""
    issuer = Advisory.objects.values_list("organisation", flat=True).get(pk=receipt.advisory_id)
    for post in _in_area(actor, Permission.ADVISORY_MAKE, receipt.area_path):
        concerned = post.sector_ids is None or post.organisation_id == issuer
        if concerned and post.organisation_id != receipt.organisation_id:
            return allowed(via=post)
    return denied(_("Calls are made by a body above the one that is called"), code="advisory.call")
