"""The later steps of which a row of a ledger of tasks tells, each by somebody who had the right on that day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.assignments.flow import TASK_FLOW
from anlan.assignments.models import AssignedTask
from anlan.imports import lookup
from anlan.imports.inputs import Stamp
from anlan.imports.kinds import Row, Run
from anlan.imports.past import Taken
from anlan.kernel import clock
from anlan.org.roles import Permission
from anlan.org.scope import Actor

STEPS = (
    ("sign_for", "signed_at", "signed_by"),
    ("feed_back", "fed_back_at", "submitted_by"),
    ("submit", "submitted_at", "submitted_by"),
    ("verify", "verified_at", "verified_by"),
    ("close", "closed_at", "closed_by"),
)
"""Step, the column of its day, the column of its person."""
MAY = {
    "issue": (Permission.TASK_ISSUE, gettext_lazy("assign tasks")),
    "sign_for": (Permission.TASK_DO, gettext_lazy("sign for tasks of the lead unit")),
    "feed_back": (Permission.TASK_DO, gettext_lazy("report on tasks of the lead unit")),
    "submit": (Permission.TASK_DO, gettext_lazy("submit tasks of the lead unit")),
    "verify": (Permission.TASK_ISSUE, gettext_lazy("verify tasks of the issuing office")),
    "close": (Permission.TASK_CLOSE, gettext_lazy("give the second signature at the issuing office")),
}
ToTake = tuple[str, Actor, datetime, dict[str, Any]]


@dataclass(slots=True)
class Story:
    """A row that is understood: who assigned it when and with what, its joint units, the steps that follow."""

    issuer: Actor | None  # None where the task is on record
    at: datetime
    given: dict[str, Any]
    lead_id: int
    office_id: int
    joint: list[Any] = field(default_factory=list)
    steps: list[ToTake] = field(default_factory=list)
    part_of: dict[int, int] = field(default_factory=dict)  # joint unit → its part, once written


@dataclass(frozen=True, slots=True)
class Past:
    """A task on record with the steps that were taken."""

    task: AssignedTask
    steps: Sequence[Taken]

    def of(self, step: str) -> list[Taken]:
        return [taken for taken in self.steps if taken.step == step]

    @property
    def last(self) -> Taken:
        return self.steps[-1]


def said(text: str, otherwise: Any) -> str:
    """Return what a ledger says, or what stands for it; words too few for the step are quoted."""
    if not text:
        return str(otherwise)
    return text if len(text) >= 4 else str(_("According to the ledger: %(text)s") % {"text": text})


def steps_of(row: Row, run: Run, story: Story, past: Past | None) -> None:
    """Put the steps of a row that are to be taken on its story; what contradicts the record is a fault."""
    at = past.last.at if past else story.at
    known = {taken.step for taken in past.steps} if past else set()
    for step, day, who in _told(row, known):
        stamp: Stamp | None = row[day]
        if past is not None and _on_record(row, past, step, day, who, is_new=bool(story.steps)):
            continue
        if stamp is None and step == "sign_for":
            row.warn(
                "signed_at",
                _("No day of signing: taken as signed for when it was assigned."),
                "signed.assumed",
            )
        moment = stamp.after(at) if stamp else at
        if moment < at:
            row.fault(
                day,
                _("It lies before the step ahead of it (%(day)s).") % {"day": clock.local_day(at)},
                "at.before",
            )
            return
        at = moment
        actor = _taker(row, run, story, step, who, at)
        if actor is None:
            return
        story.steps.append((step, actor, at, _given(row, step)))


def _told(row: Row, known: set[str]) -> list[tuple[str, str, str]]:
    """Return the steps that a row tells of, in their order; note what is missing between them."""
    last = max((n for n, (_s, day, _w) in enumerate(STEPS) if row[day] is not None), default=-1)
    told = []
    for n, (step, day, who) in enumerate(STEPS):
        has_day = row[day] is not None
        if step == "feed_back":
            if row["progress"] and not has_day and not row["submitted_at"]:
                row.warn(
                    "progress",
                    _("It has no day, so it is left out. Fill in when it was reported."),
                    "progress.no_day",
                )
            if has_day:
                told.append((step, day, who))
            continue
        if n > last:
            continue
        if not has_day and step != "sign_for" and step not in known:
            row.fault(day, _("It is missing, though a later step has its day."), "step.missing")
        told.append((step, day, who))
    return told if row.sound else []


def _given(row: Row, step: str) -> dict[str, Any]:
    if step == "feed_back":
        return {"progress": said(row["progress"], _("Progress reported according to the ledger"))}
    if step == "submit":
        return {"result": said(row["result"], _("Done according to the ledger"))}
    return {}


def _on_record(row: Row, past: Past, step: str, day: str, who: str, *, is_new: bool) -> bool:
    """Tell whether a step is on record as the row tells it; another day or person is a fault at the cell."""
    stamp, found = row[day], past.of(step)
    name = row[who] if stamp and step != "feed_back" else ""
    if any(taken.agrees(stamp, name) for taken in found):
        return True
    if not found or is_new or step == "feed_back":
        return False
    if past.task.state in TASK_FLOW.steps[step].sources:  # sent back since: it may be taken again
        return False
    last = found[-1]
    column = who if last.agrees(stamp, "") else day
    told = {
        "number": past.task.told_number,
        "step": TASK_FLOW.steps[step].label,
        "day": f"{last.day}",
        "who": last.names[-1] if last.names else _("the system"),
    }
    row.fault(
        column,
        _("%(number)s: “%(step)s” is on record for %(day)s by %(who)s; a step that was taken stays as it is.")
        % told,
        "step.differs",
    )
    return True


def _taker(row: Row, run: Run, story: Story, step: str, who: str, at: datetime) -> Actor | None:
    """Return who took a step: whom its column names, else who stands for him in such a ledger."""
    column, text = _named(row, story, step, who)
    if not text:
        row.fault(who, _("It is missing, though the step has its day."), "step.nobody")
        return None
    permission, what = MAY[step]
    body = story.lead_id if permission == Permission.TASK_DO else story.office_id
    return lookup.person(row, column, text, at, run, may=at_body(permission, body), what=what, bodies=[body])


def _named(row: Row, story: Story, step: str, who: str) -> tuple[str, str]:
    of_lead = ("submitted_by", "signed_by", "person_in_charge")
    chains = {
        "sign_for": ("signed_by", "submitted_by", "person_in_charge"),
        "feed_back": of_lead,
        "submit": of_lead,
        "verify": ("verified_by", "issued_by"),
    }
    for column in chains.get(step, (who,)):
        if row[column]:
            return column, row[column]
    if step == "verify" and story.issuer is not None:
        return who, story.issuer.username
    return who, ""


def at_body(permission: Permission, organisation_id: int) -> Callable[[Actor], bool]:
    def may(actor: Actor) -> bool:
        return any(
            permission in post.permissions and post.organisation_id == organisation_id for post in actor.posts
        )

    return may
