"""Acts of the API on their way to the door: what the caller may not see is not there, before any rule is asked.

The lifecycles that the API offers stand in `OFFERED`. Decisions about accounts, posts and the tree of areas are not
among them: the three administrators take them by hand, on their pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from anlan.api.advisory_acts import ADVISORIES
from anlan.api.duty_acts import DUTY, DUTY_NAMED
from anlan.api.enforced import ENFORCEMENT
from anlan.api.exchange_acts import EXCHANGE
from anlan.api.forces_acts import FORCES, FORCES_NAMED
from anlan.api.incident_steps import INCIDENTS
from anlan.api.installation_acts import INSTALLATIONS, INSTALLATIONS_NAMED
from anlan.api.look_back_steps import LOOK_BACKS
from anlan.api.map_acts import MAPS
from anlan.api.offered import Offered
from anlan.api.opened import OPENED
from anlan.api.planner_acts import PLANNER
from anlan.api.study_acts import STUDIES, STUDIES_NAMED
from anlan.api.systemic_acts import SYSTEMIC
from anlan.assignments.acts import TASK_ACTS, happened
from anlan.assignments.flow import LEADER_FLOW, LEADING_FLOW, MEETING_FLOW, PART_FLOW, TASK_FLOW
from anlan.assignments.models import AssignedTask, LeaderActivity, LeaderTerm, Meeting, TaskPart
from anlan.bulletins.acts import BULLETIN_ACTS
from anlan.bulletins.flow import BULLETIN_FLOW, DELIVERY_FLOW, TEMPLATE_FLOW
from anlan.bulletins.models import Delivery, Issue, Template
from anlan.checklists.flow import CHECKLIST_FLOW
from anlan.checklists.models import Issuing
from anlan.digests.actions import DIGEST_ACTS
from anlan.digests.flow import DIGEST_FLOW
from anlan.digests.models import Digest
from anlan.draws.flow import DRAW_FLOW
from anlan.draws.models import Draw, DrawState
from anlan.enforcement.models import Measure
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.incidents.models import Incident
from anlan.inspections.flow import QUALIFICATION_FLOW, VISIT_FLOW
from anlan.inspections.models import Qualification, Visit
from anlan.journal.models import Entry
from anlan.kernel.compiled import Compiled
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.flow import Step
from anlan.lifecycle.inputs import Form, Moment, Reference
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Scope
from anlan.outreach.flow import ACTIVITY_FLOW, CAMPAIGN_FLOW
from anlan.outreach.models import Activity, Campaign
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.models import SpecialPeriod
from anlan.plans.flow import LEADER_PLAN_FLOW, PLAN_FLOW
from anlan.plans.models import LeaderPlan, Plan
from anlan.premises.models import Premises
from anlan.reporting.flow import DEMAND_FLOW, DUE_FLOW, NOTE_FLOW
from anlan.reporting.form_flow import FORM_FLOW, define
from anlan.reporting.form_models import FormChange
from anlan.reporting.models import Demand, Due, RollNote
from anlan.reporting.resending import receipt
from anlan.scrutiny.flow import FLAG_FLOW
from anlan.scrutiny.models import PhotoFlag
from anlan.suggestions.flow import SUGGESTION_FLOW
from anlan.suggestions.models import Suggestion
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.models import Supervision
from anlan.supervision.views import CLOCK_STEPS
from anlan.teams.acts import TEAM_ACTS
from anlan.teams.models import Team

BY_THE_CLOCK = frozenset({"make", "adjust", "withdraw", "remind", "tell_leader", "lapse", "propose_letter"})
WHEN = Form((Moment(name="at", label="at", required=False),))
BY_KEY = "key:"
_ISSUE, _PUBLICITY = Permission.CHECKLIST_ISSUE, Permission.OUTREACH_READ


OFFERED: dict[str, Offered] = {
    offered.flow.kind: offered
    for offered in (
        *(
            Offered(flow, path, read, model.objects.within, opening)
            for flow, path, read, model, opening in (
                (VISIT_FLOW, "visits", Permission.VISIT_READ, Visit, Permission.VISIT_RECORD),
                (QUALIFICATION_FLOW, "qualifications", Permission.VISIT_READ, Qualification, _ISSUE),
                (CHECKLIST_FLOW, "checklists", _ISSUE, Issuing, _ISSUE),
                (ACTIVITY_FLOW, "activities", _PUBLICITY, Activity, Permission.OUTREACH_RECORD),
                (CAMPAIGN_FLOW, "campaigns", _PUBLICITY, Campaign, Permission.OUTREACH_LAUNCH),
                (DRAW_FLOW, "draws", Permission.DRAW_READ, Draw, Permission.DRAW_MAKE),
                (PLAN_FLOW, "plans", Permission.PLAN_READ, Plan, Permission.PLAN_MAKE),
                (LEADER_PLAN_FLOW, "leader-plans", Permission.PLAN_READ, LeaderPlan, Permission.LEADER_PLAN),
            )
        ),
        Offered(
            HAZARD_FLOW,
            "hazards",
            Permission.HAZARD_READ,
            Hazard.objects.within,
            Permission.HAZARD_RECORD,
            without=frozenset({"sample"}),  # the lots take it
        ),
        *PLANNER,
        *ADVISORIES,
        *STUDIES,
        *SYSTEMIC,
        *MAPS,
        *INCIDENTS,
        *LOOK_BACKS,
        *(Offered(*one) for one in TEAM_ACTS),
        *ENFORCEMENT,
        *(Offered(*one) for one in DUTY),
        *FORCES,
        *INSTALLATIONS,
        *EXCHANGE,
        *(
            Offered(
                flow,
                path,
                Permission.ASSIGNMENT_READ,
                model.objects.within,
                opening,
                actions=TASK_ACTS if flow is TASK_FLOW else {},
            )
            for flow, path, model, opening in (
                (LEADER_FLOW, "leaders", LeaderTerm, Permission.MEETING_RECORD),
                (MEETING_FLOW, "meetings", Meeting, Permission.MEETING_RECORD),
                (LEADING_FLOW, "leading", LeaderActivity, Permission.MEETING_RECORD),
                (TASK_FLOW, "tasks", AssignedTask, Permission.TASK_ISSUE),
                (PART_FLOW, "task-parts", TaskPart, Permission.TASK_ISSUE),
            )
        ),
        Offered(
            PERIOD_FLOW,
            "periods",
            Permission.FIGURE_READ,
            SpecialPeriod.objects.within,
            Permission.PERIOD_KEEP,
        ),
        Offered(
            DUE_FLOW,
            "reports",
            Permission.FIGURE_READ,  # which of them, `within` says
            Due.objects.within,
            without=BY_THE_CLOCK,
            again=receipt,
        ),
        Offered(
            NOTE_FLOW,
            "roll-ups",
            Permission.REPORT_READ,
            RollNote.objects.within,
            Permission.REPORT_DISPATCH,
        ),
        Offered(
            DEMAND_FLOW,
            "report-rules",
            Permission.REPORT_READ,
            Demand.objects.within,
            Permission.REPORT_DISPATCH,
        ),
        Offered(
            FORM_FLOW,
            "forms",
            Permission.REPORT_READ,
            FormChange.objects.within,
            opening=Permission.REPORT_FORM,
            actions={"define": lambda _case, given, by, key, _seen: define(by=by, given=given, key=key)},
        ),
        Offered(
            SUGGESTION_FLOW,
            "suggestions",
            Permission.SUGGESTION_ANSWER,
            Suggestion.objects.within,
            without=frozenset({"note"}),  # the sender says so himself, on the page of the answer
        ),
        *OPENED,
        Offered(
            FLAG_FLOW,
            "photo-flags",
            Permission.EVIDENCE_READ,
            PhotoFlag.objects.within,
            without=frozenset({"raise"}),  # by the system alone
        ),
        Offered(
            DIGEST_FLOW,
            "digests",
            Permission.REPORT_READ,
            Digest.objects.within,
            without=frozenset({"make"}),  # by the clock
            actions=DIGEST_ACTS,
        ),
        Offered(
            SUPERVISION_FLOW,
            "supervisions",
            Permission.HAZARD_READ,
            Supervision.objects.within,
            without=frozenset(CLOCK_STEPS),
        ),
        Offered(
            BULLETIN_FLOW,
            "bulletins",
            Permission.BULLETIN_READ,
            Issue.objects.within,
            Permission.BULLETIN_EDIT,
            without=frozenset({"attach"}),  # a file: on the page only
            actions=BULLETIN_ACTS,
        ),
        Offered(
            TEMPLATE_FLOW,
            "bulletin-templates",
            Permission.BULLETIN_EDIT,
            Template.objects.within,
            without=frozenset({"upload", "replace"}),  # a file: routers/templates.py
        ),
        Offered(
            DELIVERY_FLOW,
            "deliveries",
            Permission.BULLETIN_READ,
            Delivery.objects.within,
            without=frozenset({"send", "tell", "recall"}),  # they go with the issue's own steps
        ),
    )
}

Found = Callable[[Scope, set[int]], Mapping[int, Any]]
# records that only some may see, as the inputs that name them find them, but within the caller's scope
NAMED: dict[type[Any], Found] = {
    **DUTY_NAMED,
    **FORCES_NAMED,
    **INSTALLATIONS_NAMED,
    **STUDIES_NAMED,
    Visit: lambda scope, keys: (
        Visit.objects.within(scope).recorded().select_related("premises", "sector").in_bulk(list(keys))
    ),
    Premises: lambda scope, keys: Premises.objects.within(scope).filter(is_active=True).in_bulk(list(keys)),
    Draw: lambda scope, keys: (
        Draw.objects.within(scope)
        .filter(state__in=(DrawState.DRAWN, DrawState.PUBLISHED))
        .select_related("area")
        .in_bulk(list(keys))
    ),
    Hazard: lambda scope, keys: Hazard.objects.within(scope).in_bulk(list(keys)),
    Incident: lambda scope, keys: Incident.objects.within(scope).in_bulk(list(keys)),
    Measure: lambda scope, keys: Measure.objects.within(scope).standing().in_bulk(list(keys)),
    Issue: lambda scope, keys: Issue.objects.within(scope).signed().in_bulk(list(keys)),
    Meeting: lambda scope, keys: Meeting.objects.within(scope).standing().in_bulk(list(keys)),
    LeaderTerm: lambda scope, keys: LeaderTerm.objects.within(scope).standing().in_bulk(list(keys)),
    Team: lambda scope, keys: Team.objects.within(scope).at_work().in_bulk(list(keys)),
    SpecialPeriod: lambda scope, keys: SpecialPeriod.objects.within(scope).standing().in_bulk(list(keys)),
    AssignedTask: lambda scope, keys: AssignedTask.objects.within(scope).open().in_bulk(list(keys)),
    Campaign: lambda scope, keys: Campaign.objects.within(scope).launched().in_bulk(list(keys)),
}


class Unseen:
    """A number that names nothing for this caller: the form refuses it in the words for one that does not exist."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def __str__(self) -> str:
        return str(self.raw)


