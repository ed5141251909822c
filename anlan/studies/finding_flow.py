"""The lifecycle of a finding: told in a study, ended in a warning, in a task, or in nothing with a reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.advisories.models import Advisory
from anlan.assignments.models import AssignedTask
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Refused
from anlan.lifecycle.flow import NOT_NOW, STAY, Count, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form
from anlan.studies import inputs, rules
from anlan.studies.kinds import METHOD, End, FindingState, StudyState, level_of
from anlan.studies.models import Finding, RiskRating, RiskStudy

FOUND, UNENDED = "studies.findings", "studies.findings_open"
IN_KIND = {
    End.WARNING: "studies.ended_in_warnings",
    End.TASK: "studies.ended_in_tasks",
    End.NONE: "studies.ended_without",
}
_UNENDED: dict[str, Any] = {
    "end_kind": "", "end_reason": "", "advisory_id": None, "task_id": None, "ended_at": None, "ended_by_id": None,
}  # fmt: skip


def _where(study: Any, given: Any) -> tuple[Any, Any]:
    """Return (area, sector) of a finding: as told, else those of its place, else the study's area."""
    place = given["premises"]
    area = given["area"] or (place.reporting_area if place is not None else study.area)
    return area, given["sector"] or (place.sector if place is not None else None)


def _is_sound(study: RiskStudy, given: Any) -> Decision:
    area, sector = _where(study, given)
    if sector is None:
        return denied(_("Name the sector, or the place whose sector it is"), code="finding.sector")
    if not (area.path or "").startswith(study.area_path):
        return denied(_("It lies outside of the area that is studied"), code="finding.area")
    if study.sectors and sector.code not in study.sectors.split(","):
        told = _("The study is not about this sector: %(sector)s") % {"sector": sector.label}
        return denied(told, code="finding.sector")
    place = given["premises"]
    if place is not None and given["area"] and not place.area_path.startswith(area.path or ""):
        return denied(_("The place does not lie in this area"), code="finding.place")
    return ALLOWED


def is_told_soundly(_case: None, taken: Taken) -> Decision:
    return _is_sound(taken.input["study"], taken.input)


def _study(finding: Any) -> RiskStudy:
    found: RiskStudy = RiskStudy.objects.select_related("area").get(pk=finding.study_id)
    return found


def corrects_soundly(finding: Any, taken: Taken) -> Decision:
    return is_running(finding) and _is_sound(_study(finding), taken.input)


def is_running(finding: Any) -> Decision:
    """Refuse what would change a study that was closed: it is opened again first."""
    if RiskStudy.objects.filter(
        pk=finding.study_id, state__in=(StudyState.CLOSED, StudyState.VOIDED)
    ).exists():
        return denied(_("Its study is closed: open it again first"), code="study.closed")
    return ALLOWED


def _columns(study: RiskStudy, taken: Taken) -> dict[str, Any]:
    given = taken.input
    area, sector = _where(study, given)
    likelihood, consequence = int(given["likelihood"]), int(given["consequence"])
    return {
        **{name: given[name] for name in ("place", "weakness", "advice")},
        "sector_id": sector.pk,
        "area_id": area.pk,
        "area_path": area.path,
        "premises_id": given["premises"].pk if given["premises"] is not None else None,
        "likelihood": likelihood,
        "consequence": consequence,
        "risk_level": level_of(likelihood, consequence),
        "method": METHOD,
        "lead_id": given["lead"].pk if given["lead"] is not None else None,
    }


def finding_of(_case: None, taken: Taken) -> dict[str, Any]:
    study = taken.input["study"]
    via = taken.via
    return {
        **_columns(study, taken),
        **_UNENDED,
        "study_id": study.pk,
        "study_path": study.area_path,
        "found_on": clock.local_day(taken.at),
        "organisation_id": via.organisation_id if via is not None else study.organisation_id,
        "found_by_id": taken.by.person_id,
        "is_from_ledger": taken.ledger,
    }


def still_running(finding: Any, _taken: Taken, _seq: int) -> None:
    """Look once more while the journal's head is held: nothing is told in a study that was closed meanwhile."""
    decision = is_running(finding)
    if not decision:
        raise Refused(decision.code, decision.reason)


def corrected(finding: Any, taken: Taken) -> dict[str, Any]:
    return _columns(_study(finding), taken)


# -- its end -----------------------------------------------------------------------------------------------------------


def _ended(taken: Taken, **how: Any) -> dict[str, Any]:
    return {"ended_at": taken.at, "ended_by_id": taken.by.person_id, **how}


def warning_fits(finding: Any, taken: Taken) -> Decision:
    """Take a warning that the reader sees, of the finding's area, of one above it or of a part of it."""
    advisory: Advisory = taken.input["advisory"]
    if not taken.by.is_system and not Advisory.objects.within(taken.by.scope).filter(pk=advisory.pk).exists():
        return denied(
            _("There is no advisory or warning with this number in your area"), code="finding.advisory"
        )
    here, there = finding.area_path, advisory.area_path
    if not (here.startswith(there) or there.startswith(here)):
        return denied(_("The warning is of another area than the finding"), code="finding.advisory")
    return is_running(finding)


