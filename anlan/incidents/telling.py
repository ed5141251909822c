"""An incident's page in values: its clocks, its counts by source, its grades, its reports, the log of commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.assignments.models import AssignedTask, TaskState
from anlan.hazards.models import State
from anlan.incidents import terms
from anlan.incidents.clocks import unit_was_late
from anlan.incidents.duties import CLOCKS
from anlan.incidents.facts import COUNTED, KIND_OF_RECOMMENDATION, LABELS
from anlan.incidents.grading import last_day_of_change, levels_up
from anlan.incidents.kinds import (
    CallSource,
    Category,
    CountSource,
    IncidentGrade,
    IncidentState,
    RecommendationState,
    ReportKind,
)
from anlan.incidents.models import CasualtyCount, Classing, Incident, Recommendation, Report
from anlan.incidents.papers import ordinal
from anlan.incidents.rows import GRADE_TONES, RECOMMENDATION_TONES, minute
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.lifecycle.door import entry_input
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation, Person
from anlan.papers.models import Paper

ENDS = {IncidentState.MERGED, IncidentState.DISMISSED, IncidentState.CLOSED}


def clocks_of(incident: Incident, now: datetime) -> list[dict[str, Any]]:
    """Return the clocks that run, soonest first, then those that stopped; of a drill the same without an owner.

    One query for the owners of what is owed.
    """
    owners = {
        one.kind: one.owner.label
        for one in Obligation.objects.open().filter(case_id=incident.pk).select_related("owner")
    }
    return _clocks(incident, now, owners)


def _clocks(incident: Incident, now: datetime, owners: dict[str, str]) -> list[dict[str, Any]]:
    told = []
    for kind, due_name, done_name in CLOCKS:
        due = getattr(incident, due_name)
        if due is None:
            continue
        done = getattr(incident, done_name) if done_name else None
        stopped = done is not None or incident.state in ENDS
        told.append(
            {
                "label": Kind(kind).label,
                "due_at": due,
                "done_at": done,
                "runs": not stopped,
                "late": (done or now) > due if done or not stopped else False,
                "owner": owners.get(kind, ""),
            }
        )
    return sorted(told, key=lambda one: (not one["runs"], one["due_at"]))


def next_clock(incident: Incident, now: datetime) -> dict[str, Any] | None:
    """Return the clock that runs out first, or None where none runs. No query."""
    return next((one for one in _clocks(incident, now, {}) if one["runs"]), None)


def warnings_of(incident: Incident) -> list[str]:
    """Return what whoever handles it must know: late from the unit, how far up, until when numbers change."""
    told = []
    held = terms.of(incident.kind, clock.local_day(incident.occurred_at))
    if incident.source == CallSource.UNIT and unit_was_late(incident.occurred_at, incident.received_at, held):
        minutes = int((incident.received_at - incident.occurred_at).total_seconds() // 60)
        told.append(
            _("The unit called %(minutes)s minutes after it happened; it has %(most)s.")
            % {"minutes": minutes, "most": held.unit_minutes}
        )
    if incident.reporting_grade != incident.grade:
        told.append(
            _("With the missing taken as dead it would be: %(grade)s. The clocks go by that.")
            % {"grade": IncidentGrade(incident.reporting_grade).label}
        )
    return told


def way_up(incident: Incident) -> str:
    names = {
        "city": _("the city"),
        "province": _("the province"),
        "state": _("the State Council's departments"),
    }
    return _(", ").join(str(names[one]) for one in levels_up(incident.reporting_grade))


def counts_of(incident: Incident) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the table of counts, the newest first, the official one marked. One query."""
    columns: list[dict[str, Any]] = [
        {"label": _("Entry"), "kind": "num"},
        {"label": _("Source"), "kind": "name"},
        {"label": _("As of"), "kind": "date"},
        *({"label": LABELS[name], "kind": "num"} for name in COUNTED),
        {"label": _("Entered by"), "kind": "name"},
    ]
    rows = []
    for one in CasualtyCount.objects.filter(incident=incident.pk).select_related("entered_by").order_by("-n"):
        official = one.n == incident.official_n
        rows.append(
            {
                "cells": [
                    {
                        "text": one.n,
                        "tone": "good" if official else "",
                        "sub": _("official") if official else "",
                    },
                    {
                        "text": CountSource(one.source).label,
                        "sub": " · ".join(filter(None, (one.told_by, one.reason))),
                    },
                    minute(one.as_of),
                    *("—" if getattr(one, name) is None else f"{getattr(one, name):,}" for name in COUNTED),
                    one.entered_by.name,
                ],
                "tone": "good" if official else "",
            }
        )
    return columns, rows


