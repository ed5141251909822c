"""Acts that are more than one passage through the door: a study with its drafted agenda and meeting, a finding with
the warning or task in which it ends, a risk level that ends the one before it. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from anlan.advisories.flow import ADVISORY_FLOW
from anlan.assignments.acts import happened
from anlan.assignments.flow import MEETING_FLOW, TASK_FLOW
from anlan.assignments.kinds import Source
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome, entry_input
from anlan.org.scope import Actor
from anlan.studies.agenda import Matter, drafted
from anlan.studies.flow import FINDING_FLOW, RATING_FLOW, STUDY_FLOW
from anlan.studies.kinds import RatingState
from anlan.studies.models import Finding, RiskRating
from anlan.studies.rating_flow import subject

Given = Mapping[str, Any]


def prepare(given: Given, *, by: Actor, key: str | None = None, at: datetime | None = None) -> Outcome:
    """Prepare a study; an agenda that was left empty is drafted from what the system knows at that moment."""
    whole = dict(given)
    if not str(whole.get("agenda") or "").strip():
        done = _done(by, key)
        # sent again, it is the same act: with the agenda that was drafted then
        whole["agenda"] = entry_input(done).get("agenda", "") if done else _draft(whole, at or clock.now())
    return door.open_case(STUDY_FLOW, "prepare", by=by, input=whole, key=key, at=at)


def _draft(given: Given, at: datetime) -> str:
    """Return the drafted agenda, or nothing where the door is to say what is wrong."""
    try:
        clean = STUDY_FLOW.steps["prepare"].form.clean({**given, "agenda": ""})
    except Invalid:
        return ""
    matter = Matter(clean["area"], tuple(clean["sectors"]), clean["first_day"], clean["last_day"], at)
    return drafted(matter, clean["weather"])


def hold(
    study: int, meeting: Given, *, by: Actor, key: str | None = None, revision: int | None = None
) -> Outcome:
    """Record the meeting in the register of meetings and link it to the study."""
    key = key or uuid7()
    with transaction.atomic():
        recorded = door.open_case(
            MEETING_FLOW,
            "record",
            by=by,
            input=meeting,
            key=f"{key}-meeting",
            at=happened("meeting", meeting),
        )
        given = {"meeting": recorded.case_id}
        return door.apply(STUDY_FLOW, study, "hold", by=by, input=given, key=key, revision=revision)


def warn(
    finding: int, advisory: Given, *, by: Actor, key: str | None = None, revision: int | None = None
) -> Outcome:
    """Draft an advisory or warning out of a finding and end the finding in it. It goes out by its own steps."""
    key = key or uuid7()
    with transaction.atomic():
        drafted_one = door.open_case(ADVISORY_FLOW, "draft", by=by, input=advisory, key=f"{key}-draft")
        given = {"advisory": drafted_one.case_id}
        return door.apply(
            FINDING_FLOW, finding, "end_in_warning", by=by, input=given, key=key, revision=revision
        )


def assign(
    finding: int, task: Given, *, by: Actor, key: str | None = None, revision: int | None = None
) -> Outcome:
    """Assign a task out of a finding and end the finding in it."""
    key = key or uuid7()
    with transaction.atomic():
        given = {
            **task,
            "origin": f"finding-{finding}",
            "meeting": task.get("meeting") or _meeting(finding, task),
        }
        issued = door.open_case(TASK_FLOW, "issue", by=by, input=given, key=f"{key}-task")
        ends = {"task": issued.case_id}
        return door.apply(FINDING_FLOW, finding, "end_in_task", by=by, input=ends, key=key, revision=revision)


def _meeting(finding: int, task: Given) -> int | None:
    """Return the meeting of a finding's study, which a task of a meeting names."""
    rows = (
        Finding.objects.filter(pk=finding) if task.get("source") == Source.MEETING else Finding.objects.none()
    )
    return rows.values_list("study__meeting", flat=True).first()


def rate(
    given: Given, *, by: Actor, key: str | None = None, at: datetime | None = None, ledger: bool = False
) -> Outcome:
    """Lay down a risk level; the one in force ends the day before. Raises AnlanError; then nothing is written."""
    key = key or uuid7()
    with transaction.atomic():
        former = None if _done(by, key) else _in_force(given)
        if former is not None:
            first = _first_day(given, at or clock.now())
            ends = {"last_day": first - timedelta(days=1)}
            act = door.Act(by, ends, at=at, case_id=former, key=f"{key}-former", ledger=ledger)
            _one(door.apply_many(RATING_FLOW, "supersede", [act]))
        return _one(
            door.apply_many(RATING_FLOW, "rate", [door.Act(by, given, at=at, key=key, ledger=ledger)])
        )


def _done(by: Actor, key: str | None) -> Entry | None:
    """Return the entry of an act that was taken with this key before."""
    return Entry.objects.filter(actor_id=by.person_id, key=key).first() if key else None


def _one(results: Any) -> Outcome:
    (result,) = results
    if not isinstance(result, Outcome):
        raise result
    return result


def _first_day(given: Given, at: datetime) -> Any:
    return RATING_FLOW.steps["rate"].form.clean(given)["first_day"] or clock.local_day(at)


def _in_force(given: Given) -> int | None:
    """Return the level in force of what is rated, if the input is sound and there is one."""
    try:
        clean = RATING_FLOW.steps["rate"].form.clean(given)
    except Invalid:
        return None
    place, area = clean["premises"], clean["area"]
    if (place is None) == (area is None):
        return None
    rows = RiskRating.objects.filter(state=RatingState.IN_FORCE)
    rows = rows.filter(**subject(area.pk if area else 0, place.pk if place else None))
    return rows.values_list("pk", flat=True).first()
