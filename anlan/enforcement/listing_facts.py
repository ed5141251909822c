"""What must be so before a hazard is listed, extended, accepted, delisted (domain brief §2.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement import facts, limits
from anlan.enforcement.models import Level, Listing, ListingState
from anlan.hazards.models import RECTIFIED_STATES, Grade, Hazard
from anlan.inspections.models import QualificationKind
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org import calendar
from anlan.org.roles import Permission

CASE = "listing"
BASIS = "《中华人民共和国安全生产法》第四十一条"
something_to_serve = facts.something_to_serve(CASE)
service_is_sound = facts.service_is_sound(CASE)
LOOKS = 2


def issuer_path(level: str, area_path: str) -> str:
    """Return the path of the area whose level lists: the county or zone of the hazard, else the city."""
    parts = area_path.strip("/").split("/")
    return f"/{'/'.join(parts[: 2 if level == Level.COUNTY else 1])}/"


def listing_is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    return facts.first_no(
        lambda: _is_major(given["hazard"]),
        lambda: _is_not_listed(given["hazard"]),
        lambda: _has_leader(given),
        lambda: _term_is_legal(given["due_on"], taken),
    )


def past_is_sound(_case: None, taken: Taken) -> Decision:
    if not taken.ledger:
        return denied(
            _("Past listings come from a ledger; what is listed now is proposed and ordered"),
            code="listing.ledger",
        )
    return listing_is_sound(None, taken)


def _is_major(hazard: Hazard) -> Decision:
    if hazard.grade != Grade.MAJOR:
        return denied(
            _("Only a major hazard is listed: have its grade decided first"), code="listing.general"
        )
    if hazard.state in RECTIFIED_STATES:
        return denied(_("It is rectified already"), code="listing.rectified")
    return ALLOWED


def _is_not_listed(hazard: Hazard) -> Decision:
    ended = (ListingState.DELISTED, ListingState.REFUSED, ListingState.VOIDED)
    known = Listing.objects.filter(hazard=hazard).exclude(state__in=ended).first()
    if known is not None:
        return denied(_("It is listed already: %(number)s") % {"number": known.number}, code="listing.twice")
    return ALLOWED


def _has_leader(given: Any) -> Decision:
    typed = given["leader_name"] or given["leader_title"]
    if given["leader"] is not None and typed:
        return denied(
            _("Choose the leader from the register, or type name and post, not both"), code="listing.leader"
        )
    if given["leader"] is None and not (given["leader_name"] and given["leader_title"]):
        return denied(_("A listing names its responsible leader with name and post"), code="listing.leader")
    return ALLOWED


def _term_is_legal(due: date, taken: Taken) -> Decision:
    on = clock.local_day(taken.at)
    if due <= on:
        return denied(_("The deadline lies before the listing"), code="listing.due")
    limit = limits.held("listing_days", on)
    if due > on + timedelta(days=limit.number):
        return denied(
            _("A listing has %(days)s days at most (%(basis)s); %(due)s is too late")
            % {"days": limit.number, "basis": limit.basis, "due": due.isoformat()},
            code="listing.too_long",
        )
    return ALLOWED


def order_is_sound(case: Any, taken: Taken) -> Decision:
    if taken.input["decision"] != "approve":
        if len(taken.input["note"]) < 4:
            return denied(_("Say why it is not approved"), code="enforcement.reason")
        return ALLOWED
    return _term_is_legal(case.due_on, taken)


def is_not_public(case: Any) -> Decision:
    if case.published_at is not None:
        return denied(_("It is public already"), code=NOT_NOW)
    return ALLOWED


# -- extension -----------------------------------------------------------------------------------------------


def extension_is_not_asked(case: Any) -> Decision:
    if case.asked_until_on is not None:
        return denied(_("An extension waits for its answer"), code=NOT_NOW)
    return ALLOWED


def extension_is_asked(case: Any) -> Decision:
    if case.asked_until_on is None:
        return denied(_("No extension is asked for"), code=NOT_NOW)
    return ALLOWED


def extension_is_in_time(case: Any, taken: Taken) -> Decision:
    """Tell whether it is asked for before the deadline, within its last working days, and for a later day."""
    on, until = clock.local_day(taken.at), taken.input["until_on"]
    days = limits.number("extension_window_working_days", on)
    if on > case.due_on:
        return denied(_("The deadline has passed: an extension is asked for before it"), code="listing.late")
    if calendar.working_days_between(on, case.due_on) > days:
        return denied(
            _("An extension is asked for within the last %(days)s working days before the deadline (%(due)s)")
            % {"days": days, "due": case.due_on.isoformat()},
            code="listing.early",
        )
    if until <= case.due_on:
        return denied(_("An extension leads beyond the deadline"), code="listing.until")
    return _term_is_legal(until, taken)  # no longer from now on than a listing may be from its day on


def extension_may_be_granted(case: Any, taken: Taken) -> Decision:
    """Tell whether another extension may be granted: beyond the first, a leader signs it."""
    if taken.input["decision"] != "approve":
        if len(taken.input["note"]) < 4:
            return denied(_("Say why it is not approved"), code="enforcement.reason")
        return ALLOWED
    if case.asked_by_id in taken.by.identities:
        return denied(_("Whoever asked for it does not grant it"), code="enforcement.own")
    most = limits.number("extensions_most", clock.local_day(taken.at))
    via = taken.via
    by_leader = via is not None and Permission.SUPERVISION_OVERRIDE in via.permissions
    if case.extensions >= most and not by_leader:
        return denied(
            _("It was extended %(count)s times already: only a leader signs another extension")
            % {"count": case.extensions},
            code="listing.extended",
        )
    return ALLOWED


# -- acceptance and delisting --------------------------------------------------------------------------------


def acceptance_is_sound(case: Any, taken: Taken) -> Decision:
    """Tell whether experts on record accepted it: none of them rectified it or records it, nor did who records it."""
    on = clock.local_day(taken.at)
    hazard = Hazard.objects.get(pk=case.hazard_id)
    experts = taken.input["experts"]
    for one in experts:
        if one.kind != QualificationKind.EXPERT or not one.stands_on(on):
            told = _("%(name)s is no expert on record on %(day)s")
            return denied(told % {"name": one.name, "day": on.isoformat()}, code="listing.expert")
        if one.person_id and one.person_id in (hazard.rectified_by_id, hazard.rectified_for_id):
            told = _("%(name)s rectified it and does not accept it")
            return denied(told % {"name": one.name}, code="listing.rectifier")
        if one.person_id and one.person_id in taken.by.identities:
            told = _("%(name)s accepts it as an expert: somebody else records it")
            return denied(told % {"name": one.name}, code="listing.expert_records")
    least = limits.number("acceptance_experts", on)
    if len(experts) < least:
        return denied(_("At least %(least)s experts accept it") % {"least": least}, code="listing.experts")
    if hazard.rectified_by_id in taken.by.identities:
        return denied(_("Whoever rectified it does not record its acceptance"), code="listing.rectifier")
    return ALLOWED


def delisting_is_sound(case: Any, _taken: Taken) -> Decision:
    hazard = Hazard.objects.get(pk=case.hazard_id)
    if hazard.state not in RECTIFIED_STATES:
        return denied(
            _("The hazard %(number)s is not accepted as rectified yet") % {"number": hazard.number},
            code="listing.hazard",
        )
    return ALLOWED


def end_is_not_public(case: Any) -> Decision:
    if case.end_published_at is not None:
        return denied(_("It is public already"), code=NOT_NOW)
    return ALLOWED


def look_back_is_left(case: Any) -> Decision:
    if case.looked_back >= LOOKS:
        return denied(_("Both look-backs are made"), code=NOT_NOW)
    return ALLOWED
