"""The ladder of a supervision (督办): the one file to open when a rung, its paper or its guard changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import ALL, STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference, Text
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation
from anlan.supervision import duties, notices, papers, rules
from anlan.supervision.models import OPEN_STATES, STATES, State, Supervision

ON_LADDER = OPEN_STATES - {State.HANDED_OVER}
OF_OWNER = (Kind.SIGN_FOR_SUPERVISION, Kind.ANSWER_SUPERVISION)


def find_obligation(key: int) -> Obligation | None:
    return Obligation.objects.filter(pk=key).first()


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.select_related("area").filter(pk=key).first()


def _asks(label: Any, hint: Any = "", *, required: bool = True) -> Text:
    return Text(name="text", label=label, required=required, min_length=4, max_length=500, lines=3, help=hint)


REMIND = Form(
    (
        Reference(
            name="obligation", label=_("Obligation"), find=find_obligation, model=Obligation, tells=False
        ),
        Reference(name="supervisor", label=_("Supervised by"), find=find_organisation, model=Organisation),
    )
)
LETTER = Form((_asks(_("What the letter asks for"), required=False),))
CIRCULAR = Form(
    (_asks(_("Text of the circular"), _("Say what is overdue, since when, and what must happen.")),)
)
INTERVIEW = Form(
    (
        Moment(name="interview_at", label=_("Interview at")),
        Text(name="interviewed", label=_("Who is interviewed"), min_length=2, max_length=60),
        Text(name="interviewer", label=_("Who conducts it"), min_length=2, max_length=60),
        _asks(_("What it is about")),
    )
)
MINUTES = Form(
    (
        Text(name="minutes", label=_("Minutes"), min_length=10, max_length=2000, lines=6),
        Text(
            name="pledge",
            label=_("What was pledged"),
            min_length=4,
            max_length=500,
            lines=2,
            help=_("In the words of whoever was interviewed."),
        ),
        Moment(name="pledged_by", label=_("Pledged by"), required=False),
    )
)
OVERRIDE = Form(
    (
        Choice(
            name="rung",
            label=_("Go straight to"),
            choices=((State.CIRCULAR, _("Circular")), (State.INTERVIEW, _("Interview"))),
        ),
        _asks(_("Reason"), _("Why a step is left out; it stands in the journal with your name.")),
    )
)
ANSWER = Form(
    (
        Text(
            name="answer",
            label=_("Explanation"),
            min_length=4,
            max_length=500,
            lines=4,
            help=_("Why it is late, what is being done, and by when it will be done."),
        ),
    )
)
HAND_OVER = Form((_asks(_("To whom and why")),))
END = Form((Text(name="reason", label=_("Reason"), required=False, max_length=300, lines=2),))


# -- guards --------------------------------------------------------------------------------------------------


def obligation_is_open(_case: None, taken: Taken) -> Decision:
    obligation: Obligation = taken.input["obligation"]
    if obligation.discharged_at is not None:
        return denied(_("It is done: there is nothing to remind of"), code="supervision.discharged")
    return ALLOWED


def is_overdue(case: Supervision, taken: Taken) -> Decision:
    if taken.at < case.due_at:
        return denied(_("It is not due yet: a letter follows when it is overdue"), code="supervision.early")
    return ALLOWED


def rung_is_ahead(case: Supervision, taken: Taken) -> Decision:
    """Let an override leave a rung out; the next rung needs none, and none is taken twice."""
    wanted = {State.CIRCULAR: Rung.CIRCULAR, State.INTERVIEW: Rung.INTERVIEW}[taken.input["rung"]]
    if wanted <= case.rung:
        return denied(_("This step was already taken"), code="supervision.rung_taken")
    if wanted == case.rung + 1:
        return denied(_("This is the next step anyway: the office signs it"), code="supervision.rung_next")
    return is_overdue(case, taken)


def not_acknowledged(case: Supervision, taken: Taken) -> Decision:
    if case.acknowledged_at is not None:
        return denied(_("The last paper was already signed for"), code="supervision.acknowledged")
    return ALLOWED


def interview_was_held(case: Supervision, taken: Taken) -> Decision:
    if case.interview_at is not None and taken.at < case.interview_at:
        return denied(_("The interview has not been held yet"), code="supervision.interview_ahead")
    return ALLOWED


def minutes_are_kept(case: Supervision, taken: Taken) -> Decision:
    if not case.minutes:
        return denied(_("The minutes of the interview are missing"), code="supervision.no_minutes")
    return ALLOWED


def end_is_explained(case: Supervision, taken: Taken) -> Decision:
    """A person ends it with a reason; the clock ends it because what was owed is done."""
    if not taken.by.is_system:
        if len(taken.input["reason"]) < 4:
            return denied(_("Give the reason for ending it: it is not done"), code="supervision.no_reason")
        return ALLOWED
    if Obligation.objects.filter(pk=case.obligation_id, discharged_at=None).exists():
        return denied(_("It is still owed"), code="supervision.owed")
    return ALLOWED


# -- effects -------------------------------------------------------------------------------------------------


def supervision_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a supervision's columns, copied from the obligation; who supervises was worked out by the sweep."""
    owed: Obligation = taken.input["obligation"]
    supervisor: Organisation = taken.input["supervisor"]
    return {
        "obligation_id": owed.pk,
        "duty": owed.kind,
        "case_kind": owed.case_kind,
        "subject_id": owed.case_id,
        "owner_id": owed.owner_id,
        "supervisor_id": supervisor.pk,
        "supervisor_path": supervisor.area.path,
        "area_id": owed.area_id,
        "area_path": owed.area_path,
        "sector_id": owed.sector_id,
        "due_at": owed.due_at,
        "rung": Rung.REMINDER.value,
        "opened_at": taken.at,
        "opened_on": clock.local_day(taken.at),
        "served_at": taken.at,
    }


