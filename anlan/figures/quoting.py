"""Values with a short permanent address, for paper and for whoever types what stands on it.

A code is the beginning of a digest over the question, in thirty-two signs without those that are mistaken for one
another: the same question has the same code on every page that quotes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate
from anlan.figures.models import Quote
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST, LONGEST = 8, 13
_MISREAD = str.maketrans("OIL", "011", "- \u00a0\u3000—–－")


def written(code: str) -> str:
    """Return the code as it is shown: 7K3M-9QXD."""
    return f"{code[:4]}-{code[4:]}"


def read(text: str) -> str:
    """Return the code that somebody typed or read aloud, or "" for what cannot be one."""
    code = text.strip().upper().translate(_MISREAD)
    return code if SHORTEST <= len(code) <= LONGEST and set(code) <= set(SIGNS) else ""


def question_of(value: Value) -> bytes:
    """Return the digest of everything that a value depends on."""
    cut, known_at = value.cut, value.known.at.astimezone(UTC).isoformat(timespec="microseconds")
    asked = [
        value.figure.code,
        cut.area_id,
        sorted(cut.sector_ids),
        cut.grade,
        value.period.first.isoformat(),
        value.period.last.isoformat(),
        known_at,
    ]
    return hashlib.sha256(json.dumps(asked, separators=(",", ":")).encode()).digest()


def _codes(question: bytes) -> Iterator[str]:
    """Yield the beginnings of a digest, the shortest first."""
    number = int.from_bytes(question[:9])
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(67, -1, -5))
    for length in range(SHORTEST, LONGEST + 1):
        yield signs[:length]


def quote(value: Value, *, at: datetime) -> Quote:
    """Return the value's permanent address, made now unless it has one: asked twice it is the same."""
    question = question_of(value)
    for code in _codes(question):
        found = Quote.objects.filter(question=question).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return Quote.objects.create(
                    code=code,
                    question=question,
                    figure=value.figure.code,
                    revision=value.figure.revision,
                    area_id=value.cut.area_id,
                    sectors=",".join(map(str, sorted(value.cut.sector_ids))),
                    grade=value.cut.grade,
                    first=value.period.first,
                    last=value.period.last,
                    known_seq=value.known.seq,
                    known_at=value.known.at,
                    count=value.count,
                    base=value.base,
                    text=value.text,
                    made_at=at,
                )
        except IntegrityError:  # another question has this code, or another process was first: look again
            continue
    return Quote.objects.get(question=question)


@dataclass(frozen=True, slots=True)
class Recounted:
    """A quoted value counted again: as it was known then, and as it is known now. None: the figure is no more."""

    quote: Quote
    then: Value | None
    now: Value | None

    @property
    def stands(self) -> bool:
        """Tell whether counting again, with what was known then, gives what was said."""
        return self.then is not None and (self.then.count, self.then.base) == (
            self.quote.count,
            self.quote.base,
        )

    @property
    def moved(self) -> bool:
        """Tell whether what was recorded since has changed the value."""
        return self.now is not None and (self.now.count, self.now.base) != (self.quote.count, self.quote.base)


def cut_of(found: Quote) -> Cut:
    sectors = tuple(int(key) for key in found.sectors.split(",") if key)
    return Cut(found.area_id, found.area.path or "", sectors, found.grade)


def recount(found: Quote) -> Recounted:
    """Count a quoted value again, under the definition of today. Two evaluations."""
    if REGISTRY.find(found.figure) is None:
        return Recounted(found, None, None)
    cut, period = cut_of(found), Period(found.first, found.last)
    known = Known(found.known_seq, found.known_at, found.known_seq == Known.now().seq)
    then = evaluate(found.figure, cut=cut, period=period, known=known)
    return Recounted(found, then, evaluate(found.figure, cut=cut, period=period))
