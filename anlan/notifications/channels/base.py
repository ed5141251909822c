"""What every channel is: a name, and a way to send many messages that says of each why it did not go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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