def _served(taken: Taken, rung: Rung) -> dict[str, Any]:
    """Return what every further paper sets: it waits to be signed for and answered anew."""
    return {
        "rung": rung.value,
        "served_at": taken.at,
        "text": taken.input["text"],
        "proposed": 0,
        "acknowledged_at": None,
        "acknowledged_by_id": None,
        "answered_at": None,
        "answer": "",
    }


def letter_sent(case: Supervision, taken: Taken) -> dict[str, Any]:
    return _served(taken, Rung.LETTER)


def next_proposed(case: Supervision, taken: Taken) -> dict[str, Any]:
    return {"proposed": case.rung + 1}


def circular_signed(case: Supervision, taken: Taken) -> dict[str, Any]:
    return _served(taken, Rung.CIRCULAR)


def interview_called(case: Supervision, taken: Taken) -> dict[str, Any]:
    names = ("interview_at", "interviewed", "interviewer")
    return _served(taken, Rung.INTERVIEW) | {name: taken.input[name] for name in names}


def overridden(case: Supervision, taken: Taken) -> dict[str, Any]:
    rung = Rung.CIRCULAR if taken.input["rung"] == State.CIRCULAR else Rung.INTERVIEW
    return _served(taken, rung) | ({"interview_at": taken.at} if rung == Rung.INTERVIEW else {})


def rung_chosen(case: Supervision, taken: Taken) -> str:
    return STATES[Rung(case.rung)]


def acknowledged(case: Supervision, taken: Taken) -> dict[str, Any]:
    return {"acknowledged_at": taken.at, "acknowledged_by_id": taken.by.person_id}


def answered(case: Supervision, taken: Taken) -> dict[str, Any]:
    """An answer says that the paper was read."""
    read = {} if case.acknowledged_at else acknowledged(case, taken)
    return read | {"answered_at": taken.at, "answer": taken.input["answer"]}


def minuted(case: Supervision, taken: Taken) -> dict[str, Any]:
    """Keep the minutes; they are a paper, which waits to be signed for anew. An answer given before stays."""
    return {
        **{name: taken.input[name] for name in ("minutes", "pledge", "pledged_by")},
        "served_at": taken.at,
        "acknowledged_at": None,
        "acknowledged_by_id": None,
    }


def handed_over(case: Supervision, taken: Taken) -> dict[str, Any]:
    return _served(taken, Rung.HANDED_OVER)


def ended(case: Supervision, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at, "end_reason": taken.input["reason"], "proposed": 0}


# -- the ladder ----------------------------------------------------------------------------------------------

PAPER: dict[str, Any] = {
    "discharges": (*OF_OWNER, Kind.DECIDE_SUPERVISION),
    "tells": (notices.owner_of_paper, notices.supervisor_of_paper),
    "projects": papers.issue,
}
"""What every paper after the reminder does beside its own."""

