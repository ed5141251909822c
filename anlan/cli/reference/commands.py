"""Page of the command line, read from the parser itself: the layout of --help differs between versions of Python."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from anlan.cli.reference.markdown import code, table

HIDDEN = {"help", "version"}


def page() -> str:
    from anlan.cli import build_parser

    parser = build_parser()
    known = list(_commands(parser, "anlan", ""))
    statuses = (
        "Exit status: 0 done; 1 something is not as it should be (a verification found a fault, the "
        "reference is stale); 2 it cannot be done as asked, and one line on standard error says why.\n"
    )
    text = [
        "# Commands 命令行\n",
        f"{parser.description}\n",
        statuses,
        table(("Command", "Does"), [(code(name), told) for name, told, _parser in known]),
    ]
    text += [_told(name, told, command) for name, told, command in known]
    return "\n".join(text)


def _actions(parser: argparse.ArgumentParser) -> list[Any]:
    return list(vars(parser)["_actions"])


def _commands(
    parser: argparse.ArgumentParser, path: str, told: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Yield (command, what it does, parser) for every command that can be run."""
    groups = [action for action in _actions(parser) if isinstance(action.choices, dict)]
    if not groups:
        yield path, told, parser
    for group in groups:
        helps = {choice.dest: choice.help or "" for choice in vars(group)["_choices_actions"]}
        for name, command in group.choices.items():
            yield from _commands(command, f"{path} {name}", helps.get(name, ""))


def _told(name: str, told: str, parser: argparse.ArgumentParser) -> str:
    actions = [action for action in _actions(parser) if action.dest not in HIDDEN]
    text = f"## {code(name)}\n\n{told[:1].upper()}{told[1:]}.\n"
    if not actions:
        return text
    rows = [(code(_written(action)), action.help or "", _default(action)) for action in actions]
    return text + "\n" + table(("Argument", "Means", "Without it"), rows)


def _written(action: Any) -> str:
    """Return an argument as one types it."""
    if not action.option_strings:
        return f"{action.dest.upper()} …" if action.nargs == argparse.REMAINDER else str(action.dest.upper())
    flag = action.option_strings[-1]
    if action.nargs == 0:
        return str(flag)
    value = "|".join(action.choices) if action.choices else flag.lstrip("-").replace("-", "_").upper()
    return f"{flag} {value}"


def _default(action: Any) -> str:
    if action.nargs == argparse.REMAINDER:
        return ""
    if action.required or not action.option_strings:
        return "required"
    if action.default in (None, "", False, [], argparse.SUPPRESS):
        return ""
    return code(str(action.default))
