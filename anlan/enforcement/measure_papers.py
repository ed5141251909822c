"""The papers of a measure: its decision, the re-check opinion, the consent to resuming."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anlan.enforcement import facts, limits, wording
from anlan.enforcement.measure_facts import CASE, basis_of
from anlan.enforcement.models import Ground, Measure, MeasureKind, MeasureState
from anlan.hazards.models import Hazard, State
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.papers import serving
from anlan.papers.models import Paper

KINDS = {
    MeasureKind.SUSPEND: "measure_decision",
    MeasureKind.SEAL: "seal_decision",
    MeasureKind.CUT: "cut_notice",
    MeasureKind.RECTIFY: "suspension_decision",
    MeasureKind.CLOSE: "closure_request",
}

DECISIONS = ("measure_decision", "suspension_decision")


def issue_decision(case: Any, taken: Taken, seq: int) -> None:
    """Issue the paper of what was approved; a closure is asked of the government."""
    if case.state == MeasureState.REFUSED:
        return
    kind = MeasureKind(case.kind)
    closing = kind == MeasureKind.CLOSE
    wording.issue(
        KINDS[kind],
        case,
        case_kind=CASE,
        seq=seq,
        at=taken.at,
        values=_of(case, taken),
        to=0 if closing else None,
    )


def _of(case: Any, taken: Taken) -> dict[str, str]:
    on = clock.local_day(taken.at)
    hours = limits.number("cut_notice_hours", on)
    government = wording.government_of(case.organisation_id)
    return {
        **wording.of_place(case.premises_id),
        "record": wording.name_of("site_paper", wording.record_of(case.visit_id)) if case.visit_id else "",
        "officers": wording.officers_told(case.visit_id or _visit_of(case.after_id)),
        "inspected": wording.visited_on(case.visit_id) or wording.day(on),
        "imposed": wording.last_of("penalty", case.penalty_id, "penalty_decision") if case.penalty_id else "",
        "stopped": _stopped(case) if case.is_close else "",
        "facts": wording.sentence(case.facts),
        "problems": wording.problems_of(case.hazards),
        "basis": basis_of(case.kind, case.basis),
        "covers": case.covers,
        "until": wording.day(case.until_on) or "情形消除之日",
        "government": government,
        "counterpart": case.counterpart or wording.government_at(case.area_path),
        "hours": str(hours),
        "earliest": wording.moment(taken.at + timedelta(hours=hours)),
        "ordinary": "" if case.is_emergency else "1",
        "emergency": "1" if case.is_emergency else "",
        "ground": wording.label(Ground, case.ground),
        "punished": _punished(case, taken) if case.ground == Ground.PUNISHED else "",
    }


def _visit_of(measure_id: int | None) -> int | None:
    """Return the visit on which a measure rests that is defied: its officers are those of the cut."""
    return Measure.objects.filter(pk=measure_id or 0).values_list("visit_id", flat=True).first()


def _stopped(case: Any) -> str:
    """Return the numbers of the decisions by which the place was stopped before a closure is asked for."""
    stopped = Measure.objects.standing().filter(premises=case.premises_id, is_stop=True).values("pk")
    papers = Paper.objects.filter(
        case_kind=CASE, case_id__in=stopped, kind__in=[f"enforcement.{code}" for code in DECISIONS]
    )
    return "、".join(papers.order_by("pk").values_list("name", flat=True))


def _punished(case: Any, taken: Taken) -> str:
    on = clock.local_day(taken.at)
    first, year = facts.punishments(case.operator_id, on)
    return f"{limits.number('repeated_days', on)}日内{first}次，一年内{year}次"


def issue_review(case: Any, taken: Taken, seq: int) -> None:
    """Issue the re-check opinion on a measure: each of its hazards with what became of it."""
    done = (State.ACCEPTED, State.LOOK_BACK, State.CLOSED)
    hazards = Hazard.objects.filter(pk__in=case.hazards).order_by("pk")
    values = {
        **wording.of_place(case.premises_id),
        "ordered": wording.name_of(CASE, case.id) or case.decision_note,
        "inspected": wording.visited_on(case.review_visit_id),
        "officers": wording.officers_told(case.review_visit_id),
        "results": wording.numbered(wording.recheck_lines((one, one.state in done) for one in hazards)),
        "opinion": f"复查意见：{wording.sentence(case.review_note)}",
        "remark": "经复查，具备恢复条件，待审查同意。"
        if case.is_fit
        else "经复查，不具备恢复条件，原措施继续执行。",
    }
    wording.issue("recheck_opinion", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def issue_consent(case: Any, taken: Taken, seq: int) -> None:
    if case.state != MeasureState.LIFTED:
        return
    values = {
        **wording.of_place(case.premises_id),
        "ordered": wording.name_of(CASE, case.id) or case.decision_note,
        "asked": wording.day(clock.local_day(case.resume_asked_at)),
        "reason": wording.sentence(case.resume_reason),
        "inspected": wording.visited_on(case.review_visit_id),
        "recheck": wording.last_of(CASE, case.id, "recheck_opinion"),
        "review": wording.sentence(case.review_note),
        "covers": case.covers,
        "note": wording.sentence(taken.input["note"]),
    }
    wording.issue("resume_consent", case, case_kind=CASE, seq=seq, at=taken.at, values=values)


def serve(case: Any, taken: Taken, seq: int) -> None:
    serving.serve(CASE, case.id, seq, taken.input, at=taken.at)