@dataclass(slots=True)
class Asked:
    """One act as it was asked for."""

    input: dict[str, Any] = field(default_factory=dict)
    case_id: Any = None  # a number, or “key:…” until it is resolved
    key: str | None = None
    at: Any = None
    revision: int | None = None


Answer = door.Outcome | AnlanError


def take(offered: Offered, step: Step, asked: Sequence[Asked], *, by: Actor) -> list[Answer]:
    """Take acts of one step through the door in one transaction; one outcome or refusal each, in order.

    Two queries for what the caller may see, whatever the number of acts, beside those of the door.
    """
    needed = offered.permission(step)
    if needed is not None and not by.may(needed):
        refused = Refused("page.denied", _("Your posts give you no right to this."), http=403)
        return [refused for _one in asked]
    _resolve(step, asked, by)
    answers: list[Answer | None] = list(_unseen(offered, step, asked, by))
    named = _named(step, asked, by)
    ready: list[int] = []
    acts: list[door.Act] = []
    for place, one in enumerate(asked):
        if answers[place] is not None:
            continue
        try:
            at = _moment(one.at)
            if at is None and step.opening:
                at = happened(offered.flow.kind, one.input)
        except AnlanError as fault:
            answers[place] = fault
            continue
        ready.append(place)
        raw = _with_records(step, one.input, named)
        acts.append(door.Act(by, raw, at, one.case_id, one.key, one.revision))
    if acts:
        for place, outcome in zip(ready, _through(offered, step, acts), strict=True):
            answers[place] = outcome
    return [one for one in answers if one is not None]


