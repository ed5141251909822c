"""Who may do what with incidents; the reason is shown wherever the no appears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor


def _held(actor: Actor, permission: Permission, area_path: str, why: Any) -> Decision:
    post = actor.holds_in(permission, area_path=area_path)
    return denied(why, code=permission) if post is None else allowed(via=post)


def may_take(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Take a call about a place in one's area."""
    return _held(
        actor, Permission.INCIDENT_TAKE, draft["area"].path or "",
        _("You have no right to take calls about incidents in this area"),
    )  # fmt: skip


def may_handle(actor: Actor, case: Any) -> Decision:
    """Keep log, numbers and particulars: the duty rooms of the area and those above it."""
    return _held(
        actor,
        Permission.INCIDENT_TAKE,
        case.area_path,
        _("You have no right to handle incidents in this area"),
    )


def may_report(actor: Actor, incident: Any) -> Decision:
    """Report upwards: the organisation that took the call, which owes the reports."""
    for post in actor.posts:
        if Permission.INCIDENT_TAKE in post.permissions and post.organisation_id == incident.organisation_id:
            return allowed(via=post)
    return denied(_("Only the organisation that took the call reports it"), code="incident.reporter")


def may_pass_on(actor: Actor, incident: Any) -> Decision:
    """Report to the next level what a lower office reported: the office above it."""
    for post in actor.posts:
        if Permission.INCIDENT_TAKE in post.permissions and post.organisation_id == incident.superior_id:
            return allowed(via=post)
    return denied(_("Only the office above the one that reported passes it on"), code="incident.superior")


def may_rule(actor: Actor, incident: Any) -> Decision:
    """Choose official numbers, end, merge, close: a person who decides in this area."""
    return _held(
        actor, Permission.INCIDENT_RULE, incident.area_path,
        _("You have no right to decide about incidents in this area"),
    )  # fmt: skip


def may_dismiss(actor: Actor, incident: Any) -> Decision:
    """Call it a false alarm: another person than the one who took the call."""
    may = may_rule(actor, incident)
    if may and incident.taken_by_id in actor.identities:
        return denied(
            _("Whoever took the call does not dismiss it: another person does"), code="incident.own_call"
        )
    return may


def may_enter(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Enter an incident of the past from a ledger."""
    return may_take(actor, draft)


def may_take_back(actor: Actor, incident: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    wanted = {Permission.LEDGER_IMPORT, Permission.INCIDENT_TAKE}
    for post in actor.posts:
        if wanted <= post.permissions and not post.own_only and incident.area_path.startswith(post.area_path):
            return allowed(via=post)
    return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")


def may_recommend(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return may_rule(actor, draft["incident"])


def may_confirm(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Answer by name that nothing happened in an area."""
    return _held(
        actor, Permission.INCIDENT_RULE, draft["area"].path or "",
        _("You have no right to confirm for this area that nothing happened"),
    )  # fmt: skip


def may_set_term(actor: Actor, _draft: Mapping[str, Any]) -> Decision:
    """Lay down how long a clock runs: the city's office, for the whole city."""
    return _office(actor)


def may_withdraw_term(actor: Actor, _term: Any) -> Decision:
    return _office(actor)


def _office(actor: Actor) -> Decision:
    for post in actor.posts:
        if post.role == Role.OFFICE and Permission.INCIDENT_RULE in post.permissions:
            return allowed(via=post)
    return denied(_("Only the city’s office lays down how long clocks run"), code="term.office")
