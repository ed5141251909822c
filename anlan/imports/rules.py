"""Who may bring a ledger, take it in and undo it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.scope import Actor, Held


def may_receive(actor: Actor, draft: dict[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = post_for(actor, draft["ledger"])
    if post is None:
        return denied(_("Your posts give you no right to take in ledgers of this kind"), code="import.kind")
    return allowed(via=post)


def may_handle(actor: Actor, batch: Batch) -> Decision:
    """Whoever might have brought it, over the area for which it was brought."""
    if actor.is_system:
        return ALLOWED
    kind = KINDS[batch.ledger]
    for post in actor.posts:
        own = post.sector_ids is None or batch.organisation_id == post.organisation_id
        if kind.permission in post.permissions and own and batch.area_path.startswith(post.area_path):
            return allowed(via=post)
    return denied(_("Your posts give you no right to take in ledgers of this kind"), code="import.kind")


def post_for(actor: Actor, ledger: str) -> Held | None:
    """Return the post in whose right somebody brings a ledger of a kind: the one that reaches furthest."""
    kind = KINDS.get(ledger)
    posts = [post for post in actor.posts if kind is not None and kind.permission in post.permissions]
    return min(posts, key=lambda post: (post.area_path.count("/"), post.post_id), default=None)


def reaches(run_by: Actor, ledger: str, *, area_path: str, sector_id: int | None = None) -> bool:
    """Tell whether a row that lies here is somebody's to take in."""
    if run_by.is_system:
        return True
    permission = KINDS[ledger].permission
    return run_by.holds(permission, area_path=area_path, sector_id=sector_id) is not None
