"""What a page needs of a lifecycle: the forms of the steps that lead on, and the case's history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.evidence import shown
from anlan.evidence.actions import find, gather
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision
from anlan.kernel.errors import AnlanError, Invalid
from anlan.kernel.identity import uuid7
from anlan.lifecycle.door import Outcome, entry_input
from anlan.lifecycle.flow import Flow, Step
from anlan.lifecycle.inputs import Choice, Input, Moment, Reference, Text
from anlan.lifecycle.many import Many, Rows
from anlan.lifecycle.models import Case
from anlan.lifecycle.photos import Photos
from anlan.org.models import Organisation, Person, Post
from anlan.org.scope import Actor

CHOSEN = ("reference", "many", "known")
"""Kinds of input that a page shows only where there is something to choose from."""


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
    most: int = 9
    names: bool = False  # its choices are names of records, in the language of the records
    kept: tuple[dict[str, Any], ...] = ()  # photographs that were already sent: {value, thumb}


Options = Mapping[str, Sequence[tuple[Any, Any]]]
"""Of a step: input → what may be chosen for it, as (value, label)."""


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
    code: str = ""  # of the refusal

    @property
    def takes_files(self) -> bool:
        return any(item.type == "photos" for item in self.fields)

    @classmethod
    def of(
        cls,
        step: Step,
        values: Mapping[str, Any],
        decision: Decision = ALLOWED,
        options: Options | None = None,
    ) -> StepForm:
        return cls(step.name, step.label, decision, _fields(step, values, {}, options or {}))

    @classmethod
    def refused(
        cls,
        name: str,
        raw: Mapping[str, Any],
        error: AnlanError,
        key: str,
        step: Step | None = None,
        *,
        options: Options | None = None,
        by: Actor | None = None,
    ) -> StepForm:
        """Return the form as it was sent, with the error at its fields or above them; photographs are kept."""
        faults = {n: e.message for n, e in error.details.get("errors", {}).items()}
        if not faults and error.field in raw:
            faults = {str(error.field): error.message}
        general = "" if faults else error.message
        fields = _fields(step, raw, faults, options or {}, by) if step else ()
        if error.code == "key.reused":
            key = uuid7()  # the old one belongs to another act: sending again is a new one
        return cls(name, step.label if step else "", ALLOWED, fields, key, general, raw, faults, error.code)


def wants_data(request: HttpRequest) -> bool:
    """Tell whether the answer is to be data (Accept: application/json) rather than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def outcome_data(outcome: Outcome) -> JsonResponse:
    """Return a step's outcome as data."""
    return JsonResponse(
        {
            "case": outcome.case_id,
            "seq": outcome.seq,
            "state": outcome.state,
            "revision": outcome.revision,
            "recorded_at": outcome.recorded_at.isoformat(),
            "replayed": outcome.replayed,
        }
    )


def refusal_data(error: AnlanError) -> JsonResponse:
    """Return a refusal as data: its code, its reason, and the fields that are at fault."""
    faults = {
        name: {"code": e.code, "message": str(e)} for name, e in error.details.get("errors", {}).items()
    }
    body = {"code": error.code, "message": str(error), "field": error.field, "errors": faults}
    return JsonResponse(body, status=error.status)


def read_inputs(step: Step, request: HttpRequest, *, by: Actor) -> tuple[dict[str, Any], Invalid | None]:
    """Return what a form sent for a step, its new photographs stored, and the first fault of a photograph.

    A photograph that was taken in is named by its digest from then on, so that a refused form loses none.
    """
    raw: dict[str, Any] = {}
    fault: Invalid | None = None
    for item in step.form.inputs:
        if item.kind in ("many", "codes"):
            raw[item.name] = request.POST.getlist(item.name)
            continue
        if item.kind != "photos":
            raw[item.name] = request.POST.get(item.name, "")
            continue
        # a browser sends a file field in which nothing was chosen as an empty text
        kept = filter(None, request.POST.getlist(item.name))
        got = gather(kept, request.FILES.getlist(item.name), by=by, at=clock.now())
        raw[item.name] = [file.sha256 for file in got.files]
        if got.faults and fault is None:
            fault = Invalid("input.photos", " ".join(map(str, got.faults)), field=item.name)
    return raw, fault


def _fields(
    step: Step,
    values: Mapping[str, Any],
    faults: Mapping[str, Any],
    options: Options,
    by: Actor | None = None,
) -> tuple[Field, ...]:
    return tuple(
        _field(item, values.get(item.name, ""), faults.get(item.name, ""), options.get(item.name), by)
        for item in step.form.inputs
        if item.kind not in CHOSEN or options.get(item.name)
    )


def _field(
    item: Input, value: Any, error: Any, options: Sequence[tuple[Any, Any]] | None, by: Actor | None
) -> Field:
    if isinstance(value, datetime):
        value = f"{value.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"
    kind, kept = item.kind, ()
    choices: tuple[tuple[str, Any], ...] = ()
    if isinstance(item, Choice):
        choices = item.choices if item.required and value else (("", "—"), *item.choices)
    elif isinstance(item, Many):
        choices = tuple((str(key), label) for key, label in options or ())
        value = [str(getattr(one, "pk", one)) for one in value or ()]
    elif item.kind == "codes":
        kind, choices = "many", tuple((str(code), label) for code, label in options or ())
        value = value.split() if isinstance(value, str) else list(value or ())
    elif isinstance(item, Reference) or item.kind == "known":
        kind = "select"
        choices = (("", "—"), *((str(key), label) for key, label in options or ()))
    elif isinstance(item, Photos) and value and by is not None:
        kept = tuple(shown.kept(find(value).values(), by=by))  # type: ignore[assignment]
    return Field(
        item.name,
        item.label,
        kind,
        item.required or item.kind == "known",  # shown only where one of several is to be chosen
        item.help,
        str(value) if isinstance(item, Reference) else value,
        error,
        choices,
        item.max_length if isinstance(item, Text) else None,
        item.lines if isinstance(item, Text) else 3,
        item.most if isinstance(item, Photos) else 9,
        item.kind in CHOSEN,
        kept,
    )


