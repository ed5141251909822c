"""The lifecycle of a risk study: prepared with its agenda, held in a meeting, closed when every finding has an end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.advisories.kinds import WENT_OUT
from anlan.assignments.models import Meeting, TaskState
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Refused
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind
from anlan.org import calendar
from anlan.studies import inputs, papers, rules
from anlan.studies.kinds import End, FindingState, StudyState
from anlan.studies.models import Asked, Finding, RiskStudy

HELD = "studies.held"
CLOSE_WORKING_DAYS = 5
LONGEST_DAYS = 366
_TOLD = ("title", "planned_on", "first_day", "last_day", "agenda", "weather")


def _told(taken: Taken) -> dict[str, Any]:
    return {
        **{name: taken.input[name] for name in _TOLD},
        "sectors": ",".join(sorted(sector.code for sector in taken.input["sectors"])),
    }


def is_sound(_study: Any, taken: Taken) -> Decision:
    first, last = taken.input["first_day"], taken.input["last_day"]
    if last < first:
        return denied(_("The last day lies before the first"), code="study.days")
    if (last - first).days > LONGEST_DAYS:
        return denied(_("A study looks ahead for a year at most"), code="study.long")
    return ALLOWED


def study_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        **_told(taken),
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "prepared_by_id": taken.by.person_id,
        "conclusion": "",
    }


def amended(_study: Any, taken: Taken) -> dict[str, Any]:
    return _told(taken)


def write_asked(study: Any, taken: Taken, _seq: int) -> None:
    """Write who is asked, in their order; those who told a finding already stay named by it."""
    Asked.objects.filter(study=study.id).delete()
    Asked.objects.bulk_create(
        Asked(study_id=study.id, organisation=body, position=place)
        for place, body in enumerate(taken.input["asked"])
    )


def redrafted(_study: Any, taken: Taken) -> dict[str, Any]:
    return {"agenda": taken.input["agenda"], "weather": taken.input["weather"]}


def may_be_held(study: Any, taken: Taken) -> Decision:
    meeting: Meeting = taken.input["meeting"]
    if meeting.area_id != study.area_id:
        return denied(_("The meeting was held in another area than the study"), code="study.meeting")
    if meeting.held_at > taken.at:
        return denied(_("The meeting has not been held yet"), code="study.meeting")
    other = (
        RiskStudy.objects.filter(meeting=meeting.pk)
        .exclude(Q(state=StudyState.VOIDED) | Q(pk=study.id))
        .first()
    )
    if other is not None:
        told = _("This meeting is another study’s already: %(number)s") % {"number": other.number}
        return denied(told, code="study.meeting_twice")
    return ALLOWED


def held(_study: Any, taken: Taken) -> dict[str, Any]:
    meeting = taken.input["meeting"]
    return {"meeting_id": meeting.pk, "held_on": meeting.held_on}


def close_it(study: Any, taken: Taken) -> Owed:
    due = calendar.in_working_days(taken.at, CLOSE_WORKING_DAYS)
    return Owed(Kind.CLOSE_STUDY, study.organisation_id, due.due_at, due.computation)


def without_end(study_id: int) -> list[tuple[Finding, str]]:
    """Return the findings of a study that have no end that stands, each with why: one query."""
    rows = Finding.objects.filter(study=study_id).exclude(state=FindingState.VOIDED)
    lacking = []
    for one in rows.select_related("advisory", "task").order_by("pk"):
        if one.state == FindingState.OPEN:
            lacking.append((one, _("it has no end yet")))
        elif one.end_kind == End.WARNING and one.advisory.state not in WENT_OUT:
            lacking.append(
                (one, _("its warning was not issued yet (%(number)s)") % {"number": one.advisory.number})
            )
        elif one.end_kind == End.TASK and one.task.state == TaskState.VOIDED:
            lacking.append((one, _("its task was voided")))
    return lacking


def every_finding_has_an_end(study: Any, _taken: Taken) -> Decision:
    lacking = without_end(study.id)
    if not lacking:
        return ALLOWED
    told = "；".join(f"{one.number}（{why}）" for one, why in lacking[:5])
    return denied(
        _(
            "%(n)s findings have no end: %(findings)s. Each ends in a warning that was issued, a task, or none with a "
            "reason."
        )
        % {"n": len(lacking), "findings": told},
        code="study.findings_open",
    )  # fmt: skip


def nothing_ended(study: Any, _taken: Taken) -> Decision:
    if Finding.objects.filter(study=study.id).exclude(state=FindingState.VOIDED).exists():
        return denied(_("Findings stand in it: void them first"), code="study.has_findings")
    return ALLOWED


def closed(_study: Any, taken: Taken) -> dict[str, Any]:
    return {"closed_at": taken.at, "conclusion": taken.input["conclusion"]}


def _still(judge: Callable[[Any, Taken], Decision], then: Any = None) -> Callable[[Any, Taken, int], None]:
    """Judge once more while the journal's head is held: a finding told meanwhile keeps the study open."""

    def project(study: Any, taken: Taken, seq: int) -> None:
        decision = judge(study, taken)
        if not decision:
            raise Refused(decision.code, decision.reason)
        if then is not None:
            then(study, taken, seq)

    return project


