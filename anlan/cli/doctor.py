"""`anlan doctor`: what is wrong with the installation, and what to do."""

from __future__ import annotations

import argparse

from anlan.cli.session import say, say_json
from anlan.web.health import EVERYTHING, FAULT, OK, as_data, look

SIGNS = {OK: "·", "warning": "!", FAULT: "✗"}


def doctor(options: argparse.Namespace) -> int:
    """Look at everything; 1 if there is a fault."""
    findings = list(look(EVERYTHING))
    if options.json:
        say_json(as_data(findings))
    else:
        for finding in findings:
            say(f"{SIGNS[finding.state]} {finding.name:12} {finding.seen}")
            if finding.state != OK and finding.advice:
                say(f"               {finding.advice}")
    return int(any(finding.state == FAULT for finding in findings))
