"""What the source text of rules and guards says: the permissions they ask for and the reasons of their noes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from anlan.org.roles import Permission

CLOCKS = {"in_hours": "hour", "in_days": "day", "in_working_days": "working day"}


def permissions_of(function: Callable[..., Any]) -> list[Permission]:
    """Return the permissions that a rule names, in order."""
    names = [
        node.attr
        for node in _nodes(function)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Permission"
    ]
    return [Permission[name] for name in dict.fromkeys(names)]


def reasons_of(function: Callable[..., Any]) -> list[str]:
    """Return the source strings that a rule or guard passes to `denied`, in order."""
    found = [
        part.value
        for node in _nodes(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "denied"
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return list(dict.fromkeys(found))


def clocks_of(function: Callable[..., Any]) -> list[str]:
    """Return the spans that a duty itself counts from its step, as “3 working days”, in order."""
    calls = [
        (function.__globals__[ast.unparse(node.args[1])], CLOCKS[ast.unparse(node.func)])
        for node in ast.walk(_tree(function))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]
    return [f"{count} {unit}{'s' * (count != 1)}" for count, unit in calls]


def kinds_of(function: Callable[..., Any]) -> list[str]:
    """Return the names of the kinds of obligation that a duty itself names, in order."""
    return list(
        dict.fromkeys(
            node.attr
            for node in ast.walk(_tree(function))
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Kind"
        )
    )


def _nodes(function: Callable[..., Any]) -> Iterator[ast.AST]:
    """Yield the nodes of a function and of what it calls in its own module, each function once."""
    seen = {function.__name__}
    waiting = [function]
    while waiting:
        one = waiting.pop(0)
        for node in ast.walk(_tree(one)):
            yield node
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            called = one.__globals__.get(name)
            if inspect.isfunction(called) and called.__module__ == one.__module__ and name not in seen:
                seen.add(name)
                waiting.append(called)


def _tree(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
