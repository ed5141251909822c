"""Page of the lifecycles: a diagram and a table of every flow, read from the flow itself.

What a step tells is found by handing its functions a case whose every column is its own name, what it opens by
reading their source.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.cli.reference.markdown import both, code, pair, table
from anlan.cli.reference.sources import clocks_of, kinds_of, permissions_of, reasons_of
from anlan.lifecycle.flow import ALL, FLOWS, STAY, Count, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Input, Moment, Reference, Text
from anlan.notifications.models import Event
from anlan.obligations.models import Kind
from anlan.org.roles import GRANTS

AT = datetime(2022, 10, 24, tzinfo=UTC)


def page() -> str:
    return (
        "# Lifecycles 生命周期\n\n"
        "Every change of a state is a step of one of these, through the one door "
        "(`anlan/lifecycle/door.py`). A step that is refused writes nothing. *Who may* names the "
        "permission, the roles that hold it and every reason of a no; the post must also cover the "
        "case's area and sector (a business: be its operator). See [roles and "
        "permissions](permissions.md).\n\n" + "\n".join(_flow(flow) for _kind, flow in sorted(FLOWS.items()))
    )


def _flow(flow: Flow) -> str:
    english, chinese = both(flow.name)
    states = table(
        ("State", "Name", "名称"), [(code(name), *both(label)) for name, label in flow.states.items()]
    )
    counted = flow.counted
    grade = f", grade by {code(counted.grade)}" if counted.grade else ""
    sector = f"the sector {code(counted.sector)}" if counted.sector else "no sector"
    return (
        f"## {code(flow.kind)}: {english} {chinese}\n\n"
        f"Table {code(flow.table)}. Counted on the day {code(counted.day)}, for the area "
        f"{code(counted.area)} and {sector}{grade}.\n\n"
        "```mermaid\n"
        f"{_diagram(flow)}```\n\n"
        f"{states}\n{_counts(flow)}"
        f"{_steps(flow)}\n" + "\n".join(map(_inputs, flow.steps.values()))
    )


def _counts(flow: Flow) -> str:
    if not flow.counts:
        return ""
    rows = [
        (
            code(count.measure),
            ", ".join(map(code, sorted(count.states))),
            ", ".join(map(code, _conditions(count))),
            code(count.amount) if count.amount else "one",
        )
        for count in flow.counts
    ]
    return table(("Counts in", "while in", "and while it says", "as much as"), rows) + "\n"


def _conditions(count: Count) -> list[str]:
    """Return what columns of a case must say for it to count."""
    found = [f"{count.when} = {count.equals}" if count.equals else count.when] if count.when else []
    found += [f"{count.only[0]} = {count.only[1]}"] if count.only else []
    return found + ([f"{count.besides[0]} ≠ {count.besides[1]}"] if count.besides else [])


def _diagram(flow: Flow) -> str:
    lines = ["stateDiagram-v2"]
    lines += [f"    {name}: {both(label)[1]} {name}" for name, label in flow.states.items()]
    final = flow.states.keys() - {source for step in flow.steps.values() for source in step.sources}
    for step in flow.steps.values():
        told = f"{both(step.label)[1]} {step.name}"
        for source in sorted(step.sources) or ["[*]"]:
            lines += [f"    {source} --> {target}: {told}" for target in sorted(step.leads_to(source))]
    lines += [f"    {state} --> [*]" for state in sorted(final)]
    return "\n".join(lines) + "\n"


def _steps(flow: Flow) -> str:
    rows = [
        (
            f"{code(step.name)}<br>{pair(step.label)}",
            ", ".join(map(code, sorted(step.sources))) or "(opens a case)",
            ", ".join(sorted(code(state) if state else "(stays)" for state in step.leads_to(STAY))),
            _who(step),
            _facts(step),
            "<br>".join(map(_owed, step.opens)),
            "<br>".join(map(_discharged, step.discharges)),
            "<br>".join(map(_told, step.tells)),
        )
        for step in flow.steps.values()
    ]
    header = (
        "Step",
        "From",
        "To",
        "Who may",
        "Facts that must hold",
        "Opens",
        "Discharges",
        "Tells",
    )
    return table(header, rows)


# -- rules and guards --------------------------------------------------------------------------------------


def _who(step: Step) -> str:
    parts = [
        f"{code(permission.value)}: {', '.join(role.value for role, held in GRANTS.items() if permission in held)}"
        for permission in permissions_of(step.rule)
    ]
    return "<br>".join([*parts, *_reasons(step.rule)])


def _facts(step: Step) -> str:
    return "<br>".join(dict.fromkeys([*_reasons(step.applies), *_reasons(step.guard)]))


def _reasons(function: Callable[..., Any]) -> list[str]:
    """Return the reasons that a rule or guard gives for its noes, in both languages."""
    return [f"no: “{pair(gettext_lazy(text))}”" for text in reasons_of(function)]


# -- obligations and notices -------------------------------------------------------------------------------


class _NamedColumns(SimpleNamespace):
    """A case whose every column is its own name."""

    def __getattr__(self, name: str) -> str:
        return name


def _asked(function: Callable[[Any, Taken], Any]) -> Any:
    """Return what the function owes or tells for such a case, or None where it looks into the columns."""
    taken = Taken(by=_NamedColumns(), via=None, at=AT, input={})  # type: ignore[arg-type]
    try:
        return function(_NamedColumns(), taken)
    except (TypeError, KeyError, ValueError):
        return None


def _owed(opens: Callable[[Any, Taken], Any]) -> str:
    """Return what a duty opens and its clock, read from its source: asked, it would need the working calendar."""
    kinds = [f"{code(Kind[name].value)} {pair(Kind[name].label)}" for name in kinds_of(opens)]
    told = ", ".join([*(kinds or [code(opens.__name__)]), " or ".join(clocks_of(opens))]).removesuffix(", ")
    words = (opens.__doc__ or "").strip().split("\n")[0]
    return f"{told}: {words}" if words else told


def _discharged(kind: str | Callable[..., Any]) -> str:
    if callable(kind):
        return code(kind.__name__)
    return "whatever is owed" if kind == ALL else f"{code(kind)} {pair(Kind(kind).label)}"


def _told(tells: Callable[[Any, Taken], Any]) -> str:
    told = _asked(tells)
    if told is None:
        return code(tells.__name__)
    return f"{_body(told.organisation_id)}: {code(told.event)} “{pair(Event(told.event).label)}”"


def _body(column: Any) -> str:
    return code(str(column).removesuffix("_id"))


# -- inputs ------------------------------------------------------------------------------------------------


def _inputs(step: Step) -> str:
    heading = f"### {code(step.name)} takes in\n\n"
    if not step.form.inputs:
        return heading + "Nothing.\n"
    rows = [
        (code(item.name), pair(item.label), "yes" if item.required else "no", _limits(item))
        for item in step.form.inputs
    ]
    return heading + table(("Field", "Label", "Required", "Limits"), rows)


def _limits(item: Input) -> str:
    if isinstance(item, Text):
        least = f"{item.min_length} to " if item.min_length else "at most "
        return f"{least}{item.max_length} characters" + (", several lines" if item.lines > 1 else "")
    if isinstance(item, Choice):
        return ", ".join(f"{code(name)} {both(label)[1]}" for name, label in item.choices)
    if isinstance(item, Moment):
        return "a moment; without a zone it is Asia/Shanghai; 2000 to 2099"
    if isinstance(item, Reference):
        return f"the key of {pair(item.model._meta.verbose_name)}"
    return item.kind
