"""Meetings, leaders, what they do, and tasks as rows of tables, prepared from values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anlan.assignments.kinds import ActivityKind, MeetingKind
from anlan.assignments.models import (
    OPEN_STATES,
    AssignedTask,
    LeaderActivity,
    LeaderTerm,
    Meeting,
    RecordState,
    TaskPart,
    TaskState,
)
from anlan.assignments.models.tasks import told_number
from anlan.evidence.access import VISIBLE
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords, tell
from anlan.obligations.models import Kind as Duty
from anlan.obligations.models import Obligation
from anlan.scrutiny.subjects import PEERS

TONES: dict[str, str] = {
    TaskState.ISSUED: "warn",
    TaskState.RETURNED: "bad",
    TaskState.SIGNED: "info",
    TaskState.IN_PROGRESS: "info",
    TaskState.SUBMITTED: "warn",
    TaskState.VERIFIED: "warn",
    TaskState.CLOSED: "good",
    TaskState.SPLIT: "neutral",
    TaskState.MERGED: "neutral",
    TaskState.VOIDED: "neutral",
}
SOON_DAYS = 3


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _record_tone(state: str) -> str:
    return "good" if state == RecordState.RECORDED else "neutral"


def lateness(state: str, due_at: datetime, now: datetime, *, on_time: bool) -> tuple[str, str]:
    """Return (words, tone): red when late, yellow within three days, green when closed on time (domain brief §6.5)."""
    if state == TaskState.CLOSED:
        return (_("closed on time"), "good") if on_time else (_("closed late"), "bad")
    if state not in OPEN_STATES or state in (TaskState.SUBMITTED, TaskState.VERIFIED):
        return "", ""
    if due_at < now:
        return _("overdue"), "bad"
    return (_("due soon"), "warn") if (due_at - now).days < SOON_DAYS else ("", "")


def meeting_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("Kind of meeting")},
        {"label": _("In the chair")},
        {"label": _("Area")},
        {"label": _("State")},
        {"label": _("Day"), "kind": "date", "sort": "day"},
    ]


def tell_meetings(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the meetings with these keys, in their order. One query."""
    chinese, kinds, states = _chinese(), dict(MeetingKind.choices), dict(RecordState.choices)
    rows: dict[int, list[Any]] = {}
    values = Meeting.objects.filter(pk__in=keys).values_list(
        "pk", "held_on", "title", "topics", "kind", "chair__title", "chair__name", "area__short_name",
        "area__name_en", "state",
    )  # fmt: skip
    for key, on, title, topics, kind, post, name, area, area_en, state in values:
        rows[key] = [
            {"text": f"HY{on:%Y}-{key:07d}", "href": reverse("assignments:meeting", args=[key])},
            {"text": title, "sub": topics},
            kinds[kind],
            {"text": name, "sub": post},
            area if chinese else area_en,
            {"text": states[state], "tone": _record_tone(state)},
            on.isoformat(),
        ]
    return meeting_columns(), [rows[key] for key in keys if key in rows]


def tell_activities(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of what leaders did, in the order of the keys. One query."""
    chinese, kinds, states = _chinese(), dict(ActivityKind.choices), dict(RecordState.choices)
    rows: dict[int, list[Any]] = {}
    values = LeaderActivity.objects.filter(pk__in=keys).values_list(
        "pk", "happened_on", "occasion", "place", "kind", "leader__title", "leader__name", "requirement",
        "area__short_name", "area__name_en", "state",
    )  # fmt: skip
    for key, on, occasion, place, kind, post, name, requirement, area, area_en, state in values:
        rows[key] = [
            {"text": f"LD{on:%Y}-{key:07d}", "href": reverse("assignments:activity", args=[key])},
            {"text": name, "sub": post},
            kinds[kind],
            {"text": occasion, "sub": place},
            {"text": f"“{requirement[:60]}”" if requirement else ""},
            area if chinese else area_en,
            {"text": states[state], "tone": _record_tone(state)},
            on.isoformat(),
        ]
    head = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Leader")},
        {"label": _("Kind")},
        {"label": pgettext("of a leader", "What it was"), "kind": "wide"},
        {"label": _("What was required"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("State")},
        {"label": _("Day"), "kind": "date", "sort": "day"},
    ]
    return head, [rows[key] for key in keys if key in rows]


def tell_leaders(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of leaders with their posts and days. One query."""
    chinese, states = _chinese(), dict(RecordState.choices)
    rows: dict[int, list[Any]] = {}
    values = LeaderTerm.objects.filter(pk__in=keys).values_list(
        "pk", "name", "title", "leads", "first_day", "last_day", "area__short_name", "area__name_en", "state"
    )
    for key, name, title, leads, first, last, area, area_en, state in values:
        rows[key] = [
            {"text": name, "href": reverse("assignments:leader", args=[key])},
            {"text": title, "sub": leads},
            f"{first} – {last or ''}",
            area if chinese else area_en,
            {"text": states[state], "tone": _record_tone(state)},
        ]
    head = [
        {"label": _("Name"), "kind": "name"},
        {"label": _("Post"), "kind": "wide"},
        {"label": _("Days")},
        {"label": _("Area")},
        {"label": _("State")},
    ]
    return head, [rows[key] for key in keys if key in rows]


def task_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Task"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Lead unit"), "kind": "name"},
        {"label": _("Task assigned by"), "kind": "name"},
        {"label": _("Issued on"), "kind": "date", "sort": "day"},
        {"label": _("Due on"), "kind": "date", "sort": "due"},
    ]


