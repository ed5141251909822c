"""What must be so before a step of a visit is taken."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.checklists.models import Checklist, ChecklistItem
from anlan.inspections.effects import BEFORE_EXPERTS, missing
from anlan.inspections.models import (
    UNANNOUNCED,
    Outcome,
    Qualification,
    QualificationKind,
    Result,
    Signature,
    Visit,
)
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org.models import Sector

LEAST_OFFICERS = 2
"""Law enforcement is done by two officers at least (Administrative Penalty Law, art. 42; domain brief §2.6)."""
FOUR = {
    "expert": _("an expert"),
    "focus": _("a focus"),
    "checklist": _("a checklist"),
    "result": _("a result"),
}
"""The four of 四有: expert, focus, checklist, result."""

# -- of the visit alone ------------------------------------------------------------------------------------------------


def is_not_submitted(visit: Any) -> Decision:
    if visit.submitted_at is not None:
        return denied(_("It is submitted as “four haves”: take that back first"), code="visit.submitted")
    return ALLOWED


def may_be_checked(visit: Any) -> Decision:
    if visit.outcome != Outcome.INSPECTED:
        return denied(_("Nothing was inspected: there is nothing to answer"), code="visit.not_inspected")
    return is_not_submitted(visit)


def is_submitted(visit: Any) -> Decision:
    if visit.submitted_at is None:
        return denied(_("It is not submitted"), code=NOT_NOW)
    return ALLOWED


def may_be_submitted(visit: Any) -> Decision:
    """Tell what a visit lacks of the four; one that lacks any is not submitted as 四有."""
    if visit.submitted_at is not None:
        return denied(_("It is submitted already"), code=NOT_NOW)
    if visit.is_masked:
        return denied(_("It is hidden: release it first"), code="visit.hidden")
    if visit.outcome != Outcome.INSPECTED:
        return denied(_("Nothing was inspected"), code="visit.not_inspected")
    lacks = missing(vars(visit))
    if lacks:
        told = _(", ").join(str(FOUR[name]) for name in lacks)
        return denied(
            _("It is not “four haves” yet; missing: %(what)s") % {"what": told}, code="visit.not_four"
        )
    return ALLOWED


def is_hidden(visit: Any) -> Decision:
    if not visit.is_masked:
        return denied(_("It is not hidden"), code=NOT_NOW)
    return ALLOWED


# -- of the visit and what was sent ------------------------------------------------------------------------------------


def visit_is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if given["hidden"] == "yes" and given["mode"] not in UNANNOUNCED:
        return denied(_("Only an unannounced visit is hidden"), code="visit.hidden_mode")
    return outcome_is_told(given)


def outcome_is_told(given: Any) -> Decision:
    if given["outcome"] in ("", Outcome.INSPECTED):
        if given["outcome_note"]:
            return denied(
                _("A reason why it was not inspected goes with such an outcome"), code="visit.outcome_note"
            )
        return ALLOWED
    if given["outcome"] == Outcome.REFUSED and not given["outcome_note"]:
        return denied(_("Say who refused entry, and how"), code="visit.outcome_note")
    return ALLOWED


def team_is_sound(visit: Any, taken: Taken) -> Decision:
    given = taken.input
    for sound in (
        _leader(visit, given),
        _qualified(visit, given["experts"], QualificationKind.EXPERT),
        _qualified(visit, given["officers"], QualificationKind.OFFICER),
    ):
        if not sound:
            return sound
    if given["enforcement"] == "yes" and len(given["officers"]) < LEAST_OFFICERS:
        return denied(
            _("Law enforcement needs at least two officers with a certificate"), code="visit.officers"
        )
    for hold in BEFORE_EXPERTS:
        hold([visit.id])
    return ALLOWED


def _leader(visit: Any, given: Any) -> Decision:
    leader = given["leader"]
    if leader is not None:
        if given["leader_name"] or given["leader_title"]:
            return denied(
                _("Choose the leader from the register, or type name and post, not both"),
                code="visit.leader_twice",
            )
        first, last, on = leader.first_day, leader.last_day, visit.visited_on
        if on < first or (last is not None and on > last):
            return denied(
                _("The leader did not hold this post on the day of the visit"), code="visit.leader_day"
            )
    if bool(given["leader_name"]) != bool(given["leader_title"]):
        return denied(_("A leader is told with name and post"), code="visit.leader_post")
    return ALLOWED


def _qualified(visit: Any, people: list[Qualification], kind: QualificationKind) -> Decision:
    """Tell whether everybody named was, on the day of the visit, an expert, or an officer with a certificate."""
    for one in people:
        if one.kind != kind:
            told = (
                _("%(name)s is not on record as an expert")
                if kind == QualificationKind.EXPERT
                else _("%(name)s has no certificate as an enforcement officer")
            )
            return denied(told % {"name": one.name}, code=f"visit.{kind.value}")
        if not one.stands_on(visit.visited_on):
            told = (
                _("%(name)s was no expert on record on %(day)s")
                if kind == QualificationKind.EXPERT
                else _("The certificate of %(name)s was not valid on %(day)s")
            )
            day = visit.visited_on.isoformat()
            return denied(told % {"name": one.name, "day": day}, code=f"visit.{kind.value}_day")
    return ALLOWED


def answers_are_sound(visit: Any, taken: Taken) -> Decision:
    """Tell whether the list holds for the visit's day, sector and place, and every answer is to an item of it."""
    checklist: Checklist = taken.input["checklist"]
    if not (fits := list_fits(visit, checklist)):
        return fits
    codes = set(ChecklistItem.objects.filter(checklist=checklist).values_list("code", flat=True))
    rows = taken.input["results"]
    for code, count in Counter(row["item"] for row in rows).items():
        if code not in codes:
            return denied(_("The checklist has no item “%(item)s”") % {"item": code}, code="visit.item")
        if count > 1:
            return denied(_("Item “%(item)s” is answered twice") % {"item": code}, code="visit.item_twice")
    bare = [r["item"] for r in rows if r["result"] == Result.NOT_APPLICABLE and not r["reason"]]
    if bare:
        return denied(
            _("Say why item “%(item)s” does not apply") % {"item": bare[0]}, code="visit.not_applicable"
        )
    return ALLOWED


