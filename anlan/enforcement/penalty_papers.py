"""The papers of a penalty: the notice before it, the decision, and those about its money and its end."""

from __future__ import annotations

from typing import Any

from anlan.enforcement import arrears, daily_fines, inputs, limits, wording
from anlan.enforcement.models import PenaltyKind, PenaltyState, Punished
from anlan.enforcement.penalty_facts import CASE
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.papers import serving

POSITIONS = {Punished.PRINCIPAL: "主要负责人", Punished.PERSON: ""}


def issue_notice(case: Any, taken: Taken, seq: int) -> None:
    values = {
        **_of(case, taken),
        "hearing": str(limits.number("hearing_working_days", clock.local_day(taken.at))),
    }
    wording.issue("penalty_notice", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def issue_decision(case: Any, taken: Taken, seq: int) -> None:
    if case.state != PenaltyState.DECIDED:
        return
    values = {
        **_of(case, taken),
        "noticed": wording.name_of(CASE, case.id) or "当场告知",
        "statement": wording.sentence(case.statement),
        "fine": "1" if case.kind == PenaltyKind.FINE else "",
        "seized": "1" if case.kind == PenaltyKind.CONFISCATION else "",
        "pay": str(limits.number("pay_days", clock.local_day(taken.at))),
        "rate": str(limits.number("surcharge_percent", clock.local_day(taken.at))),
        "government": wording.government_of(case.organisation_id),
    }
    wording.issue("penalty_decision", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def _of(case: Any, taken: Taken) -> dict[str, str]:
    place = wording.of_place(case.premises_id)
    kind = wording.label(PenaltyKind, case.kind)
    return {
        **place,
        "party": _party(case),
        "facts": wording.sentence(case.facts),
        "violates": case.violates,
        "basis": case.basis,
        "daily": daily_fines.told(case),
        "penalty": f"{kind}人民币{inputs.told_yuan(case.amount_fen)}" if case.amount_fen else kind,
    }


# -- its money, its end --------------------------------------------------------------------------------------


def _decision(case: Any) -> str:
    """Return the number of the decision; of one that a ledger brought, what the ledger calls it."""
    return wording.last_of(CASE, case.id, "penalty_decision") or case.file_number


def _owed(case: Any, taken: Taken) -> dict[str, str]:
    """Return what a paper says of a penalty that stands: its decision, its amount, what is left of it."""
    on = clock.local_day(taken.at)
    left = arrears.owing(case, on)
    return {
        **wording.of_place(case.premises_id),
        "party": _party(case),
        "decision": _decision(case),
        "decided": wording.day(clock.local_day(case.decided_at)),
        "amount": inputs.told_yuan(case.amount_fen),
        "left": inputs.told_yuan(left.fine),
        "surcharge": inputs.told_yuan(left.surcharge) if left.surcharge else "",
        "whole": inputs.told_yuan(left.whole),
        "rate": str(case.surcharge_percent),
        "on": wording.day(on),
        "government": wording.government_of(case.organisation_id),
    }


def _party(case: Any) -> str:
    return (
        f"{case.person_name}{_position(case)}"
        if case.person_name
        else wording.of_place(case.premises_id)["unit"]
    )


def issue_time_reply(case: Any, taken: Taken, seq: int) -> None:
    """Issue the answer to a request for time: the parts that were granted, or that it is paid as it was."""
    granted = taken.input["decision"] == "approve"
    parts = arrears.unpaid(arrears.parts_of(case), case.paid_fen)
    lines = (f"{wording.day(day)}前缴纳{inputs.told_yuan(fen)}" for day, fen in parts)
    values = {
        **_owed(case, taken),
        "postponed": wording.day(parts[0][0]) if granted and len(parts) == 1 else "",
        "parts": wording.numbered(lines) if granted and len(parts) > 1 else "",
        "refused": "" if granted else "1",
        "granted": "1" if granted else "",
        "note": wording.sentence(taken.input["note"]),
    }
    wording.issue("payment_reply", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def issue_reminder(case: Any, taken: Taken, seq: int) -> None:
    values = {
        **_owed(case, taken),
        "by": wording.day(case.pay_by_on),
        "fine": "1" if case.paid_fen < case.amount_fen else "",
        "runs": "1" if case.kind == PenaltyKind.FINE and case.paid_fen < case.amount_fen else "",
        "days": str(limits.number("reminder_days", clock.local_day(taken.at))),
    }
    wording.issue("payment_reminder", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def issue_court_application(case: Any, taken: Taken, seq: int) -> None:
    values = {
        **_owed(case, taken),
        "court": case.court,
        "served": wording.day(clock.local_day(case.served_at)),
        "reminder": wording.last_of(CASE, case.id, "payment_reminder"),
        "reminded": wording.day(clock.local_day(case.reminded_at)),
        "facts": wording.sentence(case.facts),
    }
    wording.issue("court_application", case, case_kind=CASE, seq=seq, at=taken.at, values=values, to=0)


def issue_revocation(case: Any, taken: Taken, seq: int) -> None:
    left = case.refund_fen - case.refunded_fen
    values = {
        **_owed(case, taken),
        "reason": wording.sentence(taken.input["reason"]),
        "refund": inputs.told_yuan(left) if left else "",
    }
    wording.issue("penalty_revocation", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def _position(case: Any) -> str:
    position = POSITIONS[Punished(case.punished)]
    return f"（{position}）" if position else ""


def serve(case: Any, taken: Taken, seq: int) -> None:
    serving.serve(CASE, case.id, seq, taken.input, at=taken.at)
