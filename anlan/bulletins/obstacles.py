"""What may stand against signing an issue."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.bulletins.models import Waiver, WaiverKind


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something wrong in an issue: its kind, its words, the paragraph it is in, the subject of a waiver.

    `waiver` is what was asked for about it; granted, it no longer blocks.
    """

    kind: str  # fault, typed, claim, contradiction, glyph, waiver
    text: str
    todo: str = ""
    paragraph: str = ""
    subject: str = ""
    words: str = ""
    start: int = -1
    end: int = -1
    waiver: Waiver | None = None

    @property
    def blocks(self) -> bool:
        return self.waiver is None or not self.waiver.is_granted

    @property
    def can_be_waived(self) -> bool:
        return self.kind in (WaiverKind.CLAIM, WaiverKind.CONTRADICTION)
