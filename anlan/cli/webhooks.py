"""`anlan webhook`: receivers of other systems from the command line; each act stands in the journal."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli.session import say, say_json, tell
from anlan.hooks import acts
from anlan.hooks.models import Delivery, Receiver, ReceiverState
from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.org.models import Person
from anlan.org.scope import SYSTEM


def find(number: str) -> Receiver:
    """Return a receiver by its number. Raises Unknown."""
    digits = number.strip().upper().removeprefix("HT-")
    found: Receiver | None = None
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        found = Receiver.objects.select_related("account", "course").filter(pk=int(digits)).first()
    if found is None:
        raise Unknown(
            "webhook.unknown", _("There is no receiver of webhooks “%(number)s”.") % {"number": number[:30]}
        )
    return found


def open_(options: argparse.Namespace) -> int:
    """Register a receiver; print the key alone on standard output, so that a script can keep it."""
    person = Person.objects.filter(username=options.account).first()
    if person is None:
        raise Unknown("person.unknown", _("There is no account “%(name)s”.") % {"name": options.account[:40]})
    given = {"name": options.name or options.account, "address": options.address, "account": person.pk,
             "kinds": options.kind or []}  # fmt: skip
    made = acts.register(by=SYSTEM, given=given, key=None)
    say(made.key)
    tell(
        _("The key of %(number)s, told this once: it signs what is sent.") % {"number": made.receiver.number}
    )
    return 0


def listing(options: argparse.Namespace) -> int:
    found = Receiver.objects.select_related("account", "course").order_by("pk")
    if not options.all:
        found = found.exclude(state=ReceiverState.CLOSED)
    rows: list[dict[str, Any]] = [
        {
            "number": one.number,
            "state": one.state,
            "why": one.paused_why,
            "account": one.account.username,
            "address": one.address,
            "kinds": one.kinds.split(),
            "seq": one.course.seq,
            "failures": one.course.failures,
        }
        for one in found
    ]
    if options.json:
        say_json(rows)
        return 0
    for row in rows:
        state = f"{row['state']} {row['why']}".strip()
        say(f"{row['number']}  {state:<16} {row['account']:<16} {row['address']}  {row['seq']}")
    return 0


def turn(options: argparse.Namespace) -> int:
    """Give a receiver a new key and print it; the old one signs too for as long as was said."""
    given = {"overlap_hours": options.overlap, "reason": options.reason}
    say(acts.turn(find(options.number), by=SYSTEM, given=given, key=None).key)
    return 0


def take(options: argparse.Namespace) -> int:
    """Pause, resume or close a receiver."""
    given: dict[str, Any] = {"reason": options.reason}
    if options.act == "resume":
        given["begin"] = "now" if options.from_now else "stopped"
    outcome = acts.take(find(options.number), options.act, by=SYSTEM, given=given, key=None)
    say(f"{options.number}: {outcome.state}")
    return 0


def test(options: argparse.Namespace) -> int:
    """Let the worker send a test message."""
    acts.ping(find(options.number), by=SYSTEM, at=clock.real_now())
    say(_("It is sent within a minute; `anlan webhook log` tells what became of it."))
    return 0


def log(options: argparse.Namespace) -> int:
    """Print the newest deliveries to a receiver."""
    found = Delivery.objects.filter(receiver=find(options.number)).order_by("-pk")[: options.limit]
    rows = [
        {
            "id": one.mark,
            "event": one.event,
            "state": one.state,
            "attempts": one.attempts,
            "status": one.status,
            "answer": one.answer,
            "took_ms": one.took_ms,
            "tried_at": one.tried_at.isoformat(timespec="seconds") if one.tried_at else None,
        }
        for one in found
    ]
    if options.json:
        say_json(rows)
        return 0
    for row in rows:
        answer = f"{row['status'] or ''} {row['answer']}".strip()
        say(f"{row['id']:<12} {row['event']:<32} {row['state']:<10} {row['attempts']:>2}  {answer}")
    return 0
