"""Who may prepare, draw and publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_prepare(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """A post that is limited to sectors prepares draws among these only."""
    area, sector = draft["area"], draft["sector"]
    if sector is not None:
        post = actor.holds(Permission.DRAW_MAKE, area_path=area.path, sector_id=sector.pk)
    else:
        post = next(
            (
                held
                for held in actor.posts
                if Permission.DRAW_MAKE in held.permissions
                and held.sector_ids is None
                and area.path.startswith(held.area_path)
            ),
            None,
        )
    if post is None:
        return denied(_("You have no right to prepare draws in this area and sector"), code="draw.make")
    return allowed(via=post)


def may_change(actor: Actor, draw: Any) -> Decision:
    """The organisation that prepared it, and the offices of its area and above, whose posts have all sectors."""
    post = next(
        (
            held
            for held in actor.posts
            if Permission.DRAW_MAKE in held.permissions
            and draw.area_path.startswith(held.area_path)
            and (held.sector_ids is None or held.organisation_id == draw.organisation_id)
        ),
        None,
    )
    if post is None:
        return denied(_("You have no right to prepare draws in this area and sector"), code="draw.make")
    return allowed(via=post)


def may_draw(actor: Actor, draw: Any) -> Decision:
    """Whoever chose the pools does not draw from them."""
    decision = may_change(actor, draw)
    if decision and draw.prepared_by_id == actor.person_id:
        return denied(_("Whoever prepared the draw does not draw: somebody else does"), code="draw.own")
    return decision