def told_of(incident: Incident) -> dict[str, int | None]:
    """Return by number the most that any source has told of it; None where none has. One query."""
    rows = CasualtyCount.objects.filter(incident=incident.pk)
    return rows.aggregate(**{name: Max(name) for name in COUNTED})


def people_of(incident: Incident, told: Mapping[str, int | None]) -> list[tuple[Any, str]]:
    """Return dead, missing and hurt as the head of the page shows them."""
    hurt = [told[name] for name in ("serious", "minor") if told[name] is not None]
    return [
        (_("Dead"), number_words(incident.deaths, told["deaths"])),
        (pgettext("incident", "Missing"), number_words(incident.missing, told["missing"])),
        (_("Injured"), number_words(incident.serious + incident.minor, hurt[0] if hurt else None)),
    ]


def official_of(incident: Incident, told: Mapping[str, int | None]) -> list[tuple[Any, Any]]:
    """Return the official numbers with who answers for them. Three queries.

    What no source has told is not shown as nothing.
    """
    count = CasualtyCount.objects.filter(incident=incident.pk, n=incident.official_n).first()
    held = terms.of(incident.kind, clock.local_day(incident.occurred_at))
    chosen = Person.objects.filter(pk=incident.chosen_by_id).values_list("name", flat=True).first()
    return [
        *((LABELS[name], number_words(getattr(incident, name), told[name])) for name in COUNTED),
        (_("Grade by decree 493"), IncidentGrade(incident.grade).label),
        (_("To be reported up to"), way_up(incident)),
        (
            _("Category of the bulletin"),
            Category(incident.category).label if incident.category else _("in none of the five"),
        ),
        (_("Numbers may change until"), f"{last_day_of_change(incident.occurred_at, held.change_days)}"),
        (_("Source"), CountSource(count.source).label if count else "—"),
        (_("Chosen by"), f"{chosen} · {minute(incident.chosen_at)}"),
        (_("Reason"), incident.chosen_reason),
    ]


def number_words(official: int | None, told: int | None) -> str:
    """Return an official number in words; one that no source has told is “not told”, not nothing."""
    if official is None or (not official and told is None):
        return pgettext("number", "not told")
    return f"{official:,}"


def grades_of(incident: Incident) -> list[dict[str, Any]]:
    """Return what it was when, the newest first. One query."""
    rows = Classing.objects.filter(incident=incident.pk).order_by("-n")
    return [
        {
            "at": one.at,
            "grade": IncidentGrade(one.grade).label,
            "tone": GRADE_TONES[one.grade],
            "category": Category(one.category).label if one.category else "",
        }
        for one in rows
    ]


def reports_of(incident: Incident) -> list[dict[str, Any]]:
    """Return the reports in order, each with its paper. Two queries."""
    rows = list(Report.objects.filter(incident=incident.pk).order_by("ordinal"))
    papers = Paper.objects.in_bulk([one.paper_id for one in rows if one.paper_id])
    return [
        {
            "label": _title(one),
            "sent_at": one.sent_at,
            "to": one.to,
            "late": one.due_at is not None and one.sent_at > one.due_at,
            "in_time": one.due_at is not None and one.sent_at <= one.due_at,
            "signed_by": one.signed_by,
            "paper": papers.get(one.paper_id) if one.paper_id else None,
            "draft": ""
            if one.paper_id
            else reverse("incidents:drill-paper", args=[incident.pk, one.ordinal]),
        }
        for one in rows
    ]


