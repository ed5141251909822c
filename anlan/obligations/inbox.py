"""What waits for one person beside what his organisation owes: apps above put their lines on the to-do page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line at the head of the to-do page: words and where they lead."""

    text: str
    href: str


INBOX: list[Callable[[Actor], list[Waiting]]] = []
"""Functions that tell what waits for somebody, a query or two each."""


def waiting_for(actor: Actor) -> list[Waiting]:
    return [line for tells in INBOX for line in tells(actor)]
