"""Leaders' plans: plan against what was done, seen by the office and the leader alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.inspections.tests.factories import take as carry_on
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.org.models import Sector
from anlan.plans.leading import progress, spread
from anlan.plans.models import LeaderPlan, PlanLine
from anlan.plans.tests.factories import enter_leader, leader_plan
from anlan.testing import TODAY, actor, record_visit, sign_in

OCTOBER = Period(TODAY.replace(day=1), TODAY.replace(day=31))


def led(premises: str, leader) -> None:
    visit = record_visit(premises)
    carry_on(visit, "attend", by={"shop": "dept1", "mill": "dept1", "depot": "dept2"}[premises],
             leader=leader.pk)  # fmt: skip


def test_what_a_leader_did_is_read_from_the_visits(city):
    term = enter_leader()
    plan = leader_plan(leader=term)
    for premises in ("shop", "mill", "mill", "depot"):
        led(premises, term)
    record_visit("shop")  # without a leader

    done = progress(plan)

    assert [(line.due, line.made) for line in done.lines] == [(2, 2), (1, 1)]
    assert (done.due, done.done, done.visits, done.beside) == (3, 3, 4, 1)


def test_a_visit_counts_for_one_line_alone_and_no_line_for_more_than_it_asks():
    lines = [PlanLine(sector=Sector(pk=1), visits=1), PlanLine(visits=1)]

    assert [(line.made, line.done) for line in spread(lines, [(1, "/1/"), (1, "/1/")]).lines] == [
        (1, 1),
        (1, 1),
    ]
    over = spread(lines[:1], [(1, "/1/"), (1, "/1/"), (2, "/1/")])
    assert (over.lines[0].made, over.done, over.beside) == (2, 1, 1)


def test_only_the_office_and_the_leader_see_a_plan(city):
    plan = leader_plan()
    page, table = reverse("plans:leader", args=[plan.pk]), reverse("plans:leaders")

    def opens(who: str) -> tuple[int, bool]:
        client = sign_in(Client(headers={"accept-language": "en"}), who)
        return client.get(page).status_code, plan.number in client.get(table).content.decode()

    for who in ("office1", "leader1"):
        assert opens(who) == (200, True)
    for who in ("county1", "dept1", "inspector1", "station1", "editor1", "signer1"):
        assert opens(who) == (404, False)


def test_a_countys_office_sees_the_plans_of_its_own_leaders_alone(city):
    leader_plan()
    own = leader_plan(
        by="county1", account="", leader=enter_leader(by="county1", where="a"), parts="柳林镇 2"
    )
    assert [row.pk for row in LeaderPlan.objects.within(actor("county1").scope)] == [own.pk]
    assert not LeaderPlan.objects.within(actor("county2").scope).exists()


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"parts": "没有的领域 2"}, Invalid, "input.part"),
        ({"parts": "消防"}, Invalid, "input.part"),
        ({"parts": "消防 1\n消防 2"}, Invalid, "input.parts"),
        ({"last_day": "2022-09-01"}, Refused, "days.order"),
        ({"first_day": "2010-01-01", "last_day": "2010-02-01"}, Refused, "leader_plan.term"),
        ({"by": "county1"}, Refused, "leader_plan.set"),
        ({"by": "dept1"}, Refused, "leader_plan.set"),
    ],
)
def test_what_cannot_be_set_is_refused(city, changes, error, code):
    with pytest.raises(error) as caught:
        leader_plan(**changes)

    assert caught.value.code == code
    assert not LeaderPlan.objects.exists()


def test_one_plan_of_a_leader_for_the_same_days(city):
    term = enter_leader()
    leader_plan(leader=term)

    with pytest.raises(Refused) as caught:
        leader_plan(leader=term)

    assert caught.value.code == "leader_plan.double"


def test_the_share_is_told_of_three_leaders_or_more(city):
    terms = [enter_leader(name=name) for name in ("张市长", "李市长")]
    for term in terms:
        leader_plan(leader=term, account="", parts="消防 2")
    led("shop", terms[0])
    two = evaluate("plans.leaders_fulfilment", cut=Cut.of(city.areas["city"]), period=OCTOBER)
    leader_plan(leader=enter_leader(name="王市长"), account="", parts="燃气 1")
    three = evaluate("plans.leaders_fulfilment", cut=Cut.of(city.areas["city"]), period=OCTOBER)

    assert (two.count, two.base, two.phrase) == (0, 0, "—")
    assert (three.count, three.base, three.phrase) == (1, 5, "20%")


def test_a_ledger_sets_leaders_plans_whole_and_withdraws_them_again(city, tmp_path):
    term = enter_leader()
    head = {"leader": term.name, "first_day": "2022-10-01", "last_day": "2022-12-31", "account": "leader1"}
    rows = [{**head, "sector": "消防", "visits": 2}, {**head, "area": "东江县", "visits": 1}]
    twice = [*rows, {**head, "sector": "fire", "visits": 3}]
    nobody = {**head, "leader": "查无此人", "visits": 1}

    wrong, _none = taken_in(
        ledger(tmp_path / "w.xlsx", "leader_plans", *twice, nobody), "leader_plans", by=actor("office1")
    )
    with pytest.raises(Refused):
        taken_in(ledger(tmp_path / "d.xlsx", "leader_plans", *rows), "leader_plans", by=actor("dept1"))
    batch, told = taken_in(
        ledger(tmp_path / "a.xlsx", "leader_plans", *rows), "leader_plans", by=actor("office1")
    )

    assert [code for _column, code in faults(wrong)[4]] == ["leader_plan.part_twice"]
    assert [code for _column, code in faults(wrong)[5]] == ["leader_plan.leader"]
    assert ("", "plan.whole") in faults(wrong)[2]
    plan = LeaderPlan.objects.get()
    assert (told["written"], plan.visits_due, plan.is_from_ledger) == (2, 3, True)
    assert [line.visits for line in plan.lines.order_by("position")] == [2, 1]
    undo(batch, by=actor("office1"))
    assert LeaderPlan.objects.get().state == "withdrawn"
