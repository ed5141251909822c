"""Who declares a special period and changes it; the reason is shown wherever the no appears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_declare(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    post = actor.holds_in(Permission.PERIOD_KEEP, area_path=draft["area"].path or "")
    if post is None:
        return denied(_("You have no right to declare special periods in this area"), code="period.declare")
    return allowed(via=post)


def may_change(actor: Actor, period: Any) -> Decision:
    """The office of its area or of one above: a county does not move a period of the city."""
    post = actor.holds_in(Permission.PERIOD_KEEP, area_path=period.area_path)
    if post is None:
        return denied(
            _("Only the office of its area, or of one above, changes this period"), code="period.change"
        )
    return allowed(via=post)
