"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_FAULTS = 50


@dataclass
class Verdict:
    """What a verification found: how much it read, and every fault in words with the place it is at."""

    entries: int = 0
    cases: int = 0
    seals: int = 0
    sealed: int = 0
    """The last entry under a seal."""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the verification could not prove, and is no fault."""

    @property
    def sound(self) -> bool:
        return not self.faults

    def fault(self, text: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(text)
