"""What the source text of rules and guards says: the permissions they ask for and the reasons of their noes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from anlan.org.roles import Permission


def permissions_of(function: Callable[..., Any]) -> list[Permission]:
    """Return the permissions that a rule names, in order."""
    names = [
        node.attr
        for node in ast.walk(_tree(function))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Permission"
    ]
    return [Permission[name] for name in dict.fromkeys(names)]


def reasons_of(function: Callable[..., Any]) -> list[str]:
    """Return the source strings that a rule or guard passes to `denied`, in order."""
    return [
        part.value
        for node in ast.walk(_tree(function))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "denied"
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def _tree(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
