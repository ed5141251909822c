"""Figures of plans: in the cut and the period, as known at a moment, opening to their rows."""

from __future__ import annotations

from datetime import date

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate, records
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.scope import EVERYTHING
from anlan.plans.jobs import count_all
from anlan.plans.models import Plan, Tally
from anlan.plans.tests.factories import approved, draft, take
from anlan.testing import NOON, TODAY, actor, record_visit

OCTOBER = Period(date(2022, 10, 1), date(2022, 10, 31))
CODES = ("plans.places_due", "plans.places_visited", "plans.places_unvisited")


def asked(city, area: str = "city", sector: str = "", period: Period = OCTOBER, known_at=None) -> list[int]:
    sectors = (city.sectors[sector],) if sector else ()
    cut = Cut.of(city.areas[area], sectors=sectors)
    found = [evaluate(code, cut=cut, period=period, known_at=known_at) for code in CODES]
    for value in found:
        assert records(value, scope=EVERYTHING).count() == value.count
    return [value.count for value in found]


def test_places_due_visited_and_left_add_up_in_every_cut(city):
    draft()  # not approved: it asks for nothing yet
    approved(where="a")
    approved(sectors=[city.sectors["fire"].pk])
    record_visit("shop")
    record_visit("shop")
    record_visit("depot")

    assert asked(city) == [6, 2, 4]  # the shop stands on both plans, the depot on none
    assert asked(city, "a") == [5, 2, 3]
    assert asked(city, "b") == [0, 0, 0]
    assert asked(city, "a", "gas") == [1, 0, 1]
    share = evaluate("plans.coverage", cut=Cut.of(city.areas["city"]), period=OCTOBER)
    assert (share.count, share.base, share.phrase) == (2, 6, "33.3%")


def test_coverage_of_no_plan_is_no_number(city):
    value = evaluate("plans.coverage", cut=Cut.of(city.areas["city"]), period=OCTOBER)

    assert (value.phrase, value.number) == ("—", None)


def test_what_was_said_of_a_plan_can_be_said_again(city):
    with clock.at(NOON):
        plan = approved(where="a")
    with clock.at(NOON.replace(hour=13)):
        record_visit("shop")
    with clock.at(NOON.replace(hour=14)):
        take(plan, "remove", codes="mill", reason="已停业，转入注销")
    with clock.at(NOON.replace(hour=15)):
        take(plan, "withdraw", reason="并入市级专项行动")
    with clock.at(NOON.replace(hour=16)):
        moments = [NOON.replace(hour=hour, minute=30) for hour in (11, 12, 13, 14, 15)]

        assert [asked(city, known_at=at) for at in moments] == [
            [0, 0, 0], [3, 0, 3], [3, 1, 2], [2, 1, 1], [0, 0, 0],
        ]  # fmt: skip


def test_a_period_before_the_plan_has_none_of_it_and_later_visits_do_not_count_back(city):
    approved(where="a", first_day="2022-10-20")
    record_visit("shop")

    assert asked(city, period=Period(date(2022, 10, 1), date(2022, 10, 19))) == [0, 0, 0]
    assert asked(city, period=Period(date(2022, 10, 1), date(2022, 10, 23))) == [3, 0, 3]
    assert asked(city, period=Period(date(2022, 10, 1), TODAY)) == [3, 1, 2]


def test_a_confidential_plan_counts_once_it_is_closed(city):
    plan = approved(by="dept1", approver="office1", doer="issuer", counts="doers", confidential="yes",
                    sectors=[city.sectors["fire"].pk])  # fmt: skip
    for code in ("shop", "mill", "plant"):
        record_visit(code)
    before = asked(city)
    take(plan, "close", by="dept1", summary="暗访全部完成，情况已通报")

    assert (before, asked(city)) == ([0, 0, 0], [3, 3, 0])


def test_the_clock_counts_running_plans_for_the_lists(city):
    plan = approved(where="a")
    draft()
    record_visit("shop")

    assert count_all(clock.now()) == 1
    tally = Tally.objects.get(plan=plan)
    assert (tally.units_visited, tally.visits_made) == (1, 1)
    assert Plan.objects.within(actor("station1").scope).count() == 2