def opened_again(_study: Any, _taken: Taken) -> dict[str, Any]:
    return {"closed_at": None}


PREPARED, IN_MEETING = frozenset({StudyState.PREPARED}), frozenset({StudyState.HELD})
OPEN = PREPARED | IN_MEETING
COUNTS = frozenset({StudyState.HELD, StudyState.CLOSED})

STUDY_FLOW = Flow(
    "risk_study",
    model=RiskStudy,
    name=gettext_lazy("risk study"),
    states={state.value: state.label for state in StudyState},
    counted=Counted(day="held_on", sector=""),
    counts=(Count(HELD, COUNTS),),
    steps=[
        Step(
            name="prepare",
            label=gettext_lazy("Prepare a risk study"),
            done=gettext_lazy("prepared the risk study"),
            target=StudyState.PREPARED,
            rule=rules.may_prepare,
            form=inputs.PREPARE,
            guard=is_sound,
            effect=study_of,
            projects=write_asked,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the risk study"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.AMEND,
            guard=is_sound,
            effect=amended,
            projects=write_asked,
        ),
        Step(
            name="redraft",
            label=gettext_lazy("Change the agenda"),
            done=gettext_lazy("changed the agenda"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.REDRAFT,
            effect=redrafted,
        ),
        Step(
            name="hold",
            label=gettext_lazy("Link the meeting in which it was held"),
            done=gettext_lazy("linked the meeting in which it was held"),
            sources=PREPARED,
            target=StudyState.HELD,
            rule=rules.may_keep,
            form=inputs.HOLD,
            guard=may_be_held,
            effect=held,
            opens=(close_it,),
            looks_up=True,
        ),
        Step(
            name="close",
            label=gettext_lazy("Close the study"),
            done=gettext_lazy("closed the study"),
            sources=IN_MEETING,
            target=StudyState.CLOSED,
            rule=rules.may_keep,
            form=inputs.CLOSE,
            guard=every_finding_has_an_end,
            effect=closed,
            discharges=(ALL,),
            projects=_still(every_finding_has_an_end, papers.report),
            looks_up=True,
        ),
        Step(
            name="reopen",
            label=pgettext_lazy("study", "Open again"),
            done=gettext_lazy("opened the study again"),
            sources=frozenset({StudyState.CLOSED}),
            target=StudyState.HELD,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            effect=opened_again,
            opens=(close_it,),
        ),
        Step(
            name="void",
            label=gettext_lazy("Void"),
            done=gettext_lazy("voided the risk study"),
            sources=OPEN,
            target=StudyState.VOIDED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=nothing_ended,
            corrects=True,
            discharges=(ALL,),
            projects=_still(nothing_ended),
            looks_up=True,
        ),
    ],
)
