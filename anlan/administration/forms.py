"""Steps as forms of a page: like those of the lifecycle, with choices for what is named by its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.kernel.decision import ALLOWED, Decision
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import Step
from anlan.lifecycle.inputs import Choice, Input, Text
from anlan.lifecycle.pages import Field

Choices = Mapping[str, list[tuple[Any, Any]]]


@dataclass(frozen=True)
class ActForm:
    """A step as a form: `act` is what its button sends; a falsy decision greys it."""

    act: str
    label: Any
    fields: tuple[Field, ...] = ()
    decision: Decision = ALLOWED
    key: str = field(default_factory=uuid7)
    error: Any = ""
    is_open: bool = False
    ident: str = ""  # tells the fields of two such forms on one page apart


@dataclass(frozen=True)
class Sent:
    """A form that came back refused: which act, with what, why."""

    act: str
    raw: Mapping[str, Any]
    key: str
    error: AnlanError

    @property
    def faults(self) -> dict[str, Any]:
        return {name: fault.message for name, fault in self.error.details.get("errors", {}).items()}

    @property
    def status(self) -> int:
        return self.error.status


def act_form(
    step: Step,
    *,
    act: str = "",
    values: Mapping[str, Any] | None = None,
    choices: Choices | None = None,
    decision: Decision = ALLOWED,
    sent: Sent | None = None,
    without: tuple[str, ...] = (),
    ident: str = "",
) -> ActForm:
    """Return a step as a form. A reference is shown when it has choices; `without` names what the page itself knows."""
    act = act or step.name
    refused = sent if sent is not None and sent.act == act else None
    shown = refused.raw if refused else values or {}
    faults = refused.faults if refused else {}
    fields = tuple(
        _field(item, shown.get(item.name, ""), faults.get(item.name, ""), (choices or {}).get(item.name, []))
        for item in step.form.inputs
        if item.name not in without and (item.kind != "reference" or item.name in (choices or {}))
    )
    hidden = {name: fault for name, fault in faults.items() if name not in {f.name for f in fields}}
    general = " ".join(map(str, hidden.values())) if faults else (refused.error.message if refused else "")
    key = refused.key if refused and refused.error.code != "key.reused" else uuid7()
    return ActForm(act, step.label, fields, decision, key, general, refused is not None, ident or act)


def _field(item: Input, value: Any, error: Any, choices: list[tuple[Any, Any]]) -> Field:
    shown = tuple((str(code), label) for code, label in choices)
    kind = "select" if item.kind == "reference" else item.kind
    if isinstance(item, Choice):
        shown = shown or item.choices
    if kind == "select" and not (item.required and value):
        shown = (("", "—"), *shown)
    return Field(
        item.name,
        item.label,
        kind,
        item.required,
        item.help,
        value.isoformat() if isinstance(value, date) else value,
        error,
        shown,
        item.max_length if isinstance(item, Text) else None,
        item.lines if isinstance(item, Text) else 3,
    )


def sent_input(request: HttpRequest, step: Step, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a form sent for a step: one value a field, several for sectors."""
    raw: dict[str, Any] = {}
    for item in step.form.inputs:
        if item.name not in without:
            several = item.kind == "sectors"
            raw[item.name] = request.POST.getlist(item.name) if several else request.POST.get(item.name, "")
    return raw


def attempt(
    request: HttpRequest, act: str, raw: Mapping[str, Any], do: Callable[[str], Outcome]
) -> Sent | None:
    """Do an act with the key of its form; say so and return None, or return what was refused and why."""
    key = request.POST.get("key") or uuid7()
    try:
        outcome = do(key)
    except (Invalid, Refused) as error:
        return Sent(act, raw, key, error)
    messages.success(request, _("Recorded: journal entry %(seq)s.") % {"seq": outcome.seq})
    return None