def _through(offered: Offered, step: Step, acts: Sequence[door.Act]) -> Sequence[Answer]:
    """Take acts through the door, or by the action that belongs to the step, each in its own transaction."""
    action = offered.actions.get(step.name)
    if action is None:
        return _answered(offered, step, acts, door.apply_many(offered.flow, step.name, acts))
    answers: list[Answer] = []
    for act in acts:
        try:
            if act.at is not None:
                raise Invalid("at.action", _("This step happens now: leave its time out."), field="at")
            answers.append(action(act.case_id or 0, act.input, act.by, act.key, act.revision))
        except AnlanError as refusal:
            answers.append(refusal)
    return answers


def _answered(
    offered: Offered, step: Step, acts: Sequence[door.Act], outcomes: Sequence[Answer]
) -> Sequence[Answer]:
    """Return the outcomes; of what was refused because it had been done before, alike, its first outcome."""
    if offered.again is None:
        return outcomes
    return [
        offered.again(step, act.case_id, act.input, by=act.by, refusal=one) or one
        if isinstance(one, AnlanError)
        else one
        for act, one in zip(acts, outcomes, strict=True)
    ]


def _moment(raw: Any) -> datetime | None:
    return None if raw is None else WHEN.clean({"at": raw})["at"]


def _resolve(step: Step, asked: Sequence[Asked], by: Actor) -> None:
    """Put numbers in place of “key:…”: the cases that the caller's own acts opened under these keys."""
    names = [item.name for item in step.form.inputs if isinstance(item, Reference)]
    keys = {key for one in asked for key in keys_of(one.input.get(name) for name in names)}
    keys |= {key for one in asked for key in keys_of([one.case_id])}
    if not keys:
        return
    rows = Entry.objects.filter(actor_id=by.person_id, key__in=keys, n=1)
    opened = {f"{BY_KEY}{key}": case for key, case in rows.values_list("key", "case_id")}
    for one in asked:
        if isinstance(one.case_id, str):
            one.case_id = opened.get(one.case_id, 0)
        one.input = {
            name: opened.get(value, value) if name in names and isinstance(value, str) else value
            for name, value in one.input.items()
        }