def tell_tasks(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the tasks with these keys, in their order. One query."""
    chinese, states, now = _chinese(), dict(TaskState.choices), clock.now()
    rows: dict[int, list[Any]] = {}
    values = AssignedTask.objects.filter(pk__in=keys).values_list(
        "pk", "year", "number", "title", "meeting__title", "state", "lead__name", "lead__name_en", "issuer__name",
        "issuer__name_en", "issued_on", "due_at", "is_on_time",
    )  # fmt: skip
    for (
        key,
        year,
        number,
        title,
        meeting,
        state,
        lead,
        lead_en,
        issuer,
        issuer_en,
        on,
        due_at,
        on_time,
    ) in values:
        late, tone = lateness(state, due_at, now, on_time=on_time)
        rows[key] = [
            {"text": told_number(year, number), "href": reverse("assignments:task", args=[key])},
            {"text": title, "sub": meeting or ""},
            {"text": states[state], "tone": TONES[state]},
            lead if chinese else lead_en or lead,
            issuer if chinese else issuer_en or issuer,
            on.isoformat(),
            {"text": clock.local_day(due_at).isoformat(), "sub": late, "tone": tone}
            if late
            else clock.local_day(due_at).isoformat(),
        ]
    return task_columns(), [rows[key] for key in keys if key in rows]


def _case_words(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists, notices and papers tell tasks. One query."""
    chinese = _chinese()
    rows = AssignedTask.objects.filter(pk__in=keys).values_list(
        "pk", "title", "year", "number", "area__short_name", "area__name_en"
    )
    return {
        key: CaseWords(
            title,
            area if chinese else area_en,
            reverse("assignments:task", args=[key]),
            told_number(year, number),
        )
        for key, title, year, number, area, area_en in rows
    }


def _part_words(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words of parts: those of their task. Two queries."""
    tasks = dict(TaskPart.objects.filter(pk__in=keys).values_list("pk", "task_id"))
    words = _case_words(list(tasks.values()))
    return {key: words[task] for key, task in tasks.items() if task in words}


def tell_late(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of late duties on tasks, in the order of the keys. Four queries."""
    found = Obligation.objects.filter(pk__in=keys).select_related("owner").in_bulk()
    words = tell((row.case_kind, row.case_id) for row in found.values())
    kinds = dict(Duty.choices)
    rows = []
    for key in (key for key in keys if key in found):
        row = found[key]
        case = words[row.case_kind, row.case_id]
        rows.append(
            [
                {"text": case.number, "href": case.href},
                {"text": case.text},
                kinds[Duty(row.kind)],
                row.owner.label,
                clock.local_day(row.due_at).isoformat(),
                clock.local_day(row.discharged_at).isoformat() if row.discharged_at else "",
            ]
        )
    head = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Task"), "kind": "wide"},
        {"label": _("What is owed")},
        {"label": _("Unit"), "kind": "name"},
        {"label": _("Was due"), "kind": "date"},
        {"label": _("Done at"), "kind": "date"},
    ]
    return head, rows


def _activity_words(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words of what leaders did. One query."""
    rows = LeaderActivity.objects.filter(pk__in=keys).values_list(
        "pk", "occasion", "happened_on", "leader__name"
    )
    return {
        key: CaseWords(
            f"{leader} {occasion}", "", reverse("assignments:activity", args=[key]), f"LD{on:%Y}-{key:07d}"
        )
        for key, occasion, on, leader in rows
    }


TELLERS["leading"] = _activity_words
TELLERS["task"] = _case_words
TELLERS["task_part"] = _part_words
PEERS.add("task")
VISIBLE["task"] = lambda actor, pk: AssignedTask.objects.within(actor.scope).filter(pk=pk).exists()
