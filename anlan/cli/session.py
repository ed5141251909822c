"""What every command needs around it: Django set up, the user's language, errors as one clear line."""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import translation


def guarded(options: argparse.Namespace) -> int:
    """Run a command; a known error becomes one line on standard error and exit status 2."""
    from anlan.kernel.errors import AnlanError

    try:
        django.setup()
    except ImproperlyConfigured as error:
        return _fail(str(error))
    translation.activate(_language())
    try:
        _finish_a_restore()
        return int(options.run(options))
    except AnlanError as error:
        return _fail(str(error))
    except DatabaseError as error:
        text = str(error).strip().splitlines()[0]
        if "no such table" in text or "does not exist" in text:
            return _fail(
                "The data folder is empty, or of an older version. "
                f"Run “anlan init” for your own city, “anlan demo load” for the demo, “anlan migrate” "
                f"after an upgrade ({text})."
            )
        return _fail(f"the database does not answer as it should: {text}")


def _finish_a_restore() -> None:
    """Have a restore whose last passage was cut off finished, ahead of any look at the database."""
    from django.conf import settings

    from anlan.cli import swap

    if swap.is_pending(Path(settings.HOME)):
        from anlan.cli.restore import finish_what_was_cut

        finish_what_was_cut()


def _language() -> str:
    wished = os.environ.get("ANLAN_LANGUAGE") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh-hans" if wished.lower().startswith("zh") else "en"


def _fail(text: str) -> int:
    sys.stderr.write(f"anlan: {text}\n")
    return 2


def say(text: str = "") -> None:
    """Write a line to standard output at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Write a line beside the output, so that programmes that read it are not disturbed."""
    sys.stderr.write(text + "\n")


def say_json(value: Any) -> None:
    say(json.dumps(value, ensure_ascii=False))
