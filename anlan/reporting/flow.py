"""The lifecycle of a due report: made ahead by the calendar, then reported, reported as zero, or excused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Step
from anlan.reporting import duties, effects, facts, forms, helping, letters, notices, rules
from anlan.reporting.demand_flow import DEMAND_FLOW
from anlan.reporting.form_flow import FORM_FLOW
from anlan.reporting.form_models import DAILY
from anlan.reporting.models import Due, DueState
from anlan.reporting.roll_notes import NOTE_FLOW

__all__ = [
    "DEMAND_FLOW",
    "DUE",
    "DUE_FLOW",
    "FORM_FLOW",
    "NOTE_FLOW",
    "ON_TIME",
    "OTHER_DUE",
    "OTHER_ON_TIME",
    "OTHER_SENT",
    "OWED",
    "RECEIVED",
    "SENT",
    "ZERO",
]

DUE, SENT, ZERO, ON_TIME = "reporting.due", "reporting.sent", "reporting.zero", "reporting.on_time"
OTHER_DUE, OTHER_SENT, OTHER_ON_TIME = (
    "reporting.other_due",
    "reporting.other_sent",
    "reporting.other_on_time",
)
"""Of all forms but the daily one: weekly, monthly, and what an office asks for once."""

OWED = frozenset({DueState.OWED})
RECEIVED = frozenset({DueState.REPORTED, DueState.ZERO})

OF_DAY = ("form", DAILY)

DUE_FLOW = Flow(
    "report",
    model=Due,
    name=_("due report"),
    states={s.value: s.label for s in DueState},
    counted=Counted(day="day", sector=""),
    counts=(
        # of the daily form alone: a weekly one beside it makes no day complete or incomplete
        Count(DUE, OWED | RECEIVED, only=OF_DAY),
        Count(SENT, RECEIVED, only=OF_DAY),
        Count(ZERO, frozenset({DueState.ZERO}), only=OF_DAY),
        Count(ON_TIME, RECEIVED, when="is_on_time", only=OF_DAY),
        Count(OTHER_DUE, OWED | RECEIVED, besides=OF_DAY),
        Count(OTHER_SENT, RECEIVED, besides=OF_DAY),
        Count(OTHER_ON_TIME, RECEIVED, when="is_on_time", besides=OF_DAY),
    ),
    steps=[
        Step(
            name="make",
            label=_("Make due"),
            done=_("made the report due"),
            target=DueState.OWED,
            rule=rules.may_make,
            form=forms.MAKE,
            effect=effects.due_of,
            opens=(duties.send,),
        ),
        Step(
            name="adjust",
            label=_("Adjust to the rule"),
            done=_("adjusted what is due to the rule"),
            sources=OWED | frozenset({DueState.WITHDRAWN}),
            target=DueState.OWED,
            rule=rules.by_the_clock,
            form=forms.ADJUST,
            guard=facts.day_is_ahead,
            effect=effects.adjusted,
            discharges=(ALL,),
            opens=(duties.send,),
        ),
        Step(
            name="withdraw",
            label=_("Withdraw by the rule"),
            done=_("withdrew what was due: the rule asks for it no more"),
            sources=OWED,
            target=DueState.WITHDRAWN,
            rule=rules.by_the_clock,
            form=forms.WITHDRAW,
            guard=facts.day_is_ahead,
            effect=effects.withdrawn,
            discharges=(ALL,),
        ),
        Step(
            name="report",
            label=_("Send the report"),
            done=_("sent the report"),
            sources=OWED,
            target=DueState.REPORTED,
            rule=rules.may_report,
            form=forms.REPORT,
            guard=facts.report_is_sound,
            effect=effects.reported,
            discharges=(ALL,),
            projects=effects.write_values,
            looks_up=True,
        ),
        Step(
            name="zero",
            label=_("Sign “all safe”"),
            done=_("signed a zero report: all safe"),
            sources=OWED,
            target=DueState.ZERO,
            rule=rules.may_report,
            form=forms.ZERO,
            guard=facts.zero_is_sound,
            effect=effects.zero_reported,
            discharges=(ALL,),
            looks_up=True,
        ),
        Step(
            name="amend",
            label=_("Amend the report"),
            done=_("amended the report"),
            sources=RECEIVED,
            target=DueState.REPORTED,
            rule=rules.may_report,
            form=forms.AMEND,
            guard=facts.report_is_sound,
            effect=effects.amended,
            projects=effects.write_values,
            looks_up=True,
        ),
        Step(
            name="remind",
            label=_("Remind"),
            done=_("reminded the unit: it is due soon"),
            sources=OWED,
            target=STAY,
            rule=rules.by_the_clock,
            form=forms.NOTHING,
            guard=facts.is_not_reminded,
            effect=effects.reminded,
            tells=(notices.remind,),
        ),
        Step(
            name="call",
            label=_("Record a call"),
            done=_("called the unit"),
            sources=OWED,
            target=STAY,
            rule=rules.may_dispatch,
            form=forms.CALL,
            guard=facts.can_be_called,
            effect=effects.called,
            looks_up=True,
        ),
        Step(
            name="tell_leader",
            label=_("Tell the unit’s leader"),
            done=_("told the unit’s leader and the collecting office: the report is missing"),
            sources=OWED,
            target=STAY,
            rule=rules.by_the_clock,
            form=forms.NOTHING,
            guard=facts.is_missing,
            effect=effects.leader_told,
            tells=(notices.missing_to_unit, notices.missing_to_collector),
        ),
        Step(
            name="lapse",
            label=_("Let it lapse"),
            done=_("closed the window: the report never came in"),
            sources=OWED,
            target=STAY,
            rule=rules.by_the_clock,
            form=forms.LAPSE,
            guard=facts.window_has_closed,
            effect=effects.lapsed,
            discharges=(ALL,),
        ),
        Step(
            name="propose_letter",
            label=_("Propose a reminder letter"),
            done=_("proposed a reminder letter: the third report missed in a month"),
            sources=OWED,
            target=STAY,
            rule=rules.by_the_clock,
            form=forms.NOTHING,
            guard=letters.is_missed_often,
            effect=letters.proposed,
            tells=(notices.letter_proposed,),
            looks_up=True,
        ),
        Step(
            name="letter",
            label=_("Sign the reminder letter"),
            done=_("signed a reminder letter to the unit"),
            sources=OWED,
            target=STAY,
            rule=rules.may_dispatch,
            form=forms.LETTER,
            applies=letters.waits,
            effect=letters.signed,
            projects=letters.issue,
            tells=(notices.letter_sent,),
            looks_up=True,
        ),
        Step(
            name="drop_letter",
            label=_("Send no reminder letter"),
            done=_("decided to send no reminder letter"),
            sources=OWED,
            target=STAY,
            rule=rules.may_dispatch,
            form=forms.DROP_LETTER,
            applies=letters.waits,
            effect=letters.dropped,
        ),
        Step(
            name="receive_letter",
            label=_("Sign for the reminder letter"),
            done=_("signed for the reminder letter"),
            sources=OWED | frozenset({DueState.EXCUSED}),
            target=STAY,
            rule=rules.may_report,
            form=forms.NOTHING,
            applies=letters.waits_to_be_received,
            effect=letters.received,
        ),
        Step(
            name="excuse",
            label=_("Excuse"),
            done=_("excused the unit"),
            sources=OWED,
            target=DueState.EXCUSED,
            rule=rules.may_dispatch,
            form=forms.EXCUSE,
            effect=effects.excused,
            discharges=(ALL,),
        ),
    ],
)

__all__ = ["DUE_FLOW", "helping"]