def keys_of(values: Iterable[Any]) -> list[str]:
    """Return the keys that stand in place of numbers: “key:…”, of a form that a key can have."""
    return [
        value.removeprefix(BY_KEY)
        for value in values
        if isinstance(value, str) and value.startswith(BY_KEY) and door.KEY.match(value[len(BY_KEY) :])
    ]


def _unseen(offered: Offered, step: Step, asked: Sequence[Asked], by: Actor) -> list[AnlanError | None]:
    """Return, by act, that there is no such case for the caller; a case that his own act sent away answers a retry."""
    if step.opening:
        unknown = [one.case_id is not None for one in asked]
        return [_no_case(offered) if given else None for given in unknown]
    keys = {key for one in asked if (key := whole(one.case_id)) is not None}
    seen = _seen(offered, keys, by.scope)
    retried: set[tuple[int, str]] = set()
    if keys - seen:
        sent = [one.key for one in asked if one.key and one.case_id not in seen and one.key.isascii()]
        found = Entry.objects.filter(actor_id=by.person_id, key__in=sent, case_id__in=keys - seen)
        retried = set(found.values_list("case_id", "key"))  # type: ignore[arg-type]
    return [
        None if one.case_id in seen or (one.case_id, one.key) in retried else _no_case(offered)
        for one in asked
    ]


def _seen(offered: Offered, keys: set[int], scope: Scope) -> set[int]:
    """Return those of the cases that a scope shows. One query."""
    size = next(size for size in (1, 50, 500) if len(keys) <= size)
    return {key for (key,) in _cases_seen(offered.flow.kind, scope, size).rows(sorted(keys))}


@lru_cache(maxsize=512)
def _cases_seen(kind: str, scope: Scope, size: int) -> Compiled:
    """Return the query for so many cases of a scope: what a scope shows follows from it alone."""
    rows = OFFERED[kind].rows
    return Compiled(lambda keys: rows(scope).filter(pk__in=keys).values_list("pk"), size=size)


def _no_case(offered: Offered) -> Unknown:
    return Unknown(
        "case.unknown",
        _("There is no %(kind)s with this number in your area and sector.") % {"kind": offered.flow.name},
        field="case",
    )


def _named(step: Step, asked: Sequence[Asked], by: Actor) -> dict[type[Any], Mapping[int, Any]]:
    """Return the records that the acts name and the caller may see: one query a kind of record."""
    wanted: dict[type[Any], set[int]] = defaultdict(set)
    for item in references(step):
        wanted[item.model] |= {key for one in asked if (key := whole(one.input.get(item.name))) is not None}
    return {model: NAMED[model](by.scope, keys) for model, keys in wanted.items()}


def references(step: Step) -> list[Reference]:
    """Return the inputs of a step that name records which only some may see."""
    return [item for item in step.form.inputs if isinstance(item, Reference) and item.model in NAMED]


def _with_records(
    step: Step, given: Mapping[str, Any], named: Mapping[type[Any], Mapping[int, Any]]
) -> dict[str, Any]:
    """Return the input with records in place of their numbers."""
    raw = dict(given)
    for item in references(step):
        key = whole(raw.get(item.name))
        if key is not None:
            raw[item.name] = named[item.model].get(key) or Unseen(raw[item.name])
    return raw


def whole(value: Any) -> int | None:
    """Return the number that a record is named by, as a JSON number or as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 20:
        value = int(value)
    return value if type(value) is int and 0 < value < 2**63 else None
