"""A step that reads tables which steps write says so (`Step.looks_up`): told by its source, function by function.

What a sitting (lifecycle/sitting.py) holds back is not in those tables yet, so such a step is never held back itself.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anlan.lifecycle.flow import FLOWS, Flow, Step
from anlan.lifecycle.models import Case
from anlan.obligations.models import Obligation

DEPTH = 6
# (flow, step) → why it need not say so though its source names such a table
REASONED: dict[tuple[str, str], str] = {}


def functions_of(step: Step) -> Iterator[Callable[..., Any]]:
    """Yield everything that a step calls with its case, but for what it projects, which is written at once anyway."""
    yield from (step.rule, step.applies, step.guard, step.effect)
    yield from (*step.opens, *step.tells, *(one for one in step.discharges if callable(one)))
    if callable(step.target):
        yield step.target


def is_written_by_steps(thing: Any) -> bool:
    return isinstance(thing, type) and (issubclass(thing, Case) or thing is Obligation)


def tables(function: Any, depth: int = DEPTH, seen: set[Any] | None = None) -> set[str]:
    """Return the tables that steps write of which a function, or one that it calls, asks the manager."""
    seen = set() if seen is None else seen
    function = inspect.unwrap(function)
    code = getattr(function, "__code__", None)
    if code is None or code in seen or depth == 0 or not function.__module__.startswith("anlan."):
        return set()
    seen.add(code)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):  # a lambda within a longer statement
        return set()
    known = {**function.__globals__, **dict(inspect.getclosurevars(function).nonlocals)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
            thing = resolved(node.value, known)
            if is_written_by_steps(thing):
                found.add(thing.__name__)
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            called = resolved(node, known)
            if inspect.isfunction(called):
                found |= tables(called, depth - 1, seen)
    return found


def resolved(node: ast.AST, known: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and inspect.ismodule(module := resolved(node.value, known)):
        return getattr(module, node.attr, None)
    return None


def says_so(step: Step) -> bool:
    return step.looks_up or step.corrects or step.projects is not None


def reading_steps() -> dict[tuple[str, str], set[str]]:
    return {
        (kind, name): found
        for kind, flow in FLOWS.items()
        for name, step in flow.steps.items()
        if (found := set().union(*(tables(function) for function in functions_of(step))))
    }


def test_every_step_that_reads_what_steps_write_says_so():
    missing = {
        step: sorted(found)
        for step, found in reading_steps().items()
        if not says_so(FLOWS[step[0]].steps[step[1]]) and step not in REASONED
    }

    assert not missing, "set looks_up=True on these steps, or give the reason in REASONED"


def test_the_exceptions_are_still_needed():
    assert set(REASONED) <= set(reading_steps())


def _reads(case: Any, taken: Any) -> Any:
    return _asks(case)


def _asks(case: Any) -> Any:
    return Obligation.objects.filter(case_id=case.id).exists()


def _reads_not(case: Any, taken: Any) -> Any:
    return case.state


@pytest.mark.parametrize(("function", "found"), [(_reads, {"Obligation"}), (_reads_not, set())])
def test_the_reading_is_found_through_what_a_function_calls(monkeypatch, function, found):
    for one in (_reads, _asks, _reads_not):
        monkeypatch.setattr(one, "__module__", "anlan.of_a_test")

    assert tables(function) == found


def test_some_steps_do_read(city):
    assert ("task", "close") in reading_steps()
    assert isinstance(FLOWS["task"], Flow)
