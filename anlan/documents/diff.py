"""What changed between two texts: by character in Chinese, by word in Latin script; a token is one piece."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECE = re.compile(r"\{[^{}]*\}|[A-Za-z]+|\d[\d,.]*|\s+|.", re.DOTALL)
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed, went or came."""

    kind: str
    text: str


def differ(old: str, new: str) -> list[Change]:
    """Return the stretches by which `old` becomes `new`, in reading order: what went stands before what came."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    changes: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "equal":
            changes.append(Change(SAME, "".join(before[a:b])))
            continue
        if b > a:
            changes.append(Change(GONE, "".join(before[a:b])))
        if d > c:
            changes.append(Change(NEW, "".join(after[c:d])))
    return changes