SUPERVISION_FLOW = Flow(
    "supervision",
    model=Supervision,
    name=_("supervision"),
    states={s.value: s.label for s in State},
    counted=Counted(day="opened_on"),
    steps=[
        Step(
            name="remind",
            label=_("Remind"),
            done=_("sent a reminder"),
            target=State.REMINDED,
            rule=rules.clock_only,
            form=REMIND,
            guard=obligation_is_open,
            effect=supervision_of,
            tells=(notices.owner_of_paper,),
            projects=papers.issue,
        ),
        Step(
            name="letter",
            label=_("Send a supervision letter"),
            done=_("sent a supervision letter"),
            sources=frozenset({State.REMINDED}),
            target=State.LETTER,
            rule=rules.may_send_letter,
            form=LETTER,
            guard=is_overdue,
            effect=letter_sent,
            opens=(duties.sign_for, duties.answer),
            **PAPER,
        ),
        Step(
            name="propose",
            label=_("Propose the next step"),
            done=_("proposed the next step"),
            sources=frozenset({State.LETTER, State.CIRCULAR}),
            target=STAY,
            rule=rules.clock_only,
            effect=next_proposed,
            discharges=(Kind.DECIDE_SUPERVISION,),
            opens=(duties.decide,),
            tells=(notices.proposed,),
            projects=papers.wait_for_signature,
        ),
        Step(
            name="acknowledge",
            label=_("Sign for the paper"),
            done=_("signed for the paper"),
            sources=OPEN_STATES,
            target=STAY,
            rule=rules.may_answer,
            guard=not_acknowledged,
            effect=acknowledged,
            discharges=(Kind.SIGN_FOR_SUPERVISION,),
            projects=papers.acknowledge,
        ),
        Step(
            name="answer",
            label=_("Answer"),
            done=_("answered"),
            sources=OPEN_STATES,
            target=STAY,
            rule=rules.may_answer,
            form=ANSWER,
            effect=answered,
            discharges=OF_OWNER,
            tells=(notices.answered,),
            projects=papers.acknowledge,
        ),
        Step(
            name="circular",
            label=_("Issue a circular"),
            done=_("issued a circular"),
            sources=frozenset({State.LETTER}),
            target=State.CIRCULAR,
            rule=rules.may_supervise,
            form=CIRCULAR,
            effect=circular_signed,
            opens=(duties.sign_for, duties.answer),
            **PAPER,
        ),
        Step(
            name="interview",
            label=_("Call an interview"),
            done=_("called an interview"),
            sources=frozenset({State.CIRCULAR}),
            target=State.INTERVIEW,
            rule=rules.may_supervise,
            form=INTERVIEW,
            effect=interview_called,
            opens=(duties.sign_for, duties.answer, duties.record_interview),
            **PAPER,
        ),
        Step(
            name="minutes",
            label=_("Record the interview"),
            done=_("recorded the interview"),
            sources=frozenset({State.INTERVIEW}),
            target=STAY,
            rule=rules.may_supervise,
            form=MINUTES,
            guard=interview_was_held,
            effect=minuted,
            discharges=(Kind.RECORD_INTERVIEW, Kind.SIGN_FOR_SUPERVISION),
            opens=(duties.sign_for,),
            projects=papers.issue_minutes,
        ),
        Step(
            name="override",
            label=_("Leave a step out"),
            done=_("left a step out"),
            sources=frozenset({State.REMINDED, State.LETTER}),
            target=rung_chosen,
            targets=frozenset({State.CIRCULAR, State.INTERVIEW}),
            rule=rules.may_override,
            form=OVERRIDE,
            guard=rung_is_ahead,
            effect=overridden,
            opens=(duties.sign_for, duties.answer, duties.record_interview),
            **PAPER,
        ),
        Step(
            name="hand_over",
            label=_("Hand over for accountability"),
            done=_("handed it over for accountability"),
            sources=frozenset({State.INTERVIEW}),
            target=State.HANDED_OVER,
            rule=rules.may_override,
            form=HAND_OVER,
            guard=minutes_are_kept,
            effect=handed_over,
            **PAPER,
        ),
        Step(
            name="end",
            label=_("End the supervision"),
            done=_("ended the supervision"),
            sources=OPEN_STATES,
            target=State.ENDED,
            rule=rules.may_end,
            form=END,
            guard=end_is_explained,
            effect=ended,
            discharges=(ALL,),
            tells=(notices.ended,),
            projects=papers.stop,
        ),
    ],
)
