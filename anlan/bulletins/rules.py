"""Who may do what with an issue; the reason of a no is shown wherever it appears.

Editor, reviewer and signer are three people: whoever wrote any version is an editor, and whoever acts for somebody
(代理) is that person too.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models import Delivery, Issue
from anlan.bulletins.models.issues import people_of
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def _post(actor: Actor, permission: Permission, issue: Any) -> Held | None:
    return actor.holds(permission, area_path=issue.area_path)


def may_draft(actor: Actor, given: dict[str, Any]) -> Decision:
    series = given["series"]
    post = actor.holds(Permission.BULLETIN_EDIT, area_path=series.area.path)
    if post is None:
        return denied(_("You have no right to draft bulletins of this area"), code="bulletin.edit")
    return allowed(via=post)


def may_open_series(actor: Actor, given: dict[str, Any]) -> Decision:
    return _may_keep(actor, given["area"].path)


def may_open_book(actor: Actor, given: dict[str, Any]) -> Decision:
    return _may_keep(actor, given["series"].area.path)


def may_keep(actor: Actor, book: Any) -> Decision:
    return _may_keep(actor, book.area_path)


def _may_keep(actor: Actor, area_path: str) -> Decision:
    """Let the editors of an area keep its series; the command line as well, as whoever runs it holds the database."""
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.BULLETIN_EDIT, area_path=area_path)
    if post is None:
        return denied(_("Only an editor of this area’s bulletins keeps its series"), code="series.keep")
    return allowed(via=post)


def may_edit(actor: Actor, issue: Issue) -> Decision:
    post = _post(actor, Permission.BULLETIN_EDIT, issue)
    if post is None:
        return denied(_("Only an editor of this area’s bulletins does this"), code="bulletin.edit")
    if issue.reviewed_by_id in actor.identities:
        return denied(_("Whoever reviewed an issue does not write in it"), code="bulletin.own_review")
    return allowed(via=post)


def may_distribute(actor: Actor, issue: Issue) -> Decision:
    post = _post(actor, Permission.BULLETIN_EDIT, issue)
    if post is None:
        return denied(_("Only an editor of this area’s bulletins does this"), code="bulletin.edit")
    return allowed(via=post)


def may_review(actor: Actor, issue: Issue) -> Decision:
    post = _post(actor, Permission.BULLETIN_REVIEW, issue)
    if post is None:
        return denied(_("Only a reviewer of this area’s bulletins does this"), code="bulletin.review")
    if people_of(issue) & actor.identities:
        return denied(_("Whoever wrote in an issue does not review it"), code="bulletin.own_text")
    return allowed(via=post)


def may_sign(actor: Actor, issue: Issue) -> Decision:
    post = _post(actor, Permission.BULLETIN_SIGN, issue)
    if post is None:
        return denied(_("Only a signer of this area’s bulletins does this"), code="bulletin.sign")
    if people_of(issue) & actor.identities:
        return denied(_("Whoever wrote in an issue does not sign it"), code="bulletin.own_text")
    if issue.reviewed_by_id in actor.identities:
        return denied(_("Whoever reviewed an issue does not sign it"), code="bulletin.own_review")
    return allowed(via=post)


def may_withdraw(actor: Actor, issue: Issue) -> Decision:
    post = _post(actor, Permission.BULLETIN_SIGN, issue)
    if post is None:
        return denied(_("Only a signer of this area’s bulletins does this"), code="bulletin.sign")
    return allowed(via=post)


def may_return(actor: Actor, issue: Issue) -> Decision:
    """Let the reviewer, or the signer once it is reviewed, send an issue back."""
    review = may_review(actor, issue)
    return review or may_sign(actor, issue) or review


def may_ask(actor: Actor, issue: Issue) -> Decision:
    """Let everybody who makes this issue ask that something be waived."""
    for permission in (Permission.BULLETIN_EDIT, Permission.BULLETIN_REVIEW, Permission.BULLETIN_SIGN):
        post = _post(actor, permission, issue)
        if post is not None:
            return allowed(via=post)
    return denied(_("Only those who make this area’s bulletins do this"), code="bulletin.edit")


def may_decide(actor: Actor, issue: Issue) -> Decision:
    """Let a reviewer or signer who wrote nothing in the issue decide what is waived."""
    for permission in (Permission.BULLETIN_REVIEW, Permission.BULLETIN_SIGN):
        post = _post(actor, permission, issue)
        if post is not None:
            if people_of(issue) & actor.identities:
                return denied(_("Whoever wrote in an issue waives nothing in it"), code="bulletin.own_text")
            return allowed(via=post)
    return denied(_("Only a reviewer or signer waives something"), code="bulletin.review")


def may_receive(actor: Actor, delivery: Delivery) -> Decision:
    for post in actor.posts:
        if post.organisation_id == delivery.organisation_id and Permission.BULLETIN_READ in post.permissions:
            return allowed(via=post)
    return denied(_("Only the organisation to which it was sent signs for it"), code="bulletin.recipient")


def may_send(actor: Actor, given: dict[str, Any]) -> Decision:
    return may_distribute(actor, given["issue"])


def may_remind(actor: Actor, delivery: Delivery) -> Decision:
    post = actor.holds(Permission.BULLETIN_EDIT, area_path=delivery.area_path)
    if post is None:
        return denied(_("Only an editor of this area’s bulletins does this"), code="bulletin.edit")
    return allowed(via=post)


def may_recall(actor: Actor, delivery: Delivery) -> Decision:
    for permission in (Permission.BULLETIN_EDIT, Permission.BULLETIN_SIGN):
        post = actor.holds(permission, area_path=delivery.area_path)
        if post is not None:
            return allowed(via=post)
    return denied(_("Only those who make this area’s bulletins do this"), code="bulletin.edit")
