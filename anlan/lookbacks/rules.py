"""Who sets rates, prepares and draws samples: the city's office, and the clock; the lots choose, nobody else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def _kept(actor: Actor, path: str | None = None) -> Decision:
    post = next(
        (
            held
            for held in actor.posts
            if Permission.LOOKBACK_KEEP in held.permissions
            and (path is None or path.startswith(held.area_path))
        ),
        None,
    )
    if post is None:
        return denied(
            _("Rates and samples of look-backs are kept by the city's office"), code="lookback.keep"
        )
    return allowed(via=post)


def may_set(actor: Actor, _draft: Any) -> Decision:
    return _kept(actor)


def may_prepare(actor: Actor, _draft: Any) -> Decision:
    return ALLOWED if actor.is_system else _kept(actor)


def may_change(actor: Actor, case: Any) -> Decision:
    return _kept(actor, case.area_path)


def may_draw(actor: Actor, sample: Any) -> Decision:
    """Whoever prepared the pool does not draw from it."""
    decision = may_change(actor, sample)
    if decision and sample.prepared_by_id == actor.person_id:
        return denied(_("Whoever prepared the sample does not draw it: somebody else does"), code="draw.own")
    return decision


def may_hand_out(actor: Actor, _sample: Any) -> Decision:
    if not actor.is_system:
        return denied(_("The system hands out what was drawn"), code="lookback.clock")
    return ALLOWED
