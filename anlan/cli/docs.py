"""`anlan docs`: writes the generated reference, or tells which of it is stale."""

from __future__ import annotations

import argparse
from pathlib import Path

from anlan.cli.reference import pages
from anlan.cli.session import say

OPENAPI = "openapi.json"


def docs(options: argparse.Namespace) -> int:
    if options.check:
        stale = stale_in(options.out)
        for name in stale:
            say(f"stale: {options.out / name} (run “make docs”)")
        return 1 if stale else 0
    options.out.mkdir(parents=True, exist_ok=True)
    written = pages()
    for name, text in written.items():
        (options.out / name).write_text(text, "utf-8")
    for name in _strangers(options.out):
        (options.out / name).unlink()
    (options.out / OPENAPI).write_text(openapi_text(), "utf-8")
    say(f"{len(written)} files in {options.out}")
    return 0


def stale_in(folder: Path) -> list[str]:
    """Return the names of files that are missing, differ from the code, or that nothing writes any more."""
    differing = [
        name
        for name, text in pages().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]
    path = folder / OPENAPI
    if not path.is_file() or path.read_text("utf-8") != openapi_text():
        differing.append(OPENAPI)
    return sorted([*differing, *_strangers(folder)])


def openapi(options: argparse.Namespace) -> int:
    """Write the description of the HTTP API."""
    options.out.write_text(openapi_text(), "utf-8")
    say(str(options.out))
    return 0


def client(options: argparse.Namespace) -> int:
    """Write the Python client of the HTTP API."""
    from anlan.api.client import text

    options.out.write_text(text(), "utf-8")
    say(str(options.out))
    return 0


def openapi_text() -> str:
    # the API is loaded when its description is asked for, not with every command
    from anlan.api.openapi import text

    return text()


def _strangers(folder: Path) -> list[str]:
    """Return the generated files that no page of this version writes: each says in its first line that it is one."""
    known = pages().keys()
    return sorted(
        path.name
        for path in folder.glob("*.md")
        if path.name not in known and path.read_text("utf-8").startswith("<!-- generated")
    )
