"""What every channel is: a name, and a way to send many messages that says of each why it did not go."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

BATCH_SECONDS = 15.0
"""How long one batch may take: a drain is done before the queue takes it for dead and sends all of it again."""
LATER = "not reached in time"


@dataclass(frozen=True, slots=True)
class Message:
    """One message: to whom, what about, what, and where to read more ("" where the site's address is not known)."""

    target: str
    subject: str
    text: str
    href: str = ""

    def whole(self) -> str:
        """Return everything as one text, for channels that have no subject."""
        return "\n".join(part for part in (self.subject, self.text, self.href) if part)


class Channel(Protocol):
    """Sends messages. A fault is told in words without secrets; what raises is a fault of the programme."""

    def send(self, messages: Sequence[Message]) -> list[str]:
        """Send; return for each message "" or why it did not go."""


def one_by_one(messages: Sequence[Message], send: Callable[[Message], tuple[str, bool]]) -> list[str]:
    """Send message after message; return their faults. `send` returns the fault and whether anybody answered.

    Where nobody answers the rest of the batch is not tried: each would wait as long for the same silence. What lies
    beyond the time of a batch is left for later.
    """
    faults: list[str] = []
    until = time.monotonic() + BATCH_SECONDS
    for message in messages:
        if faults and time.monotonic() >= until:
            return faults + [LATER] * (len(messages) - len(faults))
        fault, answered = send(message)
        faults.append(fault)
        if not answered:
            return faults + [fault] * (len(messages) - len(faults))
    return faults
