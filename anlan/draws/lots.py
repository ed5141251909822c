"""The draw itself: a pure function of the seed and the pools. Whoever has both gets the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anlan.draws.pools import OFFICERS, Member, Pair, candidates
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

    By group, each group gives by its size (largest remainders). Officers are put in the order of their own lots and
    dealt in turn: the first place gets the first `per_object`, the next place the next, round and round, so that nobody
    goes twice before everybody went once. Raises Invalid where a pool is too small.
    """
    pool = candidates(objects, grouped=by_group)
    counts = draws.shares(Counter(c.stratum for c in pool), wanted) if by_group else wanted
    drawn = sorted((lot.lot, lot.candidate.key) for lot in draws.draw(seed, pool, counts) if lot.is_drawn)
    crew = candidates(officers, grouped=False)
    turn = [lot.candidate.key for lot in draws.draw(seed + OFFICERS, crew, max(per_object, len(crew)))]
    return [
        Pair(
            place + 1, key, lot, tuple(turn[(place * per_object + n) % len(turn)] for n in range(per_object))
        )
        for place, (lot, key) in enumerate(drawn)
    ]
