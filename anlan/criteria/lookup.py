"""Which criteria hold: by sector and day, by key, and by the words of a description."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from anlan.criteria.models import Criterion, CriterionPack

MOST_SUGGESTED = 5


def find(sector: str, on: date) -> list[CriterionPack]:
    """Return the packs in force for a sector (its code) on a day, the newest first; one query over a few rows.

    What holds for every sector comes along: the general definition of 2008 goes last.
    """
    packs = CriterionPack.objects.in_force(on).order_by("-effective_from", "code")
    return [pack for pack in packs if pack.is_about(sector)]


def find_criterion(key: int) -> Criterion | None:
    """Return a criterion with its pack by its key, for the input of a step."""
    return Criterion.objects.select_related("pack").filter(pk=key).first()


def criteria_of(sector: str, on: date) -> list[Criterion]:
    """Return every criterion in force for a sector on a day, with its pack, in the order of the documents."""
    packs = {pack.pk: pack for pack in find(sector, on)}
    rows = Criterion.objects.filter(pack__in=packs).order_by("-pack__effective_from", "pack_id", "position")
    found = list(rows)
    for criterion in found:
        criterion.pack = packs[criterion.pack_id]
    return found


def suggest(text: str, sector: str, on: date) -> list[Criterion]:
    """Return the criteria whose keywords a description holds, the best first; empty where none does. Two queries.

    A help to find the article, never a grading: longer words weigh more, and of equals the one that shares more pairs
    of characters with the description goes first.
    """
    return best(text, criteria_of(sector, on))


def best(text: str, criteria: Sequence[Criterion]) -> list[Criterion]:
    """Return those of some criteria whose keywords a description holds, the best first; no query."""
    words = _Words(text)
    scored = [(words.score(criterion), criterion) for criterion in criteria]
    found = [pair for pair in scored if pair[0] > (0, 0.0)]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [criterion for _score, criterion in found[:MOST_SUGGESTED]]


class _Words:
    def __init__(self, text: str) -> None:
        self.text = text.casefold()

    @cached_property
    def pairs(self) -> frozenset[str]:
        return _pairs(self.text)

    def score(self, criterion: Criterion) -> tuple[int, float]:
        weight = sum(len(word) for word in criterion.keywords if word.casefold() in self.text)
        if not weight:
            return 0, 0.0
        other = _pairs(criterion.text.casefold())
        return weight, len(self.pairs & other) / (len(other) or 1)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
