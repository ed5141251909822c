"""A problem rests on the hazards of its cell, is confirmed and closed by others, and closed only when it is solved."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from anlan.documents.claims import Kind, check
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate, records
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.obligations.models import Obligation
from anlan.org.scope import EVERYTHING
from anlan.systemic.chronicles import problems
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.models import Link, SystemicProblem
from anlan.systemic.tests.factories import (
    charge,
    confirmed,
    hazards,
    problem_input,
    proposed,
    take,
    with_result,
)
from anlan.testing import TODAY, actor, person
from anlan.testing import take as take_hazard

pytestmark = pytest.mark.django_db
YEAR = Period.year_to(TODAY)


def owed(one: SystemicProblem) -> list[tuple[str, str]]:
    rows = Obligation.objects.filter(case_id=one.pk, discharged_at=None)
    return list(rows.values_list("kind", "owner__code"))


def accept_all() -> None:
    for key in Hazard.objects.filter(settled_at=None).values_list("pk", flat=True):
        for step in ("assign", "claim", "accept"):
            take_hazard(Hazard.objects.get(pk=key), step)


def test_the_whole_way_of_a_problem(city):
    elsewhere = hazards(2, premises="kitchen", by="dept2", category="electrical")
    one = proposed()
    assert (Link.objects.filter(problem=one.pk).count(), owed(one)) == (3, [("systemic.decide", "gov-a")])
    assert not Link.objects.filter(hazard__in=elsewhere).exists()

    one = take(one, "confirm", **charge())
    assert (one.state, owed(one)) == ("confirmed", [("systemic.solve", "fire")])
    one = take(one, "begin", by="dept1", progress="已部署")
    one = take(one, "postpone", due_on="2022-12-31", reason="门锁到货晚")
    one = take(one, "tell_result", by="dept1", result="已加装")
    assert owed(one) == [("systemic.close", "office")]
    with pytest.raises(Refused, match="3 of its hazards are not accepted"):
        take(one, "close", conclusion="已解决")
    accept_all()
    one = take(one, "close", conclusion="已解决")

    assert (one.state, owed(one), f"{one.closed_on}") == ("closed", [], "2022-10-24")
    one = take(one, "reopen", due_on="2022-12-31", reason="又有锁闭")
    assert (one.state, one.result, owed(one)) == ("under_way", "", [("systemic.solve", "fire")])


@pytest.mark.parametrize(
    ("make", "step", "by", "given", "reason"),
    [
        (proposed, "confirm", "county1", charge, "Another person than who proposed"),
        (proposed, "confirm", "dept1", charge, "Only the office or a leader"),
        (proposed, "confirm", "county2", charge, "Only the office or a leader"),
        (lambda: proposed(rests_on=2), "confirm", "office1", charge, "rests on 2 hazards"),
        (proposed, "confirm", "office1", lambda: charge(due_on="2022-10-01"), "lies in the past"),
        (confirmed, "begin", "dept2", lambda: {"progress": "已部署"}, "Only the body in charge"),
        (confirmed, "drop", "office1", lambda: {"hazards": "YH2022-1", "reason": "误报"}, "no hazards with these"),
        (with_result, "close", "dept1", lambda: {"conclusion": "已解决"}, "Only the office or a leader"),
    ],
    ids=["proposer", "department", "stranger", "few", "past", "another body", "no such hazard", "owner closes"],
)  # fmt: skip
def test_a_step_is_refused_with_a_reason_and_leaves_no_trace(city, make, step, by, given, reason):
    one = make()
    given = given()
    before = Entry.objects.count()

    with pytest.raises((Refused, Invalid), match=reason):
        take(one, step, by=by, **given)

    assert Entry.objects.count() == before


def test_who_told_the_result_does_not_close_the_problem(city):
    one = take(confirmed(), "begin", progress="已部署")
    one = take(one, "tell_result", result="已加装")
    accept_all()

    with pytest.raises(Refused, match="Another person than who told the result"):
        take(one, "close", conclusion="已解决")
    assert take(one, "close", by="leader1", conclusion="已解决").state == "closed"


def test_once_it_is_confirmed_hazards_are_only_added_each_with_its_reason(city):
    one = proposed()
    first, other = Link.objects.filter(problem=one.pk).values_list("hazard", flat=True).order_by("pk")[:2]
    take(one, "drop", by="county1", hazards=[first], reason="误报")
    take(one, "add", by="county1", hazards=f"YH2022-{first:07d}", reason="核实无误")
    one = take(one, "confirm", **charge())
    hazards(2)
    far = hazards(1, premises="depot", by="dept2")

    with pytest.raises(Refused, match="Confirmed"):
        take(one, "drop", hazards=[other], reason="误报")
    with pytest.raises(Refused, match="outside of the problem"):
        take(one, "add", hazards=far, reason="同类")
    take(one, "gather", last_day="2022-10-24", reason="同类问题继续出现")
    with pytest.raises(Refused, match="linked already"):
        take(one, "gather", last_day="2022-10-24", reason="再来")

    told = dict(Link.objects.filter(problem=one.pk).values_list("hazard", "reason"))
    assert (len(told), told[first], told[other]) == (5, "核实无误", "")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"last_day": "2022-07-01"}, "before the first"),
        ({"first_day": "2021-01-01"}, "one year at most"),
        ({"last_day": "2022-10-25"}, "has not come yet"),
        ({"kind": "sectoral", "sector": ""}, "names the sector"),
        ({"category": "aliens"}, "not a choice"),
    ],
)
def test_a_problem_that_is_not_sound_is_refused(city, given, reason):
    with pytest.raises((Refused, Invalid), match=reason):
        proposed(rests_on=0, **given)


def test_a_department_proposes_in_its_sectors_only(city):
    assert proposed(by="dept1").state == "proposed"
    with pytest.raises(Refused, match="departments those of their sectors"):
        door.open_case(SYSTEMIC_FLOW, "propose", by=actor("dept2"), input=problem_input())


def test_who_sees_a_problem(city):
    of_fire, of_all = confirmed(), proposed(sector="", category="", rests_on=0)

    def seen(name: str) -> set[int]:
        return set(SystemicProblem.objects.within(actor(name).scope).values_list("pk", flat=True))

    assert seen("office1") == seen("county1") == seen("dept1") == {of_fire.pk, of_all.pk}
    assert seen("dept2") == {of_all.pk}
    assert seen("county2") == seen("business1") == seen("auditor1") == set()


def test_the_database_keeps_apart_who_proposes_and_who_confirms(city):
    one = confirmed()

    with pytest.raises(IntegrityError), transaction.atomic():
        SystemicProblem.objects.filter(pk=one.pk).update(confirmed_by=person("county1"))


def test_figures_tell_what_was_identified_and_solved_and_a_batch_is_three_or_more(city):
    made = [confirmed(rests_on=3 if n == 0 else 0, title=f"问题{n}") for n in range(2)]
    area, cut, known = city.areas["city"], Cut.of(city.areas["city"]), Known.now()

    def told(text: str) -> list[tuple[str, bool]]:
        found = check(text, area=area, period=YEAR, known=Known.now())
        return [(one.claim.code, one.kind is Kind.TRUE) for one in found]

    batch = "研判出一批区域性突出问题"
    assert told(batch) == [("systemic.a_batch_identified", False), ("systemic.identified_regional", True)]
    made.append(confirmed(rests_on=0, kind="periodic", title="冬季用火"))
    assert told(batch + "、阶段性问题")[0] == ("systemic.a_batch_identified", True)
    assert ("systemic.identified_sectoral", False) in told("解决了一批行业性问题")
    for one in made[:2]:
        begun = take(one, "begin", by="dept1", progress="已部署")
        take(begun, "tell_result", by="dept1", result="已解决")
    accept_all()
    take(made[0], "close", conclusion="已解决")
    take(take(made[1], "close", conclusion="已解决"), "reopen", due_on="2022-12-01", reason="反弹")
    take(made[2], "dismiss", reason="重复")

    def counts(**more) -> dict[str, int]:
        codes = ("identified", "under_way", "closed", "solved", "identified_periodic")
        return {code: evaluate(f"systemic.{code}", cut=cut, period=YEAR, **more).count for code in codes}

    now = {"identified": 2, "under_way": 1, "closed": 1, "solved": 1, "identified_periodic": 0}
    assert counts() == now
    assert counts(known=known) == {
        "identified": 2,
        "under_way": 2,
        "closed": 0,
        "solved": 0,
        "identified_periodic": 0,
    }
    for code, n in now.items():
        assert records(evaluate(f"systemic.{code}", cut=cut, period=YEAR), scope=EVERYTHING).count() == n
    first, second = problems(area, YEAR, Known.now(), "zh")
    assert first == "问题0（区域性），涉及隐患3处，由消防救援支队负责，已解决。"
    assert second.endswith("要求2022年12月1日前解决。")
