"""Who may do what with a due report; the reason is shown wherever the no appears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_make(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return by_the_clock(actor, None)


def by_the_clock(actor: Actor, _case: Any) -> Decision:
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
    """An office above calls and excuses: nobody excuses their own report."""
    for post in actor.posts:
        if (
            Permission.REPORT_DISPATCH in post.permissions
            and not post.own_only
            and due.area_path.startswith(post.area_path)
            and post.organisation_id != due.organisation_id
        ):
            return allowed(via=post)
    return denied(_("Only the office that collects the reports does this"), code="report.dispatch")


def may_lay_down(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    post = actor.holds_in(Permission.REPORT_DISPATCH, area_path=draft["area"].path or "")
    if post is None:
        return denied(_("You have no right to ask for reports in this area"), code="demand.lay_down")
    return allowed(via=post)


def may_keep(actor: Actor, demand: Any) -> Decision:
    """The office of the rule's area, or of one above; the calendar itself follows the tree of areas and bodies."""
    if actor.is_system:
        return ALLOWED
    post = actor.holds_in(Permission.REPORT_DISPATCH, area_path=demand.area_path)
    if post is None:
        return denied(_("Only the office of its area, or of one above, keeps this rule"), code="demand.keep")
    return allowed(via=post)
