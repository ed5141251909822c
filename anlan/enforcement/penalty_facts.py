"""What must be so before a penalty is filed, decided, paid, made public, closed (domain brief §2.1, §2.6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement import arrears, daily_fines, facts, inputs, limits
from anlan.enforcement.models import (
    PENDING,
    Appeal,
    Measure,
    MeasureState,
    Penalty,
    PenaltyKind,
    PenaltyState,
    Punished,
)
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org import calendar

CASE = "penalty"
HEARD = frozenset({PenaltyKind.SUSPENSION, PenaltyKind.LICENCE, PenaltyKind.CLOSURE, PenaltyKind.BAN})
WITH_AMOUNT = frozenset({PenaltyKind.FINE, PenaltyKind.CONFISCATION})
something_to_serve = facts.something_to_serve(CASE)
service_is_sound = facts.service_is_sound(CASE)


def publish_by(on: date) -> date:
    return calendar.add_working_days(on, limits.number("publish_working_days", on))


def pay_by(on: date) -> date:
    return on + timedelta(days=limits.number("pay_days", on))


def late_after(kind: str, by_on: date) -> dict[str, Any]:
    """Return the columns by which late payment adds to a fine from the day after `by_on`; to nothing else."""
    if kind != PenaltyKind.FINE:
        return {}
    return {"surcharge_on": by_on, "surcharge_percent": limits.number("surcharge_percent", by_on)}


# -- filing --------------------------------------------------------------------------------------------------


def case_is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    return facts.first_no(
        lambda: _of_somebody(given),
        lambda: _amount_fits(given),
        lambda: _summary_is_small(given, taken),
        lambda: _rests_on_a_visit(given, taken),
        lambda: _not_filed_twice(given, taken),
    )


def _of_somebody(given: Any) -> Decision:
    if (given["punished"] == Punished.UNIT) == bool(given["person_name"]):
        return denied(
            _("Give the name of the person where a person is punished, and only there"), code="penalty.person"
        )
    return ALLOWED


def _amount_fits(given: Any) -> Decision:
    kind = PenaltyKind(given["kind"])
    if kind == PenaltyKind.FINE and not inputs.fen(given["amount"]):
        return denied(_("A fine has an amount"), code="penalty.amount")
    if kind not in WITH_AMOUNT and inputs.fen(given["amount"]):
        return denied(_("Only a fine or a confiscation has an amount"), code="penalty.amount")
    return ALLOWED


def _summary_is_small(given: Any, taken: Taken) -> Decision:
    """Tell whether it may be decided on the spot: small fines and warnings (Administrative Penalty Law, art. 51)."""
    if given["summary"] != "yes":
        return ALLOWED
    if given["kind"] not in (PenaltyKind.WARNING, PenaltyKind.FINE):
        return denied(_("Only warnings and small fines are decided on the spot"), code="penalty.summary")
    code = "summary_unit_yuan" if given["punished"] == Punished.UNIT else "summary_person_yuan"
    limit = limits.held(code, clock.local_day(taken.at))
    if inputs.fen(given["amount"]) > limit.number * 100:
        return denied(
            _("A fine on the spot is %(most)s yuan at most (%(basis)s)")
            % {"most": limit.number, "basis": limit.basis},
            code="penalty.summary",
        )
    return ALLOWED


def _rests_on_a_visit(given: Any, taken: Taken) -> Decision:
    visit = given["visit"]
    if visit is None:
        return ALLOWED
    if visit.premises_id != given["premises"].pk:
        return denied(_("The visit was made to another place"), code="penalty.other_place")
    return facts.ready_for_paper(visit, taken)


def _not_filed_twice(given: Any, taken: Taken) -> Decision:
    """Tell whether no open case says the same of the same party: a double click files one."""
    same = Penalty.objects.filter(
        premises=given["premises"],
        kind=given["kind"],
        punished=given["punished"],
        person_name=given["person_name"],
        facts=given["facts"],
        state__in=(PenaltyState.FILED, PenaltyState.TOLD),
    ).first()
    if same is not None:
        return denied(
            _("This case is filed already: %(number)s") % {"number": same.number}, code="penalty.twice"
        )
    return ALLOWED


def not_filed_meanwhile(case: Any, taken: Taken, _seq: int) -> None:
    same = Penalty.objects.filter(
        premises=case.premises_id, kind=case.kind, punished=case.punished, person_name=case.person_name,
        facts=case.facts, state__in=(PenaltyState.FILED, PenaltyState.TOLD),
    )  # fmt: skip
    if same.exclude(pk=case.id).exists():
        raise Conflict("penalty.twice", _("This case was filed at the same moment."))


def past_is_sound(_case: None, taken: Taken) -> Decision:
    """Tell whether what a ledger says of a past penalty can be so."""
    given = taken.input
    if not taken.ledger:
        return denied(
            _("Past penalties come from a ledger; what is punished now is filed and decided"),
            code="penalty.ledger",
        )
    if inputs.fen(given["paid"]) > inputs.fen(given["amount"]):
        return denied(_("More was paid than is owed"), code="penalty.paid")
    if not (surcharge := _past_surcharge(given)):
        return surcharge
    for name in ("served_at", "paid_on"):
        day = given[name].date() if name == "served_at" and given[name] else given[name]
        if day is not None and not clock.local_day(taken.at) <= day <= clock.local_day(taken.now or taken.at):
            return denied(
                _("It was served and paid after it was decided, and not in the future"), code="penalty.days"
            )
    public = given["published_at"]
    if public is not None and not taken.at.date() <= public.date() <= (taken.now or taken.at).date():
        return denied(
            _("It was made public after it was decided, and not in the future"), code="penalty.published"
        )
    if given["appeal"] == Appeal.REVOKED:
        return denied(_("A revoked penalty is none: leave it out"), code="penalty.revoked")
    return facts.first_no(lambda: _of_somebody(given), lambda: _amount_fits(given))


def _past_surcharge(given: Any) -> Decision:
    """Tell whether the surcharge of a ledger can be so: of a fine, never more than it, and not paid beyond it."""
    surcharge, paid = inputs.fen(given["surcharge"]), inputs.fen(given["surcharge_paid"])
    if (surcharge or paid) and given["kind"] != PenaltyKind.FINE:
        return denied(_("Late payment adds to a fine only"), code="penalty.surcharge")
    if max(surcharge, paid) > inputs.fen(given["amount"]):
        return denied(
            _("A surcharge is never more than its fine (Administrative Penalty Law, art. 72)"),
            code="penalty.surcharge",
        )
    if surcharge and paid > surcharge:
        return denied(_("More was paid than is owed"), code="penalty.paid")
    return ALLOWED


# -- deciding ------------------------------------------------------------------------------------------------


def is_ordinary(case: Any) -> Decision:
    if case.is_summary:
        return denied(_("It is decided on the spot"), code=NOT_NOW)
    return ALLOWED


def decision_is_sound(case: Any, taken: Taken) -> Decision:
    """Tell whether the party was told, and heard or had its days, before the decision (arts. 44, 45, 63, 64)."""
    if taken.input["decision"] != "approve":
        if len(taken.input["note"]) < 4:
            return denied(_("Say why it is not punished"), code="enforcement.reason")
        return ALLOWED
    return facts.first_no(
        lambda: _was_heard(case, taken),
        lambda: _amount_is_not_more(case, taken),
        lambda: daily_fines.is_of_whole_days(case, taken.input["amount"]),
        lambda: _in_time(case, taken),
    )


def _was_heard(case: Any, taken: Taken) -> Decision:
    if case.is_summary:
        return ALLOWED
    if case.state != PenaltyState.TOLD:
        return denied(_("The notice before the penalty comes first"), code="penalty.not_told")
    served = facts.all_are_served(CASE, case.id)
    if not served:
        return served
    if case.statement:
        return ALLOWED
    days = limits.number("hearing_working_days", clock.local_day(taken.at))
    until = calendar.add_working_days(clock.local_day(facts.served_at(CASE, case.id)), days)
    if clock.local_day(taken.at) <= until:
        return denied(
            _("The party may speak or ask for a hearing until %(day)s: record what it says, or wait")
            % {"day": until.isoformat()},
            code="penalty.hearing",
        )
    return ALLOWED


def _amount_is_not_more(case: Any, taken: Taken) -> Decision:
    amount = taken.input["amount"]
    if amount is None:
        return ALLOWED
    if inputs.fen(amount) > case.amount_fen:
        return denied(_("More than was told beforehand cannot be decided: tell anew"), code="penalty.more")
    if case.kind == PenaltyKind.FINE and not inputs.fen(amount):
        return denied(_("A fine has an amount"), code="penalty.amount")
    return ALLOWED


def _in_time(case: Any, taken: Taken) -> Decision:
    """Tell whether the days after filing have not run out (art. 60)."""
    on = clock.local_day(taken.at)
    limit = limits.held("penalty_days", on)
    if on > case.begun_on + timedelta(days=limit.number):
        return denied(
            _("It was to be decided within %(days)s days of filing (%(basis)s): they ended on %(day)s")
            % {
                "days": limit.number,
                "basis": limit.basis,
                "day": (case.begun_on + timedelta(days=limit.number)).isoformat(),
            },
            code="penalty.expired",
        )
    return ALLOWED


# -- after the decision --------------------------------------------------------------------------------------


def is_not_appealed(case: Any) -> Decision:
    if case.appeal in PENDING:
        return denied(_("An appeal is pending"), code=NOT_NOW)
    return ALLOWED


def is_appealed(case: Any) -> Decision:
    if case.appeal not in PENDING:
        return denied(_("No appeal is pending"), code=NOT_NOW)
    return ALLOWED


def change_is_sound(case: Any, taken: Taken) -> Decision:
    amount = taken.input["amount"]
    if amount is None:
        return ALLOWED
    if taken.input["result"] != Appeal.CHANGED:
        return denied(_("Only a change has another amount"), code="penalty.amount")
    if inputs.fen(amount) > case.amount_fen:
        return denied(_("An appeal never makes a penalty heavier"), code="penalty.more")
    if case.kind == PenaltyKind.FINE and not inputs.fen(amount):
        return denied(
            _("A fine has an amount: where nothing is left of it, it is revoked"), code="penalty.amount"
        )
    return ALLOWED


def nothing_rests_on_it(case: Any, _taken: Taken) -> Decision:
    """Tell whether no daily fine and no suspension for rectification rests on a penalty that stands or waits."""
    gone = (PenaltyState.DROPPED, PenaltyState.REVOKED, PenaltyState.VOIDED)
    on_it: Any = Penalty.objects.filter(daily_of=case.id).exclude(state__in=gone).order_by("pk").first()
    if on_it is None:
        ended = (MeasureState.LIFTED, MeasureState.REFUSED, MeasureState.VOIDED)
        on_it = Measure.objects.filter(penalty=case.id).exclude(state__in=ended).order_by("pk").first()
    if on_it is not None:
        return denied(
            _("%(number)s rests on it: end that first") % {"number": on_it.number}, code="penalty.rested_on"
        )
    return ALLOWED


def may_be_voided(case: Any, taken: Taken) -> Decision:
    return facts.first_no(lambda: _nothing_was_paid(case), lambda: nothing_rests_on_it(case, taken))


def _nothing_was_paid(case: Any) -> Decision:
    """Tell whether no money was taken in: to void says that it was never there, and money would be lost."""
    if case.paid_fen or case.surcharge_paid_fen or case.refund_fen:
        return denied(
            _("Money was paid on it: revoke the decision, and the refund is owed"), code="penalty.paid_in"
        )
    return ALLOWED


def is_not_public(case: Any) -> Decision:
    if case.is_published:
        return denied(_("It is public already"), code=NOT_NOW)
    return ALLOWED


def is_public(case: Any) -> Decision:
    if not case.is_published:
        return denied(_("It is not public"), code=NOT_NOW)
    return ALLOWED


def is_repeated(case: Any) -> Decision:
    if not case.is_repeated:
        return denied(_("No count of art. 113 is reached"), code=NOT_NOW)
    return ALLOWED


def weighing_is_sound(case: Any, taken: Taken) -> Decision:
    """Tell whether a closure that is asked for is really proposed."""
    measure: Measure | None = taken.input["measure"]
    if taken.input["decision"] != "ask":
        return ALLOWED
    if measure is None or not measure.is_close or measure.operator_id != case.operator_id:
        return denied(
            _("Propose the closure of this entity first, and name the proposal"), code="penalty.closure"
        )
    return ALLOWED


def may_be_ended(case: Any, taken: Taken) -> Decision:
    """Tell whether everything is served, paid or given back, public and no appeal pending (结案)."""
    if case.paid_fen < case.amount_fen:
        return denied(_("It is not paid yet"), code="penalty.unpaid")
    left = arrears.owing(case, clock.local_day(taken.at)).surcharge
    if left:
        return denied(
            _("%(left)s yuan of surcharge for late payment are left: record the payment, or have it waived")
            % {"left": f"{left / 100:.2f}"},
            code="penalty.surcharge",
        )
    if case.refund_fen > case.refunded_fen:
        return denied(
            _("%(left)s yuan are to be given back: record the refund")
            % {"left": f"{(case.refund_fen - case.refunded_fen) / 100:.2f}"},
            code="penalty.refund",
        )
    if case.appeal in PENDING:
        return denied(_("An appeal is pending"), code="penalty.appeal")
    if not case.is_published:
        return denied(_("It is not public yet"), code="penalty.not_public")
    return facts.all_are_served(CASE, case.id)
