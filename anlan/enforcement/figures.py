"""Figures about enforcement: 停 and 关 in one place, penalties with their amounts, papers, listings, hand-overs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.enforcement.desks import DESKS, Desk, tell
from anlan.enforcement.flows import listings, measures, penalties, referrals, site_papers
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.lifecycle.flow import Count
from anlan.org.scope import EVERYTHING, Scope

REGISTRY.group("enforcement", _("Enforcement"))
for _desk in DESKS.values():
    for _count in _desk.flow.counts:
        REGISTRY.measure(_count.measure)


def _counting(count: Count) -> Q:
    """Return which rows count now, as the lifecycle declares it."""
    where = Q(state__in=count.states)
    if count.when:
        where &= Q(**{count.when: count.equals or True})
    return where & Q(**{f"{count.amount}__gt": 0}) if count.amount else where


def _rows(desk: Desk, count: Count) -> Callable[[Cut, Period, Known, Scope], Any]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            desk.rows().within(scope),
            here=cut.where(graded=False) & Q(counted_on__range=(period.first, period.last)),
            counts=_counting(count),
            plus=(count.measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


@dataclass(frozen=True, slots=True)
class _Told:
    measure: str
    name: str | Promise
    definition: str | Promise
    unit: str


_DEFINED: dict[str, tuple[_Told, ...]] = {
    "site_paper": (
        _Told(site_papers.RECORDS, _("On-site inspection records"),
              _("Inspection records issued in the period and not withdrawn."), "份"),
        _Told(site_papers.ORDERS, _("Rectification orders"),
              _("Rectification orders issued in the period and not withdrawn."), "份"),
        _Told(site_papers.RECHECKS, _("Re-check opinions"),
              _("Re-check opinions on rectification orders that were issued in the period."), "份"),
    ),
    "measure": (
        _Told(measures.SUSPENSIONS, _("Suspensions"),
              _("Suspensions on site, cuts of power or supply and suspensions for rectification that were decided in "
                "the period, lifted since or not. Proposals and voided ones do not count, sealing is counted apart."),
              "家次"),
        _Told(measures.SEALS, _("Seals and seizures"), _("Sealings and seizures decided in the period."), "次"),
        _Told(measures.CLOSURE_REQUESTS, _("Closures asked for"),
              _("Requests to a government to close a business entity, carried out or not."), "家次"),
        _Told(measures.CLOSURES, _("Closures"),
              _("Closures carried out by a government’s decision in the period."), "家次"),
        _Told(measures.LIFTED, _("Measures lifted"),
              _("Measures decided in the period that were lifted by its end, after re-inspection and consent."), "次"),
    ),
    "penalty": (
        _Told(penalties.PENALTIES, _("Penalties"),
              _("Administrative penalties decided in the period and not revoked or voided."), "件"),
        _Told(penalties.FINES, _("Amount of penalties"),
              _("Fines and confiscations of these penalties, each rounded to whole yuan."), "元"),
        _Told(penalties.COLLECTED, _("Amount collected"),
              _("What was paid of these penalties by the end of the period, each rounded to whole yuan."), "元"),
        _Told(penalties.PUBLISHED, _("Penalties made public"), _("Those of these penalties that are public."), "件"),
        _Told(penalties.LATE, _("Penalties made public late"),
              _("Those of these penalties that became public after the working days that the law gives."), "件"),
        _Told(penalties.DAILY, _("Daily fines"),
              _("Those of these penalties that impose a fine again for each day of a refusal (art. 112)."), "件"),
        _Told(penalties.SURCHARGES, _("Surcharges for late payment"),
              _("What late payment added to these penalties, as worked out by their last payment, reminder or appeal, "
                "each rounded to whole yuan. What has run since is on the case."), "元"),
        _Told(penalties.SURCHARGES_PAID, _("Surcharges collected"),
              _("What was paid of these surcharges by the end of the period, each rounded to whole yuan."), "元"),
        _Told(penalties.REVOKED, _("Penalties revoked"),
              _("Penalties decided in the period that were revoked since, on appeal or by their body."), "件"),
        _Told(penalties.REFUNDED, _("Amount given back"),
              _("What was given back of penalties decided in the period, revoked or lowered since, each rounded to "
                "whole yuan."), "元"),
        _Told(penalties.REPEATED, _("Counts of art. 113 reached"),
              _("Penalties with whose decision the entity reached three in 180 days or four in a year."), "件"),
    ),
    "listing": (
        _Told(listings.LISTED, _("Hazards listed"),
              _("Major hazards put under listed supervision in the period, delisted since or not."), "处"),
        _Told(listings.DELISTED, _("Hazards delisted"), _("Those of these hazards that were delisted."), "处"),
        _Told(listings.LATE, _("Listings made public late"),
              _("Those of these hazards whose listing became public after its working days."), "处"),
    ),
    "referral": (
        _Told(referrals.REFERRALS, _("Hand-overs to authorities"),
              _("Hand-overs to other authorities sent in the period."), "件"),
        _Told(referrals.ANSWERED, _("Hand-overs with an outcome"),
              _("Those of these hand-overs whose outcome was told."), "件"),
    ),
}  # fmt: skip

for _kind, _all in _DEFINED.items():
    _counts = {count.measure: count for count in DESKS[_kind].flow.counts}
    for _one in _all:
        REGISTRY.add(
            Figure(
                code=_one.measure,
                name=_one.name,
                definition=_one.definition,
                unit=_one.unit,
                rows=_rows(DESKS[_kind], _counts[_one.measure]),
                plus=(_one.measure,),
                graded=False,
                tell=partial(tell, DESKS[_kind]),
            )
        )


def _distinct(measure: str) -> Callable[[Cut, Period, Known], tuple[int, None]]:
    """Return how many business entities the rows of a measure concern."""
    count = next(one for one in DESKS["measure"].flow.counts if one.measure == measure)
    rows = _rows(DESKS["measure"], count)

    def over(cut: Cut, period: Period, known: Known) -> tuple[int, None]:
        return rows(cut, period, known, EVERYTHING).values("operator").distinct().count(), None

    return over


for _code, _measure, _name, _definition in (
    (
        "enforcement.units_suspended",
        measures.SUSPENSIONS,
        _("Units suspended"),
        _("Different business entities among the suspensions of the period."),
    ),
    (
        "enforcement.units_closed",
        measures.CLOSURES,
        _("Units closed"),
        _("Different business entities among the closures of the period."),
    ),
):
    _counted = next(one for one in DESKS["measure"].flow.counts if one.measure == _measure)
    REGISTRY.add(
        Figure(
            code=_code,
            name=_name,
            definition=_definition,
            unit="家",
            rows=_rows(DESKS["measure"], _counted),
            over=_distinct(_measure),
            graded=False,
            tell=partial(tell, DESKS["measure"]),
        )
    )
