"""Who may issue, decide, consent, publish; the reason is shown wherever the no appears."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import NOT_NOW
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Held

HEADS = frozenset({Role.LEADER, Role.OFFICE, Role.AREA_OFFICE})
"""Whose posts decide for the bodies of their area, beside the heads of the body that acts."""


def _act(actor: Actor, area_path: str, sector_id: int) -> Decision:
    post = actor.holds(Permission.ENFORCEMENT_ACT, area_path=area_path, sector_id=sector_id)
    if post is None:
        return denied(
            _("You have no right to issue papers of enforcement in this area and sector"),
            code="enforcement.act",
        )
    return allowed(via=post)


def may_begin(actor: Actor, draft: Any) -> Decision:
    """Let who acts in the area and sector of the place begin a case there."""
    premises = draft["premises"]
    return _act(actor, premises.area_path, premises.sector_id)


def may_begin_of_visit(actor: Actor, draft: Any) -> Decision:
    """Let a post of the body that made the visit issue its papers."""
    visit = draft["visit"]
    for post in _reaching(actor, visit, Permission.ENFORCEMENT_ACT):
        if post.organisation_id == visit.organisation_id:
            return allowed(via=post)
    return denied(_("Only the body that made the visit issues its papers"), code="enforcement.visit")


def may_begin_of_hazard(actor: Actor, draft: Any) -> Decision:
    hazard = draft["hazard"]
    return _act(actor, hazard.area_path, hazard.sector_id)


def may_begin_of_penalty(actor: Actor, draft: Any) -> Decision:
    """Let the body that imposed a fine impose it again for each day."""
    return may_act(actor, draft["penalty"])


def _reaching(actor: Actor, case: Any, permission: Permission) -> list[Held]:
    return [
        post
        for post in actor.posts
        if permission in post.permissions
        and post.covers(area_path=case.area_path, sector_id=case.sector_id, organisation_id=None)
    ]


def may_act(actor: Actor, case: Any) -> Decision:
    """Let the body that began the case carry it on."""
    for post in _reaching(actor, case, Permission.ENFORCEMENT_ACT):
        if post.organisation_id == case.organisation_id:
            return allowed(via=post)
    return denied(_("Only the body that began the case carries it on"), code="enforcement.body")


def _head(actor: Actor, case: Any) -> Decision:
    for post in _reaching(actor, case, Permission.ENFORCEMENT_DECIDE):
        if post.organisation_id == case.organisation_id or post.role in HEADS:
            return allowed(via=post)
    return denied(
        _("Only the head of the body that acts, or the office of its area, decides"),
        code="enforcement.decide",
    )


def may_decide(actor: Actor, case: Any) -> Decision:
    """Let another person than who proposed it decide."""
    decision = _head(actor, case)
    if decision and case.begun_by_id in actor.identities:
        return denied(_("Whoever proposed it does not decide it"), code="enforcement.own")
    return decision


def may_consent(actor: Actor, case: Any) -> Decision:
    """Let a third person consent to resuming: neither who decided the measure nor who re-inspected."""
    decision = _head(actor, case)
    if not decision:
        return decision
    if case.decided_by_id in actor.identities:
        return denied(
            _("Whoever decided the measure does not consent to lifting it"), code="enforcement.decided"
        )
    if case.reviewed_by_id in actor.identities:
        return denied(_("Whoever re-inspected does not consent to lifting it"), code="enforcement.reviewed")
    return decision


def may_ask(actor: Actor, case: Any) -> Decision:
    """Let the business entity ask, or the body that acts, which enters what it was handed on paper."""
    for post in actor.posts:
        if post.organisation_id == case.operator_id and Permission.ENFORCEMENT_READ in post.permissions:
            return allowed(via=post)
    return may_act(actor, case)


# -- listed supervision --------------------------------------------------------------------------------------


def may_order_listing(actor: Actor, case: Any) -> Decision:
    """Let the level that lists decide, by another person than who proposed it."""
    decision = may_of_level(actor, case)
    if decision and case.begun_by_id in actor.identities:
        return denied(_("Whoever proposed it does not decide it"), code="enforcement.own")
    return decision


def may_of_level(actor: Actor, case: Any) -> Decision:
    """Let only the level that lists extend, delist and make public: neither one below nor one above."""
    for post in actor.posts:
        if Permission.LISTING_ORDER in post.permissions and post.area_path == case.issuer_path:
            return allowed(via=post)
    return denied(_("Only the level that listed it does this"), code="listing.level")


def may_report(actor: Actor, case: Any) -> Decision:
    """Let the business entity, the body that follows it up, or the level that lists report on a listing."""
    return may_ask(actor, case) or may_of_level(actor, case)


# -- hand-overs ----------------------------------------------------------------------------------------------


def may_receive(actor: Actor, case: Any) -> Decision:
    """Let the receiver sign; for one without an account here, the sender enters its receipt."""
    if case.receiver_id is None:
        return may_act(actor, case)
    for post in actor.posts:
        if post.organisation_id == case.receiver_id and Permission.ENFORCEMENT_READ in post.permissions:
            return allowed(via=post)
    return denied(_("Only the authority to which it was handed over does this"), code="referral.receiver")


# -- ledgers and limits --------------------------------------------------------------------------------------


def may_enter(actor: Actor, draft: Any) -> Decision:
    """Let who takes ledgers in there enter what was decided outside of this system."""
    premises = draft["premises"]
    post = actor.holds(
        Permission.LEDGER_IMPORT, area_path=premises.area_path, sector_id=premises.sector_id
    ) or actor.holds(Permission.ENFORCEMENT_ACT, area_path=premises.area_path, sector_id=premises.sector_id)
    if post is None:
        return denied(_("Only who takes ledgers in here enters past decisions"), code="ledger.import")
    return allowed(via=post)


def may_take_back(actor: Actor, case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.LEDGER_IMPORT, area_path=case.area_path, sector_id=case.sector_id)
    if post is None:
        return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")
    return allowed(via=post)


def is_from_ledger(case: Any) -> Decision:
    if not case.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def may_set_limit(actor: Actor, draft: Any) -> Decision:
    return _office(actor)


def may_withdraw_limit(actor: Actor, _limit: Any) -> Decision:
    return _office(actor)


def _office(actor: Actor) -> Decision:
    for post in actor.posts:
        if post.role == Role.OFFICE and Permission.LISTING_ORDER in post.permissions:
            return allowed(via=post)
    return denied(_("Only the city’s office lays down limits"), code="limit.office")
