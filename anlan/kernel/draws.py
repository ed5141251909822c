"""Draws by lot that anybody can do again: from a published seed and the published pool, with `sha256sum` alone.

The lot of a candidate is the SHA-256 of the seed, a line feed and the candidate's key, in UTF-8; the smallest lots
are drawn. It depends on nothing else: not on the order of the pool, not on who else was left out, not on a language's
random numbers. A draw with weights divides the logarithm of each lot by the weight (Efraimidis and Spirakis 2006), in
decimal arithmetic that rounds alike on every machine.

Rule: law and practice of the double random inspection (双随机、一公开), domain brief §7.1; capability C12.
"""

from __future__ import annotations

import hashlib
import heapq
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid

METHOD = "anlan-draw-1"
LONGEST_SEED = 200
OFFICERS = " officers"
"""What is added to the seed when officers are drawn: so a place's lot tells nothing of an officer's."""
SEVERAL = "、"
"""Between the groups of an officer who may go to several."""
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # control characters, ends of lines, nothing
_EXACT = Context(prec=90)
_LOTS = Decimal(2**256)  # 78 digits: every lot is told apart


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be drawn: a key that is unique in the pool, the group it is drawn in, and a weight above 0."""

    key: str
    stratum: str = ""
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Lot:
    """A candidate's place in a draw: `rank` from 1 in its group, by the value shown; drawn if the rank reaches."""

    candidate: Candidate
    lot: str
    rank: int
    is_drawn: bool


def lot(seed: str, key: str) -> str:
    """Return the lot of a key: `printf 'SEED\\nKEY' | sha256sum` prints the same 64 digits."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def pool_digest(pool: Iterable[Candidate]) -> str:
    """Return the SHA-256 of a pool's lines `key,stratum,weight` in the order of their bytes.

    Published before the seed is known, it proves that nobody was added or left out afterwards.
    """
    lines = sorted(f"{c.key},{c.stratum},{c.weight.normalize():f}\n".encode() for c in pool)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def draw(seed: str, pool: Sequence[Candidate], counts: int | Mapping[str, int]) -> list[Lot]:
    """Return every candidate with its lot, group by group, the drawn first.

    `counts` is how many to draw from the whole pool, or from each group. Raises `Invalid` for an empty or unprintable
    seed, a key twice, a weight that is not positive, a group that is not in the pool, and more than there are.
    """
    _check_seed(seed)
    check(pool)
    groups: dict[str, list[Candidate]] = {}
    for candidate in pool:
        groups.setdefault("" if isinstance(counts, int) else candidate.stratum, []).append(candidate)
    wanted = {"": counts} if isinstance(counts, int) else dict(counts)
    _check_counts(wanted, groups)
    return [
        Lot(candidate, text, rank, rank <= wanted.get(group, 0))
        for group in sorted(groups)
        for rank, (text, candidate) in enumerate(_ranked(seed, groups[group]), start=1)
    ]


def shares(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Return how many to draw from each group: by size, largest remainders first, so that the sum is `total`.

    Raises `Invalid` if the groups together do not hold as many. Equal remainders go to the earlier name.
    """
    everybody = sum(sizes.values())
    _check_counts({"": total}, {"": [None] * everybody})
    if not everybody:
        return dict.fromkeys(sizes, 0)
    exact = {name: Fraction(total * size, everybody) for name, size in sizes.items()}
    given = {name: int(share) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: (given[name] - exact[name], name))
    for name in rest[: total - sum(given.values())]:
        given[name] += 1
    return given


def deal(
    seed: str, places: Sequence[tuple[str, str]], crew: Sequence[Candidate], each: int
) -> list[tuple[str, ...]]:
    """Return who goes to each place (key, group), the places in the order of their lots.

    Officers stand in the order of their own lots. Each place in turn gets `each` of those who may go to its group (an
    officer without a group goes everywhere), whoever was sent least often first: nobody goes again before everybody
    else who may went. Raises `Invalid` where too few may go.
    """
    turn = [one.candidate for one in draw(seed + OFFICERS, crew, len(crew))]
    rank = {one.key: number for number, one in enumerate(turn)}
    fitting = {group: [one.key for one in turn if may_go(one, group)] for _key, group in places}
    sent: Counter[str] = Counter()
    dealt = []
    for _key, group in places:
        if len(fitting[group]) < each:
            raise Invalid(
                "draw.officers",
                _("%(group)s: %(there)s of the officers may go there; %(count)s are wanted for each place")
                % {"group": group or _("All places"), "there": len(fitting[group]), "count": each},
                field="per_object",
            )
        chosen = heapq.nsmallest(each, fitting[group], key=lambda key: (sent[key], rank[key]))
        sent.update(chosen)
        dealt.append(tuple(chosen))
    return dealt


def may_go(officer: Candidate, group: str) -> bool:
    return not officer.stratum or group in officer.stratum.split(SEVERAL)


def _ranked(seed: str, candidates: Sequence[Candidate]) -> list[tuple[str, Candidate]]:
    lots = [(lot(seed, candidate.key), candidate) for candidate in candidates]
    if all(candidate.weight == 1 for candidate in candidates):
        return sorted(lots, key=lambda pair: (pair[0], pair[1].key))
    return sorted(lots, key=lambda pair: (_EXACT.minus(_weighed(*pair)), pair[0], pair[1].key))


def _weighed(text: str, candidate: Candidate) -> Decimal:
    """Return ln(u) / weight for u in (0, 1]; the greatest are drawn. A lot u is small when it is drawn unweighted,
    so that u here is one minus it: with equal weights both ways draw the same."""
    u = _EXACT.divide(Decimal(2**256 - int(text, 16)), _LOTS)
    return _EXACT.divide(_EXACT.ln(u), candidate.weight)


def _check_seed(seed: str) -> None:
    if not seed.strip() or len(seed) > LONGEST_SEED:
        raise Invalid(
            "draw.seed",
            _("The seed is a text of 1 to %(most)s characters") % {"most": LONGEST_SEED},
            field="seed",
        )
    if not _is_line(seed):
        raise Invalid("draw.seed", _("The seed may not hold line feeds or control characters"), field="seed")


def check(pool: Iterable[Candidate]) -> None:
    """Raise `Invalid` for a key twice or one that is not a line of text, and a weight that is not positive."""
    seen: set[str] = set()
    for candidate in pool:
        if not candidate.key or not _is_line(candidate.key):
            raise Invalid(
                "draw.key",
                _("“%(key)s” cannot be drawn by: a key is one line") % {"key": candidate.key[:40]},
                field="pool",
            )
        if candidate.key in seen:
            raise Invalid(
                "draw.twice",
                _("“%(key)s” stands in the pool twice; everybody has one lot") % {"key": candidate.key[:40]},
                field="pool",
            )
        if not (candidate.weight.is_finite() and candidate.weight > 0):
            raise Invalid(
                "draw.weight",
                _("The weight of “%(key)s” is not a number above 0") % {"key": candidate.key[:40]},
                field="pool",
            )
        seen.add(candidate.key)


def _is_line(text: str) -> bool:
    return not any(unicodedata.category(mark) in _NO_TEXT for mark in text)


def _check_counts(wanted: Mapping[str, int], groups: Mapping[str, Sequence[object]]) -> None:
    for group, count in wanted.items():
        there = len(groups.get(group, ()))
        if not 0 <= count <= there:
            where = _("The group “%(group)s”") % {"group": group} if group else _("The pool")
            raise Invalid(
                "draw.count",
                _("%(where)s holds %(there)s; %(count)s cannot be drawn from it")
                % {"where": where, "there": there, "count": count},
                field="count",
            )
