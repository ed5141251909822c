"""The lifecycles of the registers: leaders' terms, meetings, leaders' activities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.assignments import effects, facts, forms, rules
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.models import LeaderActivity, LeaderTerm, Meeting, RecordState
from anlan.kernel.decision import ALLOWED
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step
from anlan.lifecycle.inputs import Form

RECORDED = frozenset({RecordState.RECORDED})
STATES = {s.value: s.label for s in RecordState}

MEETINGS = "assignments.meetings"
STUDIES = "assignments.studies"
OF_KIND = {
    MeetingKind.WEEKLY_ASSIGNMENT: "assignments.weekly_assignment_meetings",
    MeetingKind.WEEKLY_STABILITY: "assignments.weekly_stability_meetings",
    MeetingKind.VIDEO_DISPATCH: "assignments.video_dispatches",
}
"""Kind → the measure in which meetings of it are counted by themselves."""
LED = "assignments.leader_activities"


def _register(
    opening: str,
    label: Promise,
    done: tuple[Promise, Promise, Promise],
    form: tuple[Form, Form],
    *,
    sound: Callable[..., Any],
    of: Callable[..., Any],
    told: Callable[..., Any],
    beside: Callable[..., Any] | None = None,
    unused: Callable[..., Any] | None = None,
) -> list[Step]:
    """Return the three steps of a register: put in, correct, void."""
    return [
        Step(
            name=opening,
            label=label,
            done=done[0],
            target=RecordState.RECORDED,
            rule=rules.may_record,
            form=form[0],
            guard=sound,
            effect=of,
            projects=beside,
            looks_up=True,
        ),
        Step(
            name="correct",
            label=_("Correct"),
            done=done[1],
            sources=RECORDED,
            target=STAY,
            rule=rules.may_change,
            form=form[1],
            guard=sound,
            effect=told,
            projects=beside,
            looks_up=True,
        ),
        Step(
            name="void",
            label=_("Void"),
            done=done[2],
            sources=RECORDED,
            target=RecordState.VOIDED,
            rule=rules.may_change,
            form=forms.BECAUSE,
            guard=unused or (lambda case, taken: ALLOWED),
            corrects=True,
            looks_up=True,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=RECORDED,
            target=RecordState.VOIDED,
            rule=rules.may_take_back_record,
            applies=facts.is_from_ledger,
            guard=unused or (lambda case, taken: ALLOWED),
            corrects=True,
            looks_up=True,
        ),
    ]


LEADER_FLOW = Flow(
    "leader",
    model=LeaderTerm,
    name=_("leader"),
    states=STATES,
    counted=Counted(day="first_day", sector=""),
    steps=_register(
        "enter",
        _("Enter a leader"),
        (_("entered the leader"), _("corrected the leader"), _("voided the leader")),
        (forms.ENTER_LEADER, forms.AMEND_LEADER),
        sound=facts.term_is_sound,
        of=effects.term_of,
        told=effects.term_told,
        unused=facts.term_is_unused,
    ),
)

MEETING_FLOW = Flow(
    "meeting",
    model=Meeting,
    name=_("meeting"),
    states=STATES,
    counted=Counted(day="held_on", sector=""),
    counts=(
        Count(MEETINGS, RECORDED),
        Count(STUDIES, RECORDED, when="is_study"),
        *(Count(code, RECORDED, when="kind", equals=kind.value) for kind, code in OF_KIND.items()),
    ),
    steps=_register(
        "record",
        _("Record a meeting"),
        (_("recorded the meeting"), _("corrected the meeting"), _("voided the meeting")),
        (forms.RECORD_MEETING, forms.CORRECT_MEETING),
        sound=facts.meeting_is_sound,
        of=effects.meeting_of,
        told=effects.meeting_told,
        beside=effects.meeting_beside,
        unused=facts.nothing_follows,
    ),
)

LEADING_FLOW = Flow(
    "leading",
    model=LeaderActivity,
    name=_("leader's activity"),
    states=STATES,
    counted=Counted(day="happened_on", sector=""),
    counts=(Count(LED, RECORDED),),
    steps=_register(
        "record",
        _("Record what a leader did"),
        (_("recorded what a leader did"), _("corrected what a leader did"), _("voided what a leader did")),
        (forms.RECORD_ACTIVITY, forms.CORRECT_ACTIVITY),
        sound=facts.activity_is_sound,
        of=effects.activity_of,
        told=effects.activity_told,
        beside=facts.still_in_post,
    ),
)