def _title(report: Report) -> str:
    label = str(ReportKind(report.kind).label)
    if report.follow_up is None:
        return label
    return _("%(report)s no. %(n)s") % {
        "report": label,
        "n": report.follow_up,
        "han": ordinal(report.follow_up),
    }


def log_of(incident: Incident) -> list[dict[str, Any]]:
    """Return the log of commands in order: time of the server, who wrote, who gave it, for whom, the link of its hash.

    It is the journal itself. Two queries.
    """
    entries = list(
        Entry.objects.filter(case_id=incident.pk, step__in=("note", "phone", "pass_on")).order_by("n")
    )
    people = dict(Person.objects.filter(pk__in={e.actor_id for e in entries}).values_list("pk", "name"))
    told = []
    for entry in entries:
        given = entry_input(entry)
        told.append(
            {
                "seq": entry.seq,
                "at": entry.recorded_at,
                "said_at": entry.occurred_at,
                "who": people.get(entry.actor_id, ""),
                "given_by": given.get("given_by") or people.get(entry.actor_id, ""),
                "given_to": given.get("given_to") or given.get("to", ""),
                "words": given.get("words") or _("Reported to the next level"),
                "hash": bytes(entry.hash).hex(),
            }
        )
    return told


def recommendations_of(incident: Incident) -> list[dict[str, Any]]:
    """Return the recommendations with what became of each. Three queries."""
    rows = list(
        Recommendation.objects.filter(incident=incident.pk).select_related("hazard", "unit").order_by("pk")
    )
    tasks = tasks_of([one.pk for one in rows])
    return [told_recommendation(one, tasks.get(one.pk)) for one in rows]


def tasks_of(keys: list[int]) -> dict[int, AssignedTask]:
    found = AssignedTask.objects.standing().filter(origin_kind=KIND_OF_RECOMMENDATION, origin_id__in=keys)
    return {one.origin_id: one for one in found.order_by("-pk") if one.origin_id is not None}


def told_recommendation(one: Recommendation, task: AssignedTask | None) -> dict[str, Any]:
    follows: dict[str, Any] | None = None
    if task is not None:
        follows = {
            "text": f"{task.told_number} · {TaskState(task.state).label}",
            "href": reverse("assignments:task", args=[task.pk]),
        }
    elif one.hazard is not None:
        state = State(one.hazard.state).label
        follows = {
            "text": f"{one.hazard.number} · {state}",
            "href": reverse("hazards:detail", args=[one.hazard.pk]),
        }
    return {
        "one": one,
        "href": reverse("incidents:recommendation", args=[one.pk]),
        "unit": one.unit.label if one.unit else "",
        "state": _("Followed up as a task") if task else RecommendationState(one.state).label,
        "tone": "info" if task else RECOMMENDATION_TONES[one.state],
        "follows": follows,
    }


def merged_of(incident: Incident) -> list[Incident]:
    return list(Incident.objects.filter(merged_into=incident.pk).order_by("pk"))


def _place(incident: Incident) -> Any:
    place = incident.premises
    return {"text": place.name, "href": reverse("premises:detail", args=[place.pk])} if place else "—"


def particulars_of(incident: Incident) -> list[tuple[Any, Any]]:
    """Return who, where and when; the caller's number stands behind its own door."""
    bodies = dict(Organisation.objects.filter(pk__in={incident.organisation_id}).values_list("pk", "name"))
    taker = Person.objects.filter(pk=incident.taken_by_id).values_list("name", flat=True).first()
    return [
        (_("Happened at"), minute(incident.occurred_at)),
        (_("Call received at"), minute(incident.received_at)),
        (_("Source"), CallSource(incident.source).label),
        (_("Area"), incident.area.label),
        (pgettext("incident", "Place"), incident.place),
        (_("Premises"), _place(incident)),
        (_("Caller"), " · ".join(filter(None, (incident.caller, incident.caller_body))) or "—"),
        (_("Whom the caller told already"), incident.already_told or "—"),
        (_("Taken by"), f"{taker} · {bodies.get(incident.organisation_id, '')}"),
    ]  # fmt: skip