def list_fits(visit: Any, checklist: Checklist) -> Decision:
    """Tell whether a visit may be made by a version: in force on its day, for its sector, where it lies."""
    if checklist.withdrawn_on is not None and visit.visited_on >= checklist.withdrawn_on:
        return denied(
            _("This checklist is withdrawn: %(reason)s") % {"reason": checklist.withdrawn_reason},
            code="checklist.withdrawn",
        )
    if not checklist.stands_on(visit.visited_on):
        return denied(
            _("This version of the checklist was not in force on the day of the visit"),
            code="checklist.not_in_force",
        )
    sector = Sector.objects.get(pk=visit.sector_id)
    if not checklist.is_about(sector.code):
        return denied(_("This checklist is for other sectors"), code="checklist.sector")
    if not visit.area_path.startswith(checklist.area_path):
        return denied(_("This checklist holds in another area"), code="checklist.area")
    return ALLOWED


def conclusion_is_sound(visit: Any, taken: Taken) -> Decision:
    given = dict(taken.input)
    if not given["outcome"]:  # it stays as it was told, with its reason unless another is given
        given["outcome"] = visit.outcome
        given["outcome_note"] = given["outcome_note"] or visit.outcome_note
    if given["outcome"] not in ("", Outcome.INSPECTED) and (visit.items_answered or visit.items_failed):
        return denied(_("Items were answered: so it was inspected"), code="visit.answered")
    if given["signature"] == Signature.SIGNED and not given["signed_by"]:
        return denied(_("Say who signed"), code="visit.signed_by")
    if given["signature"] == Signature.REFUSED and not given["witness"]:
        return denied(_("A refusal to sign is recorded with a witness"), code="visit.witness")
    if not given["signature"] and (given["signed_by"] or given["witness"] or given["glass"]):
        return denied(_("Say whether it was signed or refused"), code="visit.signature")
    if given["signature"] == Signature.REFUSED and given["glass"]:
        return denied(_("Who refused to sign has left no signature"), code="visit.glass")
    return outcome_is_told(given)


def in_words(visit: Visit) -> list[tuple[str, bool]]:
    """Return the four with whether each is there, in the reader's language."""
    lacks = missing(vars(visit))
    return [(str(told), name not in lacks) for name, told in FOUR.items()]
