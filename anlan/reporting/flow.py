"""The lifecycle of a due report: made ahead by the calendar, then reported, reported as zero, or excused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step
from anlan.reporting import effects, facts, forms, helping, notices, rules
from anlan.reporting.models import Due, DueState

DUE, SENT, ZERO, ON_TIME = "reporting.due", "reporting.sent", "reporting.zero", "reporting.on_time"

OWED = frozenset({DueState.OWED})
RECEIVED = frozenset({DueState.REPORTED, DueState.ZERO})

DUE_FLOW = Flow(
    "report",
    model=Due,
    name=_("due report"),
    states={s.value: s.label for s in DueState},
    counted=Counted(day="day", sector=""),
    counts=(
        Count(DUE, OWED | RECEIVED),
        Count(SENT, RECEIVED),
        Count(ZERO, frozenset({DueState.ZERO})),
        Count(ON_TIME, RECEIVED, when="is_on_time"),
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
        ),
        Step(
            name="remind",
            label=_("Remind"),
            done=_("reminded the unit: due in half an hour"),
            sources=OWED,
            target=STAY,
            rule=rules.may_remind,
            form=forms.NOTHING,
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
        ),
    ],
)

__all__ = ["DUE_FLOW", "helping"]
