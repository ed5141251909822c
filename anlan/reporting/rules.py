"""Who may do what with a due report; the reason is shown wherever the no appears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_make(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _system_only(actor)


def may_remind(actor: Actor, due: Any) -> Decision:
    return _system_only(actor)


def _system_only(actor: Actor) -> Decision:
    if not actor.is_system:
        return denied(_("The calendar does this by the clock, nobody else"), code="report.by_the_clock")
    return ALLOWED


def may_report(actor: Actor, due: Any) -> Decision:
    """A unit signs its own report: a post in that very organisation, not one that only reaches its area."""
    for post in actor.posts:
        if Permission.REPORT_FILE in post.permissions and post.organisation_id == due.organisation_id:
            return allowed(via=post)
    return denied(_("Only the unit that owes it sends this report"), code="report.other_unit")


def may_dispatch(actor: Actor, due: Any) -> Decision:
    post = actor.holds_in(Permission.REPORT_DISPATCH, area_path=due.area_path)
    if post is None:
        return denied(_("Only the office that collects the reports does this"), code="report.dispatch")
    return allowed(via=post)
