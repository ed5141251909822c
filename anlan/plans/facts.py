"""What must be so before a step of a plan is taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.org.models import Post
from anlan.org.models.people import held_at
from anlan.plans import coverage
from anlan.plans.effects import handed_to
from anlan.plans.models import ChosenBy, Counts, Doer, PlanItem

LONGEST_DAYS = 366


def _today(taken: Taken) -> Any:
    return clock.local_day(taken.now or taken.at)


def _days(first: Any, last: Any) -> Decision:
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if last - first >= timedelta(days=LONGEST_DAYS):
        return denied(_("A plan has a year at most: make another for what follows"), code="plan.long")
    return ALLOWED


def draft_is_sound(plan: Any, taken: Taken) -> Decision:
    given = taken.input
    days = _days(given["first_day"], given["last_day"])
    if not days:
        return days
    if given["last_day"] < _today(taken) and not taken.ledger:
        return denied(_("These days are over: nothing can be planned for the past"), code="plan.past")
    if given["chosen_by"] == ChosenBy.DRAW and given["draw"] is None:
        return denied(_("Choose the draw"), code="plan.draw")
    if given["chosen_by"] != ChosenBy.DRAW and given["draw"] is not None:
        return denied(_("A draw is named only where the places are those it drew"), code="plan.draw")
    named = bool(given["codes"]) + bool(given["places"])
    if given["chosen_by"] == ChosenBy.NAMED and named != 1:
        return denied(_("Name the places, by codes or as rows, not both"), code="plan.named")
    if given["chosen_by"] != ChosenBy.NAMED and named:
        return denied(_("Places are named only where they are chosen one by one"), code="plan.named")
    via = taken.via
    if via is not None and via.sector_ids is not None and given["chosen_by"] == ChosenBy.ATTRIBUTES:
        keys = {sector.pk for sector in given["sectors"]}
        if not keys or not keys <= via.sector_ids:
            return denied(_("Choose among the sectors of your post"), code="plan.sectors")
    secret = given.get("confidential") == "yes" or (plan is not None and plan.is_confidential)
    if secret and (given["doer"], given["counts"]) != (Doer.ISSUER, Counts.DOERS):
        return denied(
            _("A confidential plan is done by the body that makes it, and met by its own visits"),
            code="plan.confidential",
        )
    return ALLOWED


def change_is_sound(plan: Any, taken: Taken) -> Decision:
    """What has passed stays: a plan that began keeps its first day, and none ends before yesterday."""
    given, today = taken.input, _today(taken)
    first, last = given["first_day"], given["last_day"]
    if first != plan.first_day and (plan.first_day <= today or first < today):
        return denied(_("What has passed stays: the first day can move only ahead of it"), code="plan.past")
    if last != plan.last_day and last < today - timedelta(days=1):
        return denied(_("The last day cannot lie before yesterday: what has passed stays"), code="plan.past")
    return _days(first, last)


def officer_is_own(plan: Any, taken: Taken) -> Decision:
    """Tell whether the officer holds a post in the actor's body, and something falls to it."""
    bodies = {post.organisation_id for post in taken.by.posts}
    held = Post.objects.filter(held_at(taken.at), person=taken.input["officer"], organisation__in=bodies)
    if not held.exists():
        return denied(_("Whoever is handed places belongs to your body"), code="plan.officer")
    if not handed_to(plan, taken).exists():
        return denied(_("No such place on this plan falls to your body"), code="plan.nothing")
    return ALLOWED


def may_be_closed(plan: Any, taken: Taken) -> Decision:
    """A plan is closed after its last day, or once every place is visited as often as it is due."""
    if plan.last_day < _today(taken):
        return ALLOWED
    reached = coverage.whole(plan)
    if reached.met < reached.units:
        return denied(
            _("It runs until %(day)s, and places are still to be visited: change its last day with the reason, or "
              "close it then") % {"day": plan.last_day.isoformat()},
            code="plan.runs",
        )  # fmt: skip
    return ALLOWED


def has_places(plan: Any) -> Decision:
    if not PlanItem.objects.filter(plan=plan.id, out_seq=None).exists():
        return denied(_("There is no place on it"), code="plan.empty")
    return ALLOWED
