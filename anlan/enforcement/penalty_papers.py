"""The papers of a penalty: the notice before it and the decision."""

from __future__ import annotations

from typing import Any

from anlan.enforcement import inputs, limits, wording
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
        "fine": "1" if case.amount_fen else "",
        "pay": str(limits.number("pay_days", clock.local_day(taken.at))),
        "government": wording.government_of(case.organisation_id),
    }
    wording.issue("penalty_decision", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def _of(case: Any, taken: Taken) -> dict[str, str]:
    place = wording.of_place(case.premises_id)
    kind = wording.label(PenaltyKind, case.kind)
    return {
        **place,
        "party": f"{case.person_name}{_position(case)}" if case.person_name else place["unit"],
        "facts": wording.sentence(case.facts),
        "violates": case.violates,
        "basis": case.basis,
        "penalty": f"{kind}人民币{inputs.told_yuan(case.amount_fen)}" if case.amount_fen else kind,
    }


def _position(case: Any) -> str:
    position = POSITIONS[Punished(case.punished)]
    return f"（{position}）" if position else ""


def serve(case: Any, taken: Taken, seq: int) -> None:
    serving.serve(CASE, case.id, seq, taken.input, at=taken.at)
