"""The estimates of a period: what its samples say about what was closed, and how people and places fared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lookbacks import lots
from anlan.lookbacks.estimating import FEW, Estimate, Stratum, estimate, wilson
from anlan.lookbacks.models import LookBack, LookQuerySet, Reason, Sample, Seen, Strata
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING, Scope

REPORTED = "hazards.rectification_rate"


def after(period: Period) -> datetime:
    """Return the first moment after a period."""
    return clock.day_start(period.last + timedelta(days=1))


def drawn(cut: Cut, period: Period, known: Known, scope: Scope) -> LookQuerySet:
    """Return the looks that were drawn in the period and known."""
    rows = LookBack.objects.within(scope).drawn_in(period.first, period.last)
    return rows.filter(cut.where(), opened_seq__lte=known.seq)


def is_answered(period: Period, known: Known) -> Q:
    """Return the condition that a look was answered by the end of a period, as known."""
    return Q(answered_seq__lte=known.seq, answered_at__lt=after(period))


def is_overtaken(period: Period, known: Known) -> Q:
    return Q(overtaken_seq__lte=known.seq, overtaken_at__lt=after(period))


# -- the whole -----------------------------------------------------------------------------------------------------


def of(cut: Cut, period: Period, known: Known) -> Estimate | None:
    """Return the share of what was closed that held, by the samples drawn in the period. Four queries.

    A stratum is that of one sample. An area below the strata is not told apart; None then, as where nobody answered.
    """
    return estimate(_strata(cut, period, known))


def _strata(cut: Cut, period: Period, known: Known) -> list[Stratum]:
    rows = drawn(Cut(cut.area_id, cut.area_path, (), cut.grade), period, known, EVERYTHING)
    random = rows.filter(reason=Reason.RANDOM).order_by()
    sums: dict[tuple[int, str], tuple[int, int]] = {
        (sample, stratum): (answered, held)
        for sample, stratum, answered, held in random.values_list("sample", "stratum").annotate(
            answered=Count("pk", filter=is_answered(period, known)),
            held=Count("pk", filter=is_answered(period, known) & Q(seen=Seen.HELD)),
        )
    }
    paths = {code: path or "" for code, path in Area.objects.values_list("code", "path")}
    found = []
    for sample in Sample.objects.filter(pk__in={key for key, _stratum in sums}).only(
        "strata", "quotas", "area_path"
    ):
        for quota in lots.quotas_of(sample.quotas):
            grade, _sign, code = quota.stratum.partition("-")
            within = _lies_in(sample, code, paths, cut)
            if quota.wanted and within and cut.grade in ("", grade):
                answered, held = sums.get((sample.pk, quota.stratum), (0, 0))
                found.append(Stratum(quota.size, answered, held))
    return found


def _lies_in(sample: Sample, code: str, paths: dict[str, str], cut: Cut) -> bool:
    """Tell whether a stratum lies wholly in an area: one of sectors only in the whole that it was drawn from."""
    path = paths.get(code, "?") if sample.strata == Strata.AREA else sample.area_path
    return path.startswith(cut.area_path)


@dataclass(frozen=True, slots=True)
class Told:
    """The reported rate of a period beside the estimate: of what was closed, and of what was found."""

    reported: tuple[int, int]
    estimate: Estimate | None

    def true(self, share: float) -> float | None:
        """Return the share of what was found that is rectified in truth, if so much of what was reported held."""
        above, base = self.reported
        return above / base * share if base else None


def told(cut: Cut, period: Period, known: Known) -> Told:
    value = evaluate(REPORTED, cut=cut, period=period, known=known)
    return Told((value.count, value.base or 0), of(cut, period, known))


# -- people and places ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Answered look-backs of one person or place: by lot, and (apart) for a risk; the interval is of those by lot."""

    key: int
    name: str
    answered: int
    relapsed: int
    false: int
    risk_answered: int
    risk_failed: int
    low: float
    high: float

    @property
    def failed(self) -> int:
        return self.relapsed + self.false

    @property
    def share(self) -> float | None:
        """Return the share that did not hold; None where too few were answered to be told as a percentage."""
        return self.failed / self.answered if self.answered >= FEW else None


BY = {"premises": "premises__name", "found_by": "found_by__name", "accepted_by": "accepted_by__name"}
MOST = 100


def groups(by: str, rows: Iterable[Any], *, most: int = MOST) -> list[Group]:
    """Return the groups of answered looks with the most that did not hold first. One query."""
    looks: Any = rows
    sums: dict[int, list[Any]] = defaultdict(lambda: ["", 0, 0, 0, 0, 0])
    for key, name, reason, seen, n in (
        looks.exclude(**{by: None})
        .order_by()
        .values_list(by, BY[by], "reason", "seen")
        .annotate(n=Count("pk"))
    ):
        told = sums[key]
        told[0] = name
        if reason == Reason.RISK:
            told[4] += n
            told[5] += n if seen != Seen.HELD else 0
            continue
        told[1] += n
        told[2] += n if seen == Seen.RELAPSED else 0
        told[3] += n if seen == Seen.FALSE else 0
    found = []
    for key, (name, answered, relapsed, false, risk_answered, risk_failed) in sums.items():
        bounds = wilson((relapsed + false) / answered if answered else 0.0, answered)
        found.append(Group(key, name, answered, relapsed, false, risk_answered, risk_failed, *bounds))
    return ranked(found)[:most]


def ranked(found: Sequence[Group]) -> list[Group]:
    """Put the groups in order by what is sure: the lower end of the interval, then what failed in all."""
    return sorted(
        found, key=lambda one: (-one.low, -one.failed - one.risk_failed, -one.answered, one.name, one.key)
    )
