"""The draw itself: a pure function of the seed and the pools. Whoever has both gets the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anlan.draws.pools import Member, Pair, candidates
from anlan.kernel import draws


def draw_pairs(
    seed: str,
    objects: Sequence[Member],
    officers: Sequence[Member],
    *,
    wanted: int,
    per_object: int,
    by_group: bool,
) -> list[Pair]:
    """Return the places drawn, in the order of their lots, each with its officers.

    By group, each group gives by its size (largest remainders). Officers are dealt in the order of their own lots, to
    the places to which they may go (`kernel.draws.deal`). Raises Invalid where a pool is too small.
    """
    pool = candidates(objects, grouped=by_group)
    counts = draws.shares(Counter(c.stratum for c in pool), wanted) if by_group else wanted
    drawn = sorted((lot.lot, lot.candidate.key) for lot in draws.draw(seed, pool, counts) if lot.is_drawn)
    groups = {member.key: member.group for member in objects}
    turns = [(key, groups[key]) for _lot, key in drawn]
    dealt = draws.deal(seed, turns, candidates(officers, grouped=True), per_object)
    return [
        Pair(place, key, lot, who)
        for place, ((lot, key), who) in enumerate(zip(drawn, dealt, strict=True), start=1)
    ]


def too_few(objects: Sequence[Member], officers: Sequence[Member], per_object: int) -> tuple[str, int] | None:
    """Return a group of places to which fewer officers may go than each place needs, and how many may."""
    crew = candidates(officers, grouped=True)
    for group in sorted({member.group for member in objects}):
        there = sum(draws.may_go(officer, group) for officer in crew)
        if there < per_object:
            return group, there
    return None
