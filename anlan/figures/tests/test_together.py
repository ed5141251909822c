"""Told of many areas and sectors together, every figure is what it is told to be alone."""

from __future__ import annotations

from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.figures.registry import REGISTRY
from anlan.figures.together import evaluate_cuts
from anlan.kernel.period import Period
from anlan.org.models import Sector
from anlan.testing import TODAY, accepted_hazard, found_hazard, record_hazard

CODES = ("hazards.found", "hazards.rectification_rate", "hazards.overdue", "hazards.days_to_rectify",
         "hazards.looked_back", "inspections.visits", "inspections.premises_visited", "plans.coverage",
         "plans.places_due", "plans.places_unvisited")  # fmt: skip


def test_figures_of_many_cuts_are_those_of_each_cut(city, django_assert_max_num_queries):
    found_hazard("shop")
    accepted_hazard("depot")
    record_hazard("shop", grade="major")
    root, known, year = city.areas["city"], Known.now(), Period.year_to(TODAY)
    sectors = list(Sector.objects.order_by("pk")[:4])
    cuts = [Cut.of(area) for area in city.areas.values()]
    cuts += [Cut.of(root, sectors=(one,)) for one in sectors]
    cuts += [Cut.of(root, grade="major"), Cut.of(root, sectors=tuple(sectors), grade="general")]
    wanted = [(code, cut) for code in CODES for cut in cuts if REGISTRY[code].answers(cut)]

    told = evaluate_cuts(wanted, period=year, known=known)
    with django_assert_max_num_queries(4):
        evaluate_cuts([one for one in wanted if REGISTRY[one[0]].is_counted], period=year, known=known)

    alone = {(code, cut): evaluate(code, cut=cut, period=year, known=known) for code, cut in wanted}
    assert told == alone
    assert sum(value.count for value in told.values()) > 0
