"""Who may do what with a hazard; the reason is shown wherever the no appears.

Finder, rectifier, acceptor and looker-back are four people. Whoever acts for somebody (代理) is that person too.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.hazards.models import Asked, Grade, Hazard, Part
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Held

MOST_TRANSFERS = 2


def may_record(actor: Actor, draft: dict[str, Any]) -> Decision:
    visit = draft["visit"]
    post = actor.holds(Permission.HAZARD_RECORD, area_path=visit.area_path, sector_id=visit.sector_id)
    if post is None:
        return denied(_("You have no right to record hazards in this area and sector"), code="hazard.record")
    return allowed(via=post)


def may_assign(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_ASSIGN, hazard)
    return (
        allowed(via=post)
        if post
        else denied(_("You have no right to assign hazards here"), code="hazard.assign")
    )


def may_answer(actor: Actor, hazard: Hazard) -> Decision:
    """Sign for an assignment, refuse it, plan, ask for more time, report: the side that rectifies."""
    post = _post(actor, Permission.HAZARD_CLAIM, hazard)
    if post is None:
        return denied(
            _("Only the business itself or its township safety station does this"), code="hazard.claim"
        )
    return allowed(via=post)


def may_decide_refusal(actor: Actor, hazard: Hazard) -> Decision:
    post = _superior(actor, hazard)
    if post is None:
        return denied(
            _("A refusal goes up: an office above the one that assigned it decides"),
            code="hazard.not_superior",
        )
    if _took_part(actor, hazard, "assigned"):
        return denied(_("Whoever assigned a hazard does not decide on its refusal"), code="hazard.own_assign")
    return allowed(via=post)


def may_decide_extension(actor: Actor, hazard: Hazard) -> Decision:
    """A general hazard's first extension is decided by who follows it up, every other one by an office above."""
    if _took_part(actor, hazard, "asked"):
        return denied(_("Whoever asked does not decide"), code="hazard.own_request")
    if hazard.grade == Grade.MAJOR or hazard.extensions:
        post = _superior(actor, hazard)
        if post is None:
            return denied(
                _("The extension of a major hazard, and a second one, is signed by an office above"),
                code="hazard.not_superior",
            )
        return allowed(via=post)
    post = _post(actor, Permission.HAZARD_EXTEND, hazard)
    if post is None:
        return denied(_("You have no right to decide on extensions here"), code="hazard.extend")
    return allowed(via=post)


def may_accept(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_ACCEPT, hazard)
    if post is None:
        return denied(_("You have no right of acceptance in this area and sector"), code="hazard.accept")
    if _excepted(actor, hazard, Part.ACCEPT):
        return allowed(via=post)
    if set(hazard.experts) & actor.identities:
        return denied(
            _("Whoever was the expert of the visit does not accept what was found on it"),
            code="hazard.own_visit",
        )
    if _took_part(actor, hazard, "rectified"):
        return denied(
            _("Whoever rectified a hazard, or stands in for him, cannot accept it"),
            code="hazard.own_rectification",
        )
    if _took_part(actor, hazard, "found"):
        return denied(
            _("Whoever found a hazard does not accept it: a second person does"), code="hazard.own_finding"
        )
    return allowed(via=post)


def may_send_back(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_ACCEPT, hazard)
    if post is None:
        return denied(_("You have no right of acceptance in this area and sector"), code="hazard.accept")
    return allowed(via=post)


def may_look_back(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_LOOK_BACK, hazard)
    if post is None:
        return denied(_("You have no right to look back at hazards here"), code="hazard.look_back")
    if _excepted(actor, hazard, Part.LOOK_BACK):
        return allowed(via=post)
    if _took_part(actor, hazard, "found", "rectified", "accepted"):
        return denied(
            _("Finder, rectifier and acceptor do not look back: a fourth person does"),
            code="hazard.own_case",
        )
    return allowed(via=post)


def may_sample(actor: Actor, _hazard: Hazard) -> Decision:
    """The lots decide (anlan/lookbacks): nobody chooses by hand what is looked back at."""
    if not actor.is_system:
        return denied(_("What is looked back at is drawn by lot: nobody chooses it"), code="hazard.sample")
    return ALLOWED


