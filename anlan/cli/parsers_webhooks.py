"""The commands of webhooks: register a receiver, list, pause, test, look at what was delivered."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Later = Callable[[str], Callable[[argparse.Namespace], int]]
NUMBER = "number of the receiver: HT-0000123 or 123"


def add(commands: Any, later: Later) -> None:
    """Add `webhook` with its own commands; `later` names the function that runs."""
    webhook = commands.add_parser(
        "webhook", help="tell other systems what is journalled: register receivers, look after them"
    ).add_subparsers(title="webhook commands", metavar="COMMAND", required=True)
    opened = webhook.add_parser("open", help="register a receiver; prints its key, once")
    opened.add_argument(
        "--account", required=True, help="user name of the machine's account: it is told what this may see"
    )
    opened.add_argument("--address", required=True, help="https://…, to which messages are posted")
    opened.add_argument("--name", default="", help="name of the system (the account)")
    opened.add_argument("--kind", action="append", help="kind of cases, e.g. hazard; may repeat (all)")
    opened.set_defaults(run=later("webhooks:open_"))
    listed = webhook.add_parser("list", help="list the receivers")
    listed.add_argument("--all", action="store_true", help="those that are closed too")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=later("webhooks:listing"))
    turn = webhook.add_parser("turn", help="give a receiver a new key; prints it, once")
    turn.add_argument("number", help=NUMBER)
    turn.add_argument("--overlap", type=int, default=24, help="hours in which the old key signs too (24)")
    turn.add_argument("--reason", required=True)
    turn.set_defaults(run=later("webhooks:turn"))
    for act, told in (
        ("pause", "pause a receiver"),
        ("resume", "let it go on"),
        ("close", "close it for good"),
    ):
        one = webhook.add_parser(act, help=told)
        one.add_argument("number", help=NUMBER)
        one.add_argument("--reason", required=True)
        if act == "resume":
            one.add_argument("--from-now", action="store_true", help="leave out what came meanwhile")
        one.set_defaults(run=later("webhooks:take"), act=act)
    test = webhook.add_parser("test", help="send a test message")
    test.add_argument("number", help=NUMBER)
    test.set_defaults(run=later("webhooks:test"))
    log = webhook.add_parser("log", help="show what became of the newest deliveries")
    log.add_argument("number", help=NUMBER)
    log.add_argument("--limit", type=int, default=20)
    log.add_argument("--json", action="store_true")
    log.set_defaults(run=later("webhooks:log"))
