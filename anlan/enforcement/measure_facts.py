"""What must be so before a measure is proposed, decided, carried out, lifted (domain brief §2.1, §2.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement import facts, limits
from anlan.enforcement.models import HOLDING, Ground, Measure, MeasureKind, MeasureState, Penalty, PenaltyKind
from anlan.hazards.models import Hazard, State
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken

CASE = "measure"
LONGEST = {MeasureKind.SUSPEND: "suspension_days", MeasureKind.SEAL: "seal_days"}
"""Kind → the limit of its term. A suspension for rectification has the term that its decision gives."""
ON_SITE = frozenset({MeasureKind.SUSPEND, MeasureKind.SEAL})
BASES = {
    MeasureKind.SUSPEND: "《中华人民共和国安全生产法》第六十五条第一款第（三）项",
    MeasureKind.SEAL: "《中华人民共和国安全生产法》第六十五条第一款第（四）项",
    MeasureKind.CUT: "《中华人民共和国安全生产法》第七十条",
    MeasureKind.RECTIFY: "《中华人民共和国安全生产法》第一百零二条",
    MeasureKind.CLOSE: "《中华人民共和国安全生产法》第一百一十三条",
}
something_to_serve = facts.something_to_serve(CASE)
service_is_sound = facts.service_is_sound(CASE)


def basis_of(kind: str, given: str) -> str:
    return given or BASES[MeasureKind(kind)]


def measure_is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    kind = MeasureKind(given["kind"])
    return facts.first_no(
        lambda: _of_one_place(given),
        lambda: _rests_on_a_visit(kind, given, taken),
        lambda: _term_is_legal(kind, given["until_on"], taken),
        lambda: _special_is_sound(kind, given, taken),
        lambda: _not_there_yet(kind, given),
    )


def not_proposed_meanwhile(case: Any, _taken: Taken, _seq: int) -> None:
    """Look again once nobody else can write. Raises Conflict."""
    same = _running(case.premises_id, case.kind, case.covers).exclude(pk=case.id).first()
    if same is not None:
        raise Conflict(
            "measure.twice",
            _("This measure was proposed at the same moment: %(number)s") % {"number": same.number},
        )


def _of_one_place(given: Any) -> Decision:
    premises, visit = given["premises"], given["visit"]
    if visit is not None and visit.premises_id != premises.pk:
        return denied(_("The visit was made to another place"), code="measure.other_place")
    for hazard in given["hazards"]:
        if hazard.premises_id != premises.pk:
            told = _("%(number)s is a hazard of another place")
            return denied(told % {"number": hazard.number}, code="measure.other_place")
    return ALLOWED


def _rests_on_a_visit(kind: MeasureKind, given: Any, taken: Taken) -> Decision:
    """Tell whether what is decided on site has its inspection record first (domain brief §2.6)."""
    visit = given["visit"]
    if visit is None:
        if kind in ON_SITE:
            return denied(_("Say on which visit it was found"), code="measure.visit")
        return ALLOWED
    return facts.first_no(lambda: facts.ready_for_paper(visit, taken), lambda: facts.record_is_issued(visit))


def _term_is_legal(kind: MeasureKind, until: Any, taken: Taken) -> Decision:
    on = clock.local_day(taken.at)
    if kind == MeasureKind.CLOSE:
        return denied(_("A closure has no last day"), code="measure.until") if until else ALLOWED
    if until is None:
        return (
            ALLOWED
            if kind == MeasureKind.CUT
            else denied(_("Give the last day until which it is in force"), code="measure.until")
        )
    if until < on:
        return denied(_("Its last day lies before it begins"), code="measure.until_past")
    if kind in LONGEST:
        limit = limits.held(LONGEST[kind], on)
        if until > on + timedelta(days=limit.number):
            return denied(
                _("It lasts %(days)s days at most (%(basis)s); %(until)s is too late")
                % {"days": limit.number, "basis": limit.basis, "until": until.isoformat()},
                code="measure.too_long",
            )
    return ALLOWED


def _special_is_sound(kind: MeasureKind, given: Any, taken: Taken) -> Decision:
    if (kind == MeasureKind.RECTIFY) != (given["penalty"] is not None):
        return _needs_a_penalty(kind)
    if kind == MeasureKind.CUT:
        return _cut_is_sound(given)
    if given["after"] is not None or given["emergency"] == "yes":
        return denied(_("Only a cut of power follows a measure that is defied"), code="measure.after")
    if kind == MeasureKind.CLOSE:
        return _closure_is_sound(given, taken)
    if given["ground"]:
        return denied(_("Only a closure has a ground of art. 113"), code="measure.ground")
    return _was_imposed(given) if kind == MeasureKind.RECTIFY else ALLOWED


def _needs_a_penalty(kind: MeasureKind) -> Decision:
    if kind != MeasureKind.RECTIFY:
        return denied(_("Only a suspension for rectification rests on a penalty"), code="measure.penalty")
    return denied(
        _(
            "A suspension for rectification is a penalty: file it, tell the party beforehand and hear it, "
            "have it decided, then name it here"
        ),
        code="measure.penalty",
    )


def _was_imposed(given: Any) -> Decision:
    """Tell whether a penalty suspends this place, and its decision was served (Administrative Penalty Law, art. 63)."""
    penalty: Penalty = given["penalty"]
    if penalty.kind != PenaltyKind.SUSPENSION or penalty.premises_id != given["premises"].pk:
        return denied(
            _("%(number)s is no suspension of this place") % {"number": penalty.number},
            code="measure.penalty",
        )
    if penalty.served_at is None:
        return denied(
            _("The decision of %(number)s is not served yet") % {"number": penalty.number},
            code="paper.not_served",
        )
    return ALLOWED


def _cut_is_sound(given: Any) -> Decision:
    """Tell whether power is cut after a suspension that is not obeyed (Work Safety Law, art. 70)."""
    after: Measure | None = given["after"]
    if after is None or after.premises_id != given["premises"].pk or after.state not in HOLDING:
        return denied(
            _("Power is cut only where a measure in force at this place is not obeyed: name it"),
            code="measure.after",
        )
    if not given["counterpart"]:
        return denied(_("Say who supplies the power"), code="measure.counterpart")
    return ALLOWED


def _closure_is_sound(given: Any, taken: Taken) -> Decision:
    on, operator = clock.local_day(taken.at), given["premises"].operator_id
    ground = given["ground"]
    if not ground:
        return denied(_("Say on which ground of art. 113 the closure is asked for"), code="measure.ground")
    if ground == Ground.PUNISHED:
        first, year = facts.punishments(operator, on)
        if not facts.is_repeated(operator, on):
            return denied(
                _(
                    "Punished %(first)s times in %(days)s days and %(year)s times in a year: too few for art. 113"
                )
                % {"first": first, "days": limits.number("repeated_days", on), "year": year},
                code="measure.too_few",
            )
        if not facts.has_major_hazard(operator, on):
            return denied(
                _("No major hazard of this entity is on record: art. 113 asks for one"),
                code="measure.no_major",
            )
    if ground in (Ground.UNFIT, Ground.DEFIED):
        stopped = Measure.objects.standing().filter(premises=given["premises"], is_stop=True)
        if not stopped.exclude(decided_at=None).exists():
            return denied(_("This place was not suspended before"), code="measure.not_suspended")
    return ALLOWED


def _not_there_yet(kind: MeasureKind, given: Any) -> Decision:
    """Tell whether no measure of this kind on the same thing waits or is in force: a double click makes one."""
    same = _running(given["premises"].pk, kind, given["covers"]).first()
    if same is not None:
        return denied(
            _("This measure is there already: %(number)s") % {"number": same.number}, code="measure.twice"
        )
    return ALLOWED


def _running(premises_id: int, kind: str, covers: str) -> Any:
    running = (MeasureState.PROPOSED, MeasureState.NOTIFIED, MeasureState.REQUESTED, *HOLDING)
    return Measure.objects.filter(premises=premises_id, kind=kind, covers=covers, state__in=running).order_by(
        "pk"
    )


def past_is_sound(_case: None, taken: Taken) -> Decision:
    """Tell whether what a ledger says of a past measure can be so."""
    given, kind = taken.input, MeasureKind(taken.input["kind"])
    if not taken.ledger:
        return denied(
            _("Past measures come from a ledger; what is decided now is proposed and decided"),
            code="measure.ledger",
        )
    if (kind == MeasureKind.CLOSE) != bool(given["ground"]):
        return denied(_("A closure has a ground of art. 113, and nothing else has"), code="measure.ground")
    if given["until_on"] is not None and not (legal := _term_is_legal(kind, given["until_on"], taken)):
        return legal
    if given["lifted_at"] is not None:
        if kind == MeasureKind.CLOSE:
            return denied(_("A closure is not lifted"), code="measure.lifted")
        if not taken.at <= given["lifted_at"] <= (taken.now or taken.at):
            return denied(
                _("It was lifted after it was decided, and not in the future"), code="measure.lifted"
            )
    return ALLOWED


def still_legal(case: Any, taken: Taken) -> Decision:
    """Tell whether its term is still within the law on the day of the decision."""
    if taken.input["decision"] != "approve":
        if len(taken.input["note"]) < 4:
            return denied(_("Say why it is not approved"), code="enforcement.reason")
        return ALLOWED
    return _term_is_legal(MeasureKind(case.kind), case.until_on, taken)


def notice_has_run(case: Any, taken: Taken) -> Decision:
    """Tell whether the notice of a cut was served and its hours have run (art. 70); an emergency needs no waiting."""
    if case.notified_at is None:
        return denied(_("The notice is not served yet"), code="measure.not_served")
    if case.is_emergency:
        return ALLOWED
    hours = limits.number("cut_notice_hours", clock.local_day(case.notified_at))
    earliest = case.notified_at + timedelta(hours=hours)
    if taken.at < earliest:
        return denied(
            _("Power is cut %(hours)s hours after the notice at the earliest: from %(at)s on")
            % {"hours": hours, "at": f"{earliest.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"},
            code="measure.notice",
        )
    return ALLOWED


def review_is_sound(case: Any, taken: Taken) -> Decision:
    """Tell whether the place was visited again after the application, by two officers."""
    visit = taken.input["visit"]
    if visit.premises_id != case.premises_id:
        return denied(_("The visit was made to another place"), code="measure.other_place")
    if visit.pk == case.visit_id or visit.visited_at < case.resume_asked_at:
        return denied(
            _("A re-inspection is made on a visit after the application"), code="measure.visit_before"
        )
    return facts.ready_for_paper(visit, taken)


def hazards_are_cured(case: Any, taken: Taken) -> Decision:
    """Tell whether each hazard that the measure rests on is accepted as rectified."""
    if taken.input["decision"] != "approve":
        if len(taken.input["note"]) < 4:
            return denied(_("Say why it is not approved"), code="enforcement.reason")
        return ALLOWED
    open_ = Hazard.objects.filter(pk__in=case.hazards).exclude(
        state__in=(State.ACCEPTED, State.LOOK_BACK, State.CLOSED, State.MERGED, State.VOIDED)
    )
    numbers = [hazard.number for hazard in open_.order_by("pk")[:5]]
    if numbers:
        return denied(
            _("Not accepted as rectified yet: %(numbers)s") % {"numbers": "、".join(numbers)},
            code="measure.hazards",
        )
    return ALLOWED
