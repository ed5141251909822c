"""Who sets a team up, who works for it, who signs: the reason is shown wherever the no appears."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections.rules import may_carry_on
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor, Held
from anlan.teams.models import TeamKind, TeamMember

OFFICES = frozenset({Role.OFFICE, Role.AREA_OFFICE})
OF_OFFICES = frozenset({TeamKind.PROVINCIAL, TeamKind.COMPREHENSIVE})
"""Kinds that the committee's office sets up, or enters when they come from above."""


def may_set_up(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    found = [
        post
        for post in actor.posts
        if Permission.TEAM_KEEP in post.permissions and draft["area"].path.startswith(post.area_path)
    ]
    if not found:
        return denied(_("You have no right to set up teams in this area"), code="team.set_up")
    if draft["kind"] in OF_OFFICES:
        found = [post for post in found if post.role in OFFICES]
        if not found:
            return denied(
                _("A provincial or comprehensive group is set up by the office of the committee"),
                code="team.office",
            )
    return allowed(via=found[0])


def keeper(actor: Actor, organisation_id: int) -> Held | None:
    """Return the post in which somebody keeps the teams of an organisation: its own, or the city's office.

    The office of a county does not keep the teams that the city stations with it.
    """
    for post in actor.posts:
        if Permission.TEAM_KEEP in post.permissions and (
            post.organisation_id == organisation_id or post.role == Role.OFFICE
        ):
            return post
    return None


def may_keep(actor: Actor, team: Any) -> Decision:
    if actor.is_system:  # who takes a ledger back at the command line
        return ALLOWED
    post = keeper(actor, team.organisation_id)
    if post is None:
        return denied(
            _("Only the organisation that set the team up, or the city’s office, changes it"),
            code="team.keep",
        )
    return allowed(via=post)


def membership(actor: Actor, team_id: int, day: date) -> Held | None:
    """Return a post of somebody who is a member of the team on a day, by the account that stands there."""
    there = TeamMember.objects.on(day).filter(team=team_id, person__in=sorted(actor.identities)).exists()
    return next(iter(actor.posts), None) if there else None


def works_for(actor: Actor, team_id: int, organisation_id: int, day: date) -> Held | None:
    """Return the post in which somebody works for a team on a day: as its keeper, or as a member. One query at most."""
    return keeper(actor, organisation_id) or membership(actor, team_id, day)


NOT_OF_THE_TEAM = _("Only members of the team with an account, and who set it up, do this")


def may_log(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    team = draft["team"]
    return _working(works_for(actor, team.pk, team.organisation_id, draft["day"]))


def may_write(actor: Actor, day: Any) -> Decision:
    return _working(works_for(actor, day.team_id, day.organisation_id, day.day))


def _working(post: Held | None) -> Decision:
    return allowed(via=post) if post else denied(NOT_OF_THE_TEAM, code="team.member")


def by_the_clock(actor: Actor, _case: Any) -> Decision:
    if not actor.is_system:
        return denied(_("The system notes it when the day is over"), code="team_day.clock")
    return ALLOWED


def may_name(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Whoever keeps the team; or a member who may go on with the visit; or who takes ledgers in for the system."""
    if actor.is_system:
        return ALLOWED
    team, visit = draft["team"], draft["visit"]
    post = keeper(actor, team.organisation_id)
    if post is not None:
        return allowed(via=post)
    if not membership(actor, team.pk, visit.visited_on):
        return denied(NOT_OF_THE_TEAM, code="team.member")
    return may_carry_on(actor, visit)


def may_take_out(actor: Actor, link: Any) -> Decision:
    return _working(works_for(actor, link.team_id, link.organisation_id, link.visited_on))


def may_hand_over(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    team = draft["team"]
    return _working(works_for(actor, team.pk, team.organisation_id, draft["day"]))


def may_take_over(actor: Actor, handover: Any) -> Decision:
    """Whoever works for the side that takes over; never who signed as the one who hands over."""
    if handover.handed_by_id in actor.identities:
        return denied(_("Who hands over does not take over: two people sign"), code="team_handover.own")
    return _working(works_for(actor, handover.to_team_id, handover.to_organisation_id, handover.day))


def may_withdraw(actor: Actor, handover: Any) -> Decision:
    return _working(works_for(actor, handover.team_id, handover.organisation_id, handover.day))


def may_plan(actor: Actor, team: Any) -> Decision:
    """Whoever keeps the team or is its member now: what it means to see is nobody else's to know."""
    return _working(plans_for(actor, team.id, team.organisation_id))


def plans_for(actor: Actor, team_id: int, organisation_id: int) -> Held | None:
    """Return the post in which somebody sees and makes a team's lists: as its keeper, or as a member still."""
    post = keeper(actor, organisation_id)
    if post is not None:
        return post
    members = TeamMember.objects.filter(team=team_id, person__in=sorted(actor.identities), last_day=None)
    return next(iter(actor.posts), None) if members.exists() else None


def may_void_log(actor: Actor, day: Any) -> Decision:
    """A superior's decision: who keeps the team, but not who wrote the log."""
    post = keeper(actor, day.organisation_id)
    if post is None:
        return denied(
            _("Only the organisation that set the team up, or the city’s office, voids a log"),
            code="team.keep",
        )
    if day.written_by_id in actor.identities:
        return denied(_("Who wrote the log amends it; somebody else voids it"), code="team_day.own")
    return allowed(via=post)


def may_take_back(actor: Actor, day: Any) -> Decision:
    """Whoever takes ledgers of teams in takes back what came from one."""
    if actor.is_system:
        return ALLOWED
    post = keeper(actor, day.organisation_id)
    return allowed(via=post) if post else denied(NOT_OF_THE_TEAM, code="team.member")
