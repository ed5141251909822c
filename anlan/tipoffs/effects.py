"""What the steps of a tip-off write, and what must be so before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Mode, Visit
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org import calendar
from anlan.org.models import Area
from anlan.premises.models import Premises
from anlan.public import codes
from anlan.tipoffs import sealing
from anlan.tipoffs.models import Channel, Refusal, Result, Subject, TipMessage, TipState
from anlan.tipoffs.terms import term_on

RECEIPT = "tip-off receipt"


# -- taking in ---------------------------------------------------------------------------------------------


def tip_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    area = given["area"] or _whole(taken)
    on = clock.local_day(taken.at)
    receipt = codes.digest(sealing.receipts(), RECEIPT, given["receipt"])
    who = {name: given[name] for name in ("name", "contact") if given[name]}
    return {
        "channel": given.get("channel") or Channel.WEB,
        "subject": given["subject"],
        "text": given["text"],
        "place": given["place"],
        "area_id": area.pk,
        "area_path": area.path,
        "received_at": taken.at,
        "received_on": on,
        "receipt": receipt,
        "is_named": bool(who),
        "sealed": sealing.seal(canonical(who), of=receipt) if who else "",
        "is_from_ledger": taken.ledger,
        "triage_due_at": calendar.in_working_days(taken.at, term_on(on).triage_working_days).due_at,
    }


def _whole(taken: Taken) -> Area:
    """Return the city, where nobody said in which county the place lies."""
    if taken.via is not None:
        return Area.objects.get(path=taken.via.area_path)
    return Area.objects.get(depth=0, valid_to=None)


def receipt_is_a_code(_case: None, taken: Taken) -> Decision:
    if not codes.clean(taken.input["receipt"]):
        return denied(_("This is no receipt code"), code="tip.receipt")
    return ALLOWED


def is_from_ledger(tip: Any) -> Decision:
    if not tip.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


# -- sorting -----------------------------------------------------------------------------------------------


def handler_is_apart(tip: Any, taken: Taken) -> Decision:
    """Let nobody look into what is said about himself: neglect goes past the department that regulates the place."""
    place: Premises | None = taken.input["premises"]
    handler = taken.input["handler"]
    if tip.subject == Subject.OFFICIAL and place is not None and place.department_id == handler.pk:
        return denied(
            _(
                "It is about the supervision of this place: another organisation than its regulator looks into it"
            ),
            code="tip.own_neglect",
        )
    if place is not None and taken.via is not None and not place.area_path.startswith(taken.via.area_path):
        return denied(_("This place lies outside your area"), code="tip.elsewhere")
    return ALLOWED


def sorted_out(tip: Any, taken: Taken) -> dict[str, Any]:
    place: Premises | None = taken.input["premises"]
    term = term_on(tip.received_on)
    changes = {
        "handler_id": taken.input["handler"].pk,
        "triaged_at": tip.triaged_at or taken.at,
        "triaged_by_id": tip.triaged_by_id or taken.by.person_id,
        "answer_due_at": tip.answer_due_at or calendar.in_days(taken.at, term.answer_days).due_at,
    }
    if place is not None:
        changes |= {"premises_id": place.pk, "area_id": place.reporting_area_id, "area_path": place.area_path}
    return changes


def refusal_is_sound(tip: Any, taken: Taken) -> Decision:
    other = taken.input["duplicate_of"]
    if (taken.input["refusal"] == Refusal.DUPLICATE) != (other is not None):
        return denied(
            _("A duplicate names the tip-off that came before, and only a duplicate does"),
            code="tip.duplicate",
        )
    if other is None:
        return ALLOWED
    if other.pk == tip.id or other.state == TipState.REFUSED:
        return denied(
            _("It must name another tip-off, one that was not refused itself"), code="tip.duplicate"
        )
    if taken.via is None or not other.area_path.startswith(taken.via.area_path):
        return denied(_("There is no tip-off with this number that you may see."), code="tip.unknown")
    return ALLOWED


def refused(_tip: Any, taken: Taken) -> dict[str, Any]:
    other = taken.input["duplicate_of"]
    return {
        "refusal": taken.input["refusal"],
        "refusal_note": taken.input["note"],
        "duplicate_of_id": other.pk if other else None,
        "refused_at": taken.at,
        "refused_by_id": taken.by.person_id,
    }


def is_not_extended(tip: Any) -> Decision:
    return denied(_("The term was extended already"), code=NOT_NOW) if tip.extensions else ALLOWED


def extended(tip: Any, _taken: Taken) -> dict[str, Any]:
    """Give the one extension: a matter that is hard to find out (the informant is told so in the thread)."""
    more = timedelta(days=term_on(tip.received_on).extension_days)
    return {"extensions": 1, "answer_due_at": tip.answer_due_at + more}


# -- looking into it ---------------------------------------------------------------------------------------


def visit_belongs(tip: Any, taken: Taken) -> Decision:
    visit: Visit = taken.input["visit"]
    if not Visit.objects.within(taken.by.scope).filter(pk=visit.pk).exists():
        return denied(_("There is no visit with this number that you may see"), code="tip.visit_unknown")
    if visit.mode != Mode.TIP_OFF:
        return denied(
            _("A visit on a tip-off is recorded with the mode “On a tip-off”"), code="tip.visit_mode"
        )
    if visit.visited_at < tip.received_at:
        return denied(_("This visit was made before the tip-off came"), code="tip.visit_before")
    if tip.premises_id is not None and visit.premises_id != tip.premises_id:
        return denied(_("This visit was made to another place"), code="tip.visit_place")
    return ALLOWED


def visited(tip: Any, taken: Taken) -> dict[str, Any]:
    visit: Visit = taken.input["visit"]
    return {
        "visit_id": visit.pk,
        "premises_id": visit.premises_id,
        "area_id": visit.area_id,
        "area_path": visit.area_path,
    }


def answer_is_shown(tip: Any, taken: Taken) -> Decision:
    if taken.input["result"] != Result.UNFOUNDED and tip.visit_id is None:
        return denied(_("What is confirmed was seen: link the visit first"), code="tip.visit_missing")
    return ALLOWED


def answered(tip: Any, taken: Taken) -> dict[str, Any]:
    return {
        "result": taken.input["result"],
        "answer": taken.input["answer"],
        "answered_at": taken.at,
        "answered_by_id": taken.by.person_id,
        "is_in_time": taken.at <= tip.answer_due_at,
        "is_confirmed": taken.input["result"] != Result.UNFOUNDED,
    }


def is_not_rewarded(tip: Any) -> Decision:
    return denied(_("A reward was decided on already"), code=NOT_NOW) if tip.is_rewarded else ALLOWED


def unanswered(_tip: Any, _taken: Taken) -> dict[str, Any]:
    return {
        "result": "",
        "answer": "",
        "answered_at": None,
        "answered_by_id": None,
        "is_in_time": False,
        "is_confirmed": False,
    }


def back_to_work(tip: Any, _taken: Taken) -> str:
    return TipState.VISITED if tip.visit_id else TipState.ASSIGNED


def closed(_tip: Any, taken: Taken) -> dict[str, Any]:
    return {"closed_at": taken.at, "closed_by_id": taken.by.person_id}


# -- reward and identity -----------------------------------------------------------------------------------


def may_be_rewarded(tip: Any) -> Decision:
    if tip.is_rewarded:
        return denied(_("A reward was decided on already"), code=NOT_NOW)
    return (
        ALLOWED
        if tip.is_confirmed
        else denied(_("What was not confirmed earns no reward"), code="tip.unfounded")
    )


def reward_is_lawful(tip: Any, taken: Taken) -> Decision:
    most = term_on(tip.received_on).most_reward
    if taken.input["amount"] > most:
        return denied(_("A reward is at most %(most)s yuan") % {"most": f"{most:,}"}, code="tip.reward_most")
    return ALLOWED


def rewarded(_tip: Any, taken: Taken) -> dict[str, Any]:
    return {
        "is_rewarded": True,
        "reward": taken.input["amount"],
        "reward_decision": taken.input["decision"],
        "rewarded_at": taken.at,
        "rewarded_by_id": taken.by.person_id,
    }


def reward_waits(tip: Any) -> Decision:
    if not tip.is_rewarded or tip.reward_received_at is not None:
        return denied(_("No reward waits to be confirmed"), code=NOT_NOW)
    return ALLOWED


def reward_received(_tip: Any, taken: Taken) -> dict[str, Any]:
    return {"reward_received_at": taken.at}


def is_sealed(tip: Any) -> Decision:
    return ALLOWED if tip.is_named else denied(_("The informant stayed unknown"), code=NOT_NOW)


def opened(tip: Any, _taken: Taken) -> dict[str, Any]:
    return {"openings": tip.openings + 1}


# -- what was said -----------------------------------------------------------------------------------------


def from_staff(tip: Any, taken: Taken, seq: int) -> None:
    TipMessage.objects.create(
        tip_id=tip.id, seq=seq, at=taken.at, is_from_informant=False, text=taken.input["text"]
    )


def from_informant(tip: Any, taken: Taken, seq: int) -> None:
    TipMessage.objects.create(
        tip_id=tip.id, seq=seq, at=taken.at, is_from_informant=True, text=taken.input["text"]
    )
