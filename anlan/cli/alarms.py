"""`anlan alarm-source`: shows the key with which a plant's system signs, or signs a message for a trial."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from anlan.cli.session import say, tell
from anlan.installations import signing
from anlan.installations.models import AlarmSource
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.identity import uuid7


def source(options: argparse.Namespace) -> int:
    """Print a source's key, or the headers of a signed message for curl. Raises Unknown, Invalid."""
    found = _find(options.number)
    if options.act == "key":
        say(signing.key_of(found))
        tell(
            _("The key of %(name)s, turn %(turn)s. Who has it signs alarms.")
            % {"name": found.name, "turn": found.turn}
        )
        return 0
    if options.file is None or not options.file.is_file():
        raise Invalid("table.file", _("There is no file %(file)s.") % {"file": options.file}, field="file")
    stamp, nonce = str(int(clock.real_now().timestamp())), uuid7().replace("-", "")
    mark = signing.signature(signing.key_of(found), stamp=stamp, nonce=nonce, body=options.file.read_bytes())
    for name, text in (("Source", found.number), ("Timestamp", stamp), ("Nonce", nonce), ("Signature", mark)):
        say(f"X-Anlan-{name}: {text}")
    return 0


def _find(number: str) -> AlarmSource:
    digits = number.strip().upper().removeprefix("BJY-")
    found: AlarmSource | None = None
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        found = AlarmSource.objects.filter(pk=int(digits), state="open").first()
    if found is None:
        raise Unknown(
            "alarm_source.unknown",
            _("There is no open source of alarms “%(number)s”.") % {"number": number[:30]},
        )
    return found