def ended_in_warning(_finding: Any, taken: Taken) -> dict[str, Any]:
    return _ended(taken, end_kind=End.WARNING, advisory_id=taken.input["advisory"].pk)


def task_fits(finding: Any, taken: Taken) -> Decision:
    task: AssignedTask = taken.input["task"]
    if not taken.by.is_system and not AssignedTask.objects.within(taken.by.scope).filter(pk=task.pk).exists():
        return denied(_("There is no task with this number that you see"), code="finding.task")
    return is_running(finding)


def ended_in_task(_finding: Any, taken: Taken) -> dict[str, Any]:
    return _ended(taken, end_kind=End.TASK, task_id=taken.input["task"].pk)


def _runs(finding: Any, _taken: Taken) -> Decision:
    return is_running(finding)


def ended_without(_finding: Any, taken: Taken) -> dict[str, Any]:
    return _ended(taken, end_kind=End.NONE, end_reason=taken.input["reason"])


def opened_again(_finding: Any, _taken: Taken) -> dict[str, Any]:
    return dict(_UNENDED)


def is_from_ledger(finding: Any) -> Decision:
    if not finding.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def bears_no_level(finding: Any, _taken: Taken) -> Decision:
    rated = RiskRating.objects.filter(finding=finding.id).exclude(state="voided").first()
    if rated is not None:
        told = _("A risk level rests on it: %(number)s. Void that first.") % {"number": rated.number}
        return denied(told, code="finding.rated")
    return is_running(finding)


OPEN, ENDED = frozenset({FindingState.OPEN}), frozenset({FindingState.ENDED})
STANDS = OPEN | ENDED


def _ending(name: str, label: Any, done: Any, form: Any, guard: Any, effect: Any) -> Step:
    return Step(
        name=name,
        label=label,
        done=done,
        sources=OPEN,
        target=FindingState.ENDED,
        rule=rules.may_end,
        form=form,
        guard=guard,
        effect=effect,
        projects=still_running,
        looks_up=True,
    )


def _voiding(name: str, label: Any, done: Any, rule: Any, form: Any, **more: Any) -> Step:
    return Step(
        name=name,
        label=label,
        done=done,
        sources=OPEN,
        target=FindingState.VOIDED,
        rule=rule,
        form=form,
        guard=bears_no_level,
        corrects=True,
        projects=still_running,
        looks_up=True,
        **more,
    )


FINDING_FLOW = Flow(
    "finding",
    model=Finding,
    name=gettext_lazy("finding of a risk study"),
    states={state.value: state.label for state in FindingState},
    counted=Counted(day="found_on"),
    counts=(
        Count(FOUND, STANDS),
        Count(UNENDED, OPEN),
        *(Count(measure, ENDED, when="end_kind", equals=kind.value) for kind, measure in IN_KIND.items()),
    ),
    steps=[
        Step(
            name="find",
            label=gettext_lazy("Tell a finding"),
            done=gettext_lazy("told the finding"),
            target=FindingState.OPEN,
            rule=rules.may_find,
            form=inputs.FIND,
            guard=is_told_soundly,
            effect=finding_of,
            projects=still_running,
            looks_up=True,
        ),
        Step(
            name="correct",
            label=gettext_lazy("Correct"),
            done=gettext_lazy("corrected the finding"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_correct,
            form=inputs.CORRECT,
            guard=corrects_soundly,
            effect=corrected,
            projects=still_running,
            looks_up=True,
        ),
        _ending(
            "end_in_warning", gettext_lazy("End in an advisory or warning that there is"),
            gettext_lazy("ended it in an advisory or warning"), inputs.IN_WARNING, warning_fits, ended_in_warning,
        ),
        _ending(
            "end_in_task", gettext_lazy("End in a task that there is"),
            gettext_lazy("ended it in an assigned task"), inputs.IN_TASK, task_fits, ended_in_task,
        ),
        _ending(
            "end_without", gettext_lazy("Nothing follows, with a reason"),
            gettext_lazy("decided that nothing follows"), inputs.WITHOUT, _runs, ended_without,
        ),
        Step(
            name="reopen",
            label=pgettext_lazy("finding", "Take back its end"),
            done=gettext_lazy("took back its end"),
            sources=ENDED,
            target=FindingState.OPEN,
            rule=rules.may_end,
            form=inputs.BECAUSE,
            guard=_runs,
            effect=opened_again,
            projects=still_running,
            looks_up=True,
        ),
        _voiding("void", gettext_lazy("Void"), gettext_lazy("voided the finding"), rules.may_end, inputs.BECAUSE),
        _voiding(
            "take_back", gettext_lazy("Take back"), gettext_lazy("took back what was entered from a ledger"),
            rules.may_take_back, Form(), applies=is_from_ledger,
        ),
    ],
)  # fmt: skip