def step_forms(
    flow: Flow,
    case: Case,
    actor: Actor,
    *,
    defaults: Mapping[str, Mapping[str, Any]] | None = None,
    options: Callable[[str], Options] | None = None,
    refused: StepForm | None = None,
) -> list[StepForm]:
    """Return a form for every step that leaves the case's state; the refused one keeps what was typed.

    `options(step)` is asked, only for steps that may be taken, what their references may name.

    A refused step that is no longer possible (somebody was first) comes first, with its reason and no fields.
    """
    forms = []
    for step, decision in flow.available(case, actor):
        if refused is not None and refused.name == step.name:
            chosen = options(step.name) if options else {}
            fields = _fields(step, refused.raw, refused.faults, chosen, actor)
            seen = {item.name for item in fields}
            # a fault of an input that the page does not show is told above the form
            unseen = [fault for name, fault in refused.faults.items() if name not in seen]
            forms.append(
                StepForm(
                    step.name,
                    step.label,
                    decision,
                    fields,
                    refused.key,
                    refused.error or " ".join(map(str, unseen)),
                    {},
                    refused.faults,
                    refused.code,
                )
            )
        else:
            chosen = options(step.name) if options and decision else {}
            forms.append(StepForm.of(step, (defaults or {}).get(step.name, {}), decision, chosen))
    if refused is not None and all(form.name != refused.name for form in forms):
        step = flow.steps[refused.name]
        gone = StepForm(step.name, step.label, ALLOWED, (), refused.key, refused.error, code=refused.code)
        forms.insert(0, gone)
    return forms


def trail(flow: Flow, case: Case) -> list[dict[str, Any]]:
    """Return the case's history for the timeline, newest first: a handful of queries whatever its length."""
    entries = list(Entry.objects.filter(case_id=case.pk).order_by("-n"))
    names = _Names(flow, entries)
    return [_told(flow, entry, names) for entry in entries]


class _Names:
    """Who and what the entries of a history name: one query for each kind of thing."""

    def __init__(self, flow: Flow, entries: Sequence[Entry]) -> None:
        self.people = dict(_columns(Person, {e.actor_id for e in entries}, "name"))
        self.bodies = dict(
            _columns(Organisation, {e.organisation_id for e in entries if e.organisation_id}, "name")
        )
        posts = {e.post_id for e in entries if e.post_id}
        rows = Post.objects.filter(pk__in=posts).values_list("pk", "title", "acting_for__person__name")
        self.posts = {
            key: _("%(post)s, for %(name)s") % {"post": title, "name": name} if name else title
            for key, title, name in rows
        }
        wanted: dict[Any, set[int]] = defaultdict(set)
        for entry in entries:
            given = entry_input(entry)
            for item in flow.steps[entry.step].form.inputs:
                if isinstance(item, Reference) and item.tells and isinstance(given.get(item.name), int):
                    wanted[item.model].add(given[item.name])
                elif isinstance(item, Many):
                    wanted[item.model].update(given.get(item.name) or ())
        self.things = {model: model.objects.in_bulk(keys) for model, keys in wanted.items()}


def _columns(model: Any, keys: Iterable[int], column: str) -> Iterable[tuple[int, str]]:
    rows: Iterable[tuple[int, str]] = model.objects.filter(pk__in=keys).values_list("pk", column)
    return rows


def _told(flow: Flow, entry: Entry, names: _Names) -> Any:
    step = flow.steps[entry.step]
    given = entry_input(entry)
    details = [
        (item.label, value)
        for item in step.form.inputs
        if item.name in given and (value := _detail(item, given[item.name], names)) is not None
    ]
    who = " · ".join(
        part
        for part in (
            names.people.get(entry.actor_id, ""),
            names.posts.get(entry.post_id or 0, ""),
            names.bodies.get(entry.organisation_id or 0, ""),
        )
        if part
    )
    claimed = entry.recorded_at - entry.occurred_at > timedelta(minutes=1)
    return {
        "at": entry.recorded_at,
        "claimed_at": entry.occurred_at if claimed else None,
        "title": step.done,
        "who": who or _("the system"),
        "details": details,
        "seq": entry.seq,
        "tone": "",
    }


def _detail(item: Input, value: Any, names: _Names) -> Any:
    """Return an input as the journal kept it, in words; None leaves it out."""
    if isinstance(item, Reference):
        thing = names.things.get(item.model, {}).get(value) if item.tells else None
        return None if thing is None else str(thing)
    if isinstance(item, Many):
        things = names.things.get(item.model, {})
        return _(", ").join(str(things.get(key, key)) for key in value)
    if isinstance(item, Rows) and item.kind == "rows":
        return ngettext("%(n)s row", "%(n)s rows", len(value)) % {"n": len(value)}
    if isinstance(item, Choice):
        return dict(item.choices).get(value, value)
    if isinstance(item, Moment):
        return f"{datetime.fromisoformat(value).astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(item, Photos):
        return ngettext("%(n)s photograph", "%(n)s photographs", len(value)) % {"n": len(value)}
    return item.told(value)
