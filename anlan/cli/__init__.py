"""The command line: one parser; each command's work lies in the module named after it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from anlan import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 found a fault, 2 cannot be done as asked."""
    parser = build_parser()
    options = parser.parse_args(argv)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    from anlan.cli.session import guarded

    try:
        return guarded(options)
    except BrokenPipeError:
        # the reader (head, less) went away: not our fault, and nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def build_parser() -> argparse.ArgumentParser:
    """Return the whole command line; no module of a command is loaded before it is run."""
    from anlan.cli import parsers

    parser = argparse.ArgumentParser(
        prog="anlan",
        description="Work-safety supervision and emergency command. ANLAN_HOME names the data folder, "
        "ANLAN_DATABASE_URL another database.",
    )
    parser.add_argument("--version", action="version", version=f"anlan {__version__}")
    parsers.add_commands(parser.add_subparsers(title="commands", metavar="COMMAND"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