def may_close(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_CLOSE, hazard)
    return (
        allowed(via=post)
        if post
        else denied(_("You have no right to close hazards out here"), code="hazard.close")
    )


def may_grade(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_GRADE, hazard)
    if post is None:
        return denied(_("You have no right to grade hazards here"), code="hazard.grade")
    return allowed(via=post)


def may_confirm_grade(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_GRADE, hazard)
    if post is None:
        return denied(_("You have no right to grade hazards here"), code="hazard.grade")
    if _took_part(actor, hazard, "asked"):
        return denied(_("A change of grade needs a second view: another person's"), code="hazard.own_request")
    return allowed(via=post)


def may_decide_void(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_RULE, hazard)
    if post is None:
        return denied(_("Only the office of the area or of the city voids a hazard"), code="hazard.rule")
    if _took_part(actor, hazard, "found") or (
        hazard.asked == Asked.VOID and _took_part(actor, hazard, "asked")
    ):
        return denied(
            _("Whoever found the hazard or asked to void it does not decide"), code="hazard.own_request"
        )
    return allowed(via=post)


def may_merge(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_MERGE, hazard)
    if post is None:
        return denied(_("You have no right to merge hazards here"), code="hazard.merge")
    return allowed(via=post)


def may_take_back(actor: Actor, hazard: Hazard) -> Decision:
    """Whoever takes ledgers in takes back what came from one."""
    if actor.is_system:
        return ALLOWED
    post = _post(actor, Permission.LEDGER_IMPORT, hazard)
    if post is None:
        return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")
    return allowed(via=post)


def may_transfer(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_TRANSFER, hazard)
    if post is None:
        return denied(_("You have no right to transfer hazards here"), code="hazard.transfer")
    return allowed(via=post)


def may_receive(actor: Actor, hazard: Hazard) -> Decision:
    """The receiver signs for himself: his post lies in the organisation to which it is transferred."""
    for post in actor.posts:
        if Permission.HAZARD_TRANSFER in post.permissions and post.organisation_id == hazard.transfer_to_id:
            return allowed(via=post)
    return denied(_("Only the organisation to which it is transferred signs for it"), code="hazard.receive")


def may_rule(actor: Actor, hazard: Hazard) -> Decision:
    post = _post(actor, Permission.HAZARD_RULE, hazard, role=Role.OFFICE)
    if post is None:
        return denied(_("The city's office rules who is responsible"), code="hazard.rule")
    return allowed(via=post)


def may_except(actor: Actor, hazard: Hazard) -> Decision:
    post = _superior(actor, hazard)
    if post is None:
        return denied(
            _(
                "An exception from the four persons is signed above: by another office than the one that follows it up"
            ),
            code="hazard.rule",
        )
    return allowed(via=post)


def _post(actor: Actor, permission: Permission, hazard: Hazard, *, role: Role | None = None) -> Held | None:
    """Return the post in whose right the actor may do this, or None."""
    for post in actor.posts:
        if permission in post.permissions and (role is None or post.role == role) and _covers(post, hazard):
            return post
    return None


def _covers(post: Held, hazard: Hazard) -> bool:
    """Tell whether a hazard falls to a post: in its area and sectors, or handed to its organisation by transfer."""
    if post.covers(
        area_path=hazard.area_path, sector_id=hazard.sector_id, organisation_id=hazard.operator_id
    ):
        return True
    handed = not post.own_only and post.organisation_id == hazard.supervisor_id
    return handed and hazard.area_path.startswith(post.area_path)


def _superior(actor: Actor, hazard: Hazard) -> Held | None:
    """Return a ruling post of another organisation than the one that follows the hazard up."""
    for post in actor.posts:
        if (
            Permission.HAZARD_RULE in post.permissions
            and post.organisation_id != hazard.supervisor_id
            and _covers(post, hazard)
        ):
            return post
    return None


def _took_part(actor: Actor, hazard: Hazard, *parts: str) -> bool:
    """Tell whether the actor, or whom he acts for, took one of the parts himself or by a deputy."""
    took = {getattr(hazard, f"{part}_{how}_id") for part in parts for how in ("by", "for")}
    return bool(took & actor.identities)


def _excepted(actor: Actor, hazard: Hazard, part: Part) -> bool:
    return hazard.exception_person_id == actor.person_id and hazard.exception_part == part
