"""What must be so before a step of the registers or of a task."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import (
    ENDED_STATES,
    AssignedTask,
    LeaderActivity,
    LeaderTerm,
    Meeting,
    RecordState,
    TaskPart,
    TaskState,
)
from anlan.assignments.origins import ORIGINS
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org.models import OrganisationKind

_LEAD_IS_A_BUSINESS = _("Tasks are assigned to authorities: to a business goes a hazard with its deadline")

# -- registers -------------------------------------------------------------------------------------------------


def term_is_sound(term: Any, taken: Taken) -> Decision:
    first, last = taken.input["first_day"], taken.input["last_day"]
    if last is not None and last < first:
        return denied(_("The post ends before it begins"), code="leader.days")
    if term is None:
        return ALLOWED
    outside: list[tuple[str, Any, str]] = [
        ("held_on", Meeting, "chair"),
        ("happened_on", LeaderActivity, "leader"),
    ]
    for day, model, column in outside:
        rows = model.objects.standing().filter(**{column: term.id})
        late = rows.filter(**{f"{day}__gt": last}) if last is not None else rows.none()
        if rows.filter(**{f"{day}__lt": first}).exists() or late.exists():
            return denied(
                _("Meetings or activities of this leader lie outside these days"), code="leader.in_use"
            )
    return ALLOWED


def term_is_unused(term: Any, _taken: Taken) -> Decision:
    used = Meeting.objects.standing().filter(chair=term.id).exists()
    if used or LeaderActivity.objects.standing().filter(leader=term.id).exists():
        return denied(_("Meetings or activities name this leader: it stays"), code="leader.in_use")
    return ALLOWED


def held_the_post(term: LeaderTerm, day: Any) -> Decision:
    if term.first_day <= day and (term.last_day is None or day <= term.last_day):
        return ALLOWED
    return denied(_("This leader did not hold the post on that day"), code="leader.not_in_post")


def meeting_is_sound(meeting: Any, taken: Taken) -> Decision:
    at = taken.input["held_at"]
    if at > taken.at:
        return denied(
            _("The meeting lies in the future: it is recorded once it was held"), code="meeting.future"
        )
    held = held_the_post(taken.input["chair"], clock.local_day(at))
    if not held:
        return held
    area_id = taken.input["area"].pk if meeting is None else meeting.area_id
    same = Meeting.objects.standing().filter(area=area_id, kind=taken.input["kind"], held_at=at)
    if same.exclude(pk=meeting.id if meeting else None).exists():
        return denied(_("A meeting of this kind at this moment is on record already"), code="meeting.twice")
    if meeting is not None and taken.input["is_safety"] == "no":
        return nothing_follows(meeting, taken)
    return ALLOWED


def nothing_follows(meeting: Any, _taken: Taken) -> Decision:
    """Leave a meeting on record that tasks or activities name."""
    used = AssignedTask.objects.standing().filter(meeting=meeting.id).exists()
    if used or LeaderActivity.objects.standing().filter(meeting=meeting.id).exists():
        return denied(_("Tasks or activities name this meeting: it stays"), code="meeting.in_use")
    return ALLOWED


def activity_is_sound(_activity: Any, taken: Taken) -> Decision:
    if taken.input["happened_at"] > taken.at:
        return denied(_("It lies in the future: it is recorded once it happened"), code="leading.future")
    if taken.input["requirement"] and not taken.input["source"]:
        return denied(_("Say where the quoted words stand"), code="leading.no_source")
    return held_the_post(taken.input["leader"], clock.local_day(taken.input["happened_at"]))


# -- tasks -----------------------------------------------------------------------------------------------------


def task_is_sound(_task: None, taken: Taken) -> Decision:
    given = taken.input
    if given["due_on"] < clock.local_day(taken.at):
        return denied(_("The day on which it is due has passed"), code="task.due_past")
    if given["lead"].kind == OrganisationKind.BUSINESS:
        return denied(_LEAD_IS_A_BUSINESS, code="task.business")
    meeting: Meeting | None = given["meeting"]
    if (given["source"] == "meeting") != (meeting is not None):
        return denied(_("A task of a meeting names the meeting, another names none"), code="task.meeting")
    if meeting is not None and meeting.held_at > taken.at:
        return denied(_("The task was assigned before the meeting was held"), code="task.before_meeting")
    origin = given["origin"]
    if origin is not None:
        arises = arises_soundly(origin, taken)
        if not arises:
            return arises
    whole: AssignedTask | None = given["split_of"]
    if whole is not None and taken.via is not None and whole.issuer_id != taken.via.organisation_id:
        return denied(_("Only the office that issued the task gives out its pieces"), code="task.issuer")
    return ALLOWED


def arises_soundly(origin: Any, taken: Taken) -> Decision:
    """A task arises out of a case that its issuer sees and that asks for one, once for each office."""
    if ORIGINS[origin.kind](taken.by, origin.pk) is None:
        return denied(
            _("There is nothing there that you see and of which a task could be made"), code="task.origin"
        )
    if taken.via is None:
        return ALLOWED
    there = AssignedTask.objects.standing().filter(origin_kind=origin.kind, origin_id=origin.pk)
    if there.filter(issuer=taken.via.organisation_id).exists():
        return denied(_("Your office made a task of it already"), code="task.origin_twice")
    return ALLOWED


def transfer_is_sound(task: Any, taken: Taken) -> Decision:
    if taken.input["due_on"] < clock.local_day(taken.at):
        return denied(_("The day on which it is due has passed"), code="task.due_past")
    lead = taken.input["lead"]
    if taken.via is not None and not (lead.area.path or "").startswith(taken.via.area_path):
        return denied(
            _("You have no right to assign tasks to this unit: it lies outside your area"), code="task.issue"
        )
    if lead.kind == OrganisationKind.BUSINESS:
        return denied(_LEAD_IS_A_BUSINESS, code="task.business")
    if lead.pk == task.lead_id and task.state != TaskState.RETURNED:
        return denied(_("This unit leads the task already"), code="task.same_lead")
    if TaskPart.objects.open().filter(task=task.id, organisation=lead.pk).exists():
        return denied(_("This unit takes part in the task: withdraw its part first"), code="task.is_part")
    return ALLOWED


def extension_is_later(task: Any, taken: Taken) -> Decision:
    if taken.input["until"] <= clock.local_day(task.due_at):
        return denied(
            _("The day asked for is not later than the one on which it is due"), code="task.not_later"
        )
    if taken.input["until"] < clock.local_day(taken.at):
        return denied(_("The day on which it is due has passed"), code="task.due_past")
    return ALLOWED


def extension_is_asked(task: Any) -> Decision:
    if task.asked_until is None:
        return denied(_("No extension is asked for"), code=NOT_NOW)
    return ALLOWED


def no_extension_is_asked(task: Any) -> Decision:
    if task.asked_until is not None:
        return denied(_("The extension asked for is not decided on yet"), code="task.asked_already")
    return ALLOWED


def parts_are_ended(task: Any, _taken: Taken) -> Decision:
    """The lead ends after the joint units (capability C60)."""
    left = TaskPart.objects.open().filter(task=task.id).count()
    if left:
        return denied(
            _("Joint units have not ended their parts yet (%(n)s): the lead ends after them") % {"n": left},
            code="task.parts_open",
        )
    return ALLOWED


def whole_is_done(task: Any, taken: Taken) -> Decision:
    """A split task is closed when every piece is, a merged one when the task is into which it went."""
    parts = parts_are_ended(task, taken)
    if not parts:
        return parts
    if task.state == TaskState.SPLIT:
        pieces = AssignedTask.objects.standing().filter(split_of=task.id)
        if not pieces.exists():
            return denied(_("No piece of the split task was given out yet"), code="task.no_pieces")
        if pieces.exclude(state=TaskState.CLOSED).exists():
            return denied(_("Pieces of this task are not closed yet"), code="task.pieces_open")
    if task.state == TaskState.MERGED and not _is_closed(task.merged_into_id):
        return denied(_("The task into which it was merged is not closed yet"), code="task.goal_open")
    return ALLOWED


def _is_closed(key: int) -> bool:
    return AssignedTask.objects.filter(pk=key, state=TaskState.CLOSED).exists()


def merges_into_another(task: Any, taken: Taken) -> Decision:
    into: AssignedTask = taken.input["into"]
    if into.pk == task.id:
        return denied(_("A task is not merged into itself"), code="task.itself")
    if into.issuer_id != task.issuer_id:
        return denied(_("Only tasks of one issuing office are merged"), code="task.other_issuer")
    if into.state in (TaskState.MERGED, TaskState.SPLIT):
        return denied(_("That task was merged or split itself"), code="task.goal_gone")
    if AssignedTask.objects.open().filter(merged_into=task.id).exists():
        return denied(_("Tasks were merged into this one: it stays"), code="task.is_goal")
    return parts_are_ended(task, taken)


def is_no_piece(task: Any, taken: Taken) -> Decision:
    """Split whole tasks only, and none into which another was merged."""
    if task.split_of_id is not None:
        return denied(_("A piece of a task is not split again"), code="task.is_piece")
    if AssignedTask.objects.open().filter(merged_into=task.id).exists():
        return denied(_("Tasks were merged into this one: it stays"), code="task.is_goal")
    return parts_are_ended(task, taken)


def nothing_hangs_on_it(task: Any, _taken: Taken) -> Decision:
    if AssignedTask.objects.open().filter(merged_into=task.id).exists():
        return denied(_("Tasks were merged into this one: it stays"), code="task.is_goal")
    if AssignedTask.objects.standing().filter(split_of=task.id).exists():
        return denied(_("Pieces of this task stand: void them first"), code="task.pieces_stand")
    if TaskPart.objects.open().filter(task=task.id).exists():
        return denied(_("Joint units have open parts in it: withdraw them first"), code="task.parts_open")
    return ALLOWED


def joins_soundly(_part: None, taken: Taken) -> Decision:
    task: AssignedTask = taken.input["task"]
    unit = taken.input["organisation"]
    if task.state in (
        *ENDED_STATES,
        TaskState.SUBMITTED,
        TaskState.VERIFIED,
        TaskState.MERGED,
        TaskState.SPLIT,
    ):
        return denied(_("No unit can join the task any more"), code="task.join_late")
    if unit.kind == OrganisationKind.BUSINESS:
        return denied(_LEAD_IS_A_BUSINESS, code="task.business")
    if unit.pk == task.lead_id:
        return denied(_("The lead of a task is not its joint unit as well"), code="task.lead_joins")
    if taken.via is not None and not (unit.area.path or "").startswith(taken.via.area_path):
        return denied(
            _("You have no right to assign tasks to this unit: it lies outside your area"), code="task.issue"
        )
    if TaskPart.objects.filter(task=task.pk, organisation=unit.pk).exclude(state="withdrawn").exists():
        return denied(_("This unit takes part in the task already"), code="task.joined")
    return ALLOWED


def is_from_ledger(case: Any) -> Decision:
    if not case.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def lags_behind(part: Any) -> Decision:
    """A part is due with its task; it lags behind where the task was extended before parts followed."""
    due_at = AssignedTask.objects.filter(pk=part.task_id).values_list("due_at", flat=True).get()
    if due_at == part.due_at:
        return denied(_("It is due with the task already"), code=NOT_NOW)
    return ALLOWED


def follows_the_task(part: Any, taken: Taken) -> Decision:
    due_at = AssignedTask.objects.filter(pk=part.task_id).values_list("due_at", flat=True).get()
    if clock.local_day(due_at) != taken.input["until"]:
        return denied(_("A part is due with its task, on no other day"), code="task.part_day")
    return ALLOWED


def task_goes_on(part: Any, _taken: Taken) -> Decision:
    done = (*ENDED_STATES, TaskState.SUBMITTED, TaskState.VERIFIED, TaskState.MERGED)
    if AssignedTask.objects.filter(pk=part.task_id, state__in=done).exists():
        return denied(_("The task was submitted already: send it back first"), code="task.join_late")
    return ALLOWED


# -- once nobody else can write --------------------------------------------------------------------------------


def still_ended(task: Any, taken: Taken, _seq: int) -> None:
    """Look again at the parts: one may have been added at the same moment."""
    _or_conflict(parts_are_ended(task, taken))


def still_goes_on(part: Any, taken: Taken, _seq: int) -> None:
    _or_conflict(task_goes_on(part, taken))


def still_in_post(record: Any, taken: Taken, _seq: int) -> None:
    """Look again at the leader's term: it may have been voided or shortened at the same moment."""
    key, day = (
        (record.chair_id, record.held_on)
        if hasattr(record, "chair_id")
        else (record.leader_id, record.happened_on)
    )
    term = LeaderTerm.objects.get(pk=key)
    if term.state != RecordState.RECORDED:
        raise Conflict("leader.voided", _("The leader was voided at the same moment."))
    _or_conflict(held_the_post(term, day))


def still_stands(task: Any, taken: Taken) -> None:
    """Look again at the meeting of a task: it may have been voided at the same moment."""
    if task.meeting_id and not Meeting.objects.standing().filter(pk=task.meeting_id).exists():
        raise Conflict("meeting.voided", _("The meeting was voided at the same moment."))
    if (
        task.split_of_id
        and not AssignedTask.objects.filter(pk=task.split_of_id, state=TaskState.SPLIT).exists()
    ):
        raise Conflict("task.whole_gone", _("The split task was ended at the same moment."))


def _or_conflict(decision: Decision) -> None:
    if not decision:
        raise Conflict(decision.code or "task.moved", decision.reason)
