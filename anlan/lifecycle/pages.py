"""What a page needs of a lifecycle: the forms of the steps that lead on, and the case's history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision
from anlan.kernel.errors import AnlanError
from anlan.kernel.identity import uuid7
from anlan.lifecycle.door import entry_input
from anlan.lifecycle.flow import Flow, Step
from anlan.lifecycle.inputs import Choice, Input, Moment, Text
from anlan.lifecycle.models import Case
from anlan.org.models import Organisation, Person, Post
from anlan.org.scope import Actor


@dataclass(frozen=True)
class Field:
    """An input as a page shows it."""

    name: str
    label: Any
    type: str
    required: bool
    help: Any
    value: Any
    error: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    maxlength: int | None = None
    rows: int = 3


@dataclass(frozen=True)
class StepForm:
    """A step as a form: its button, whether it may be taken and why not, its fields, the key of this showing."""

    name: str
    label: Any
    decision: Decision = ALLOWED
    fields: tuple[Field, ...] = ()
    key: str = field(default_factory=uuid7)
    error: Any = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, step: Step, values: Mapping[str, Any], decision: Decision = ALLOWED) -> StepForm:
        return cls(step.name, step.label, decision, _fields(step, values, {}))

    @classmethod
    def refused(
        cls, name: str, raw: Mapping[str, Any], error: AnlanError, key: str, step: Step | None = None
    ) -> StepForm:
        """Return the form as it was sent, with the error at its fields or above them."""
        faults = {n: e.message for n, e in error.details.get("errors", {}).items()}
        general = "" if faults else error.message
        fields = _fields(step, raw, faults) if step else ()
        if error.code == "key.reused":
            key = uuid7()  # the old one belongs to another act: sending again is a new one
        return cls(name, step.label if step else "", ALLOWED, fields, key, general, raw, faults)


def _fields(step: Step, values: Mapping[str, Any], faults: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(
        _field(item, values.get(item.name, ""), faults.get(item.name, ""))
        for item in step.form.inputs
        if item.kind != "reference"
    )


def _field(item: Input, value: Any, error: Any) -> Field:
    if isinstance(value, datetime):
        value = f"{value.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"
    choices: tuple[tuple[str, Any], ...] = ()
    if isinstance(item, Choice):
        choices = item.choices if item.required and value else (("", "—"), *item.choices)
    return Field(
        item.name,
        item.label,
        item.kind,
        item.required,
        item.help,
        value,
        error,
        choices,
        item.max_length if isinstance(item, Text) else None,
        item.lines if isinstance(item, Text) else 3,
    )


def default_deadline(now: datetime, days: int) -> datetime:
    """Return 18:00 Shanghai time of the day that lies `days` days ahead."""
    local = (now + timedelta(days=days)).astimezone(clock.SHANGHAI)
    return local.replace(hour=18, minute=0, second=0, microsecond=0)


def step_forms(
    flow: Flow,
    case: Case,
    actor: Actor,
    *,
    defaults: Mapping[str, Mapping[str, Any]] | None = None,
    refused: StepForm | None = None,
) -> list[StepForm]:
    """Return a form for every step that leaves the case's state; the refused one keeps what was typed.

    A refused step that is no longer possible (somebody was first) comes first, with its reason and no fields.
    """
    forms = []
    for step, decision in flow.available(case, actor):
        if refused is not None and refused.name == step.name:
            fields = _fields(step, refused.raw, refused.faults)
            forms.append(StepForm(step.name, step.label, decision, fields, refused.key, refused.error))
        else:
            forms.append(StepForm.of(step, (defaults or {}).get(step.name, {}), decision))
    if refused is not None and all(form.name != refused.name for form in forms):
        step = flow.steps[refused.name]
        forms.insert(0, StepForm(step.name, step.label, ALLOWED, (), refused.key, refused.error))
    return forms


def trail(flow: Flow, case: Case) -> list[dict[str, Any]]:
    """Return the case's history for the timeline, newest first: four queries whatever its length."""
    entries = list(Entry.objects.filter(case_id=case.pk).order_by("-n"))
    people = dict(_names(Person, {e.actor_id for e in entries}, "name"))
    posts = dict(_names(Post, {e.post_id for e in entries if e.post_id}, "title"))
    bodies = dict(_names(Organisation, {e.organisation_id for e in entries if e.organisation_id}, "name"))
    return [_told(flow, entry, people, posts, bodies) for entry in entries]


def _names(model: Any, keys: Iterable[int], column: str) -> Iterable[tuple[int, str]]:
    rows: Iterable[tuple[int, str]] = model.objects.filter(pk__in=keys).values_list("pk", column)
    return rows


def _told(
    flow: Flow, entry: Entry, people: dict[int, str], posts: dict[int, str], bodies: dict[int, str]
) -> Any:
    step = flow.steps[entry.step]
    given = entry_input(entry)
    details = []
    for item in step.form.inputs:
        if item.kind == "reference" or item.name not in given:
            continue
        value = given[item.name]
        if isinstance(item, Choice):
            value = dict(item.choices).get(value, value)
        elif isinstance(item, Moment):
            value = f"{datetime.fromisoformat(value).astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        details.append((item.label, value))
    who = " · ".join(
        part
        for part in (
            people.get(entry.actor_id, ""),
            posts.get(entry.post_id or 0, ""),
            bodies.get(entry.organisation_id or 0, ""),
        )
        if part
    )
    claimed = entry.recorded_at - entry.occurred_at > timedelta(minutes=1)
    return {
        "at": entry.recorded_at,
        "claimed_at": entry.occurred_at if claimed else None,
        "title": step.done,
        "who": who,
        "details": details,
        "seq": entry.seq,
        "tone": "",
    }
