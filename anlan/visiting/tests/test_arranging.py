"""A proposal accepted by a person: what drops out, who is asked along, what becomes of it; owner and stranger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation
from anlan.plans.flow import JOINT_FLOW
from anlan.plans.models import JointState, JointVisit
from anlan.plans.tests.factories import approved
from anlan.testing import NOON, actor, place, record_visit
from anlan.visiting import acts
from anlan.visiting.asking import read
from anlan.visiting.jobs import free_what_passed
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit
from anlan.visiting.proposal import propose
from anlan.visiting.tests.factories import arranged, at, given, proposed, two_plans

KEY = "arranged-once-key"


# -- accepting ---------------------------------------------------------------------------------------------------------


def test_accepting_arranges_the_visit_asks_the_other_body_and_takes_the_checks_off_the_proposal(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")

    case = arranged(visit)

    assert (case.state, case.checks, case.bodies, case.separate, case.saved) == ("arranged", 2, 2, 2, 1)
    assert case.lead.code == "fire"
    (pair,) = JointVisit.objects.filter(arranged=case.pk)
    assert (pair.proposer.code, pair.partner.code, pair.planned_on) == ("fire", "gov-a", visit.on)
    assert Obligation.objects.open().get(case_id=pair.pk).kind == Kind.ANSWER_JOINT_VISIT
    after = proposed()
    assert not at(after, "shop")
    assert after.arranged == 2


def test_the_same_key_arranges_once(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")

    first = acts.arrange(given(visit), by=actor("office1"), key=KEY)
    again = acts.arrange(given(visit), by=actor("office1"), key=KEY)

    assert (again.case_id, again.replayed) == (first.case_id, True)
    assert JointVisit.objects.count() == 1


def test_two_planners_at_once_take_a_check_once_and_what_was_done_meanwhile_drops_out_with_a_note(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")
    fire_only, county = visit.checks[0].code, visit.checks[1].code
    first = arranged(visit, by="dept1", checks=fire_only)

    second = arranged(visit)

    assert (second.checks, second.lead.code) == (1, "gov-a")
    (dropped,) = ArrangedCheck.objects.filter(visit=second.pk, dropped="taken")
    assert (dropped.code, first.number in dropped.note) == (fire_only, True)
    with pytest.raises(Refused, match="None of these checks is due"):
        arranged(visit)
    assert ArrangedCheck.objects.filter(code=county, is_live=True).count() == 1


def test_a_check_that_was_made_meanwhile_drops_out(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")
    record_visit("shop", by="county1")

    case = arranged(visit)

    assert (case.checks, case.bodies, case.saved) == (1, 1, 0)
    assert Visit.objects.get().number in ArrangedCheck.objects.get(visit=case.pk, dropped="done").note
    assert not JointVisit.objects.exists()


@pytest.mark.parametrize(
    ("by", "changes", "reason"),
    [
        ("dept2", {}, "no right to plan visits"),
        ("leader1", {}, "no right to plan visits"),
        ("office1", {"planned_on": "2022-11-14"}, "does not meet it"),
        ("office1", {"planned_on": "2022-10-23"}, "one of the next"),
        ("office1", {"lead": "gas"}, "cannot lead this visit"),
        ("dept1", {"lead": "gov-a"}, "cannot lead this visit"),
    ],
    ids=[
        "another sector",
        "leader",
        "day after a deadline",
        "yesterday",
        "a body without a check",
        "another's lead",
    ],
)
def test_arranging_is_refused_with_a_reason_and_writes_nothing(city, by, changes, reason):
    two_plans(city)
    (visit,) = at(proposed(), "shop")
    if "lead" in changes:
        changes = {"lead": Organisation.objects.get(code=changes["lead"]).pk}
    before = Entry.objects.count()

    with pytest.raises(Refused, match=reason):
        arranged(visit, by=by, **changes)

    assert Entry.objects.count() == before


def test_the_own_body_leads_where_it_has_a_check(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")

    case = arranged(visit, by="county1")

    assert case.lead.code == "gov-a"
    assert JointVisit.objects.get().partner.code == "fire"


def test_what_is_due_over_a_weekend_goes_on_monday_and_two_overdue_checks_of_one_body_save_nothing(city):
    for title, last in (("周末前", "2022-10-29"), ("再早些", "2022-10-28")):
        approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", title=title,
                 first_day="2022-10-28" if title == "再早些" else "2022-10-29", last_day=last)  # fmt: skip

    with clock.at(NOON.replace(day=29)):
        asked = read({}, date(2022, 10, 29))
        found = propose(actor("office1").scope, asked.question, asked.crew)
        (visit,) = at(found, "shop")
        case = arranged(visit)

    assert (visit.on, visit.late, len(visit.checks)) == (date(2022, 10, 31), True, 2)
    assert (case.separate, case.saved) == (visit.separate, 0)


# -- the visit ---------------------------------------------------------------------------------------------------------


def counted(code: str) -> int:
    period = Period(date(2022, 10, 1), date(2022, 11, 30))
    return int(evaluate(code, cut=Cut.of(place("shop").reporting_area), period=period).count or 0)


def agree(case: ArrangedVisit, by: str = "county1") -> None:
    pair = JointVisit.objects.get(arranged=case.pk)
    door.apply(JOINT_FLOW, pair.pk, "agree", by=actor(by))


def made_on(case: ArrangedVisit, by: str = "dept1") -> Visit:
    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=12)):
        return record_visit("shop", by=by, mode="joint")


def test_one_visit_meets_the_checks_of_both_and_is_counted_as_saved(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])
    agree(case)
    visit = made_on(case)

    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=15)):
        acts.put_down(case.pk, {"visit": visit.pk}, actor("dept1"), KEY)

        case.refresh_from_db()
        assert (case.state, case.saved) == (ArrangedState.MADE, 1)
        assert JointVisit.objects.get().state == JointState.HELD
        assert counted("visiting.visits_saved") == 1
        assert not at(proposed(), "shop")
    assert not ArrangedCheck.objects.filter(is_live=True).exists()


def test_nothing_is_saved_where_the_other_body_did_not_come(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])
    visit = made_on(case)

    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=15)):
        acts.put_down(case.pk, {"visit": visit.pk}, actor("dept1"), KEY)

        case.refresh_from_db()
        assert (case.saved, counted("visiting.visits_saved")) == (0, 0)
        (left,) = at(proposed(), "shop")
        assert [check.title for check in left.checks] == ["县区计划"]


def test_three_bodies_are_two_pairs_of_one_visit_that_counts_as_one_joint_visit(city):
    two_plans(city)
    approved(
        by="office1",
        approver="leader1",
        doer="issuer",
        counts="doers",
        title="市级督查",
        last_day="2022-11-18",
    )
    (visit,) = at(proposed(), "shop")
    case = arranged(visit)
    for pair in JointVisit.objects.filter(arranged=case.pk).select_related("partner"):
        who = {"gov-a": "county1", "fire": "dept1"}[pair.partner.code]
        door.apply(JOINT_FLOW, pair.pk, "agree", by=actor(who))
    made = made_on(case)

    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=15)):
        acts.put_down(case.pk, {"visit": made.pk}, actor("dept1"), KEY)

    held = JointVisit.objects.filter(arranged=case.pk, state=JointState.HELD)
    assert sorted(held.values_list("is_first", flat=True)) == [False, True]
    assert counted("plans.joint_visits") == 1
    case.refresh_from_db()
    assert case.saved == 2


def test_calling_off_frees_the_checks_and_calls_off_what_was_asked(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])

    acts.call_off(case.pk, {"reason": "当日有会议"}, actor("dept1"), KEY)

    assert JointVisit.objects.get().state == JointState.CALLED_OFF
    assert len(at(proposed(), "shop")) == 1
    with pytest.raises(Refused, match="Only its bodies"):
        acts.call_off(
            arranged(at(proposed(), "shop")[0]).pk, {"reason": "不去了"}, actor("dept2"), "another-key"
        )


def test_what_nobody_made_lapses_after_its_day_and_is_due_again(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])

    with clock.at(clock.day_start(case.planned_on) + timedelta(days=3, hours=12)):
        assert str(free_what_passed()).startswith("0 ")
    with clock.at(clock.day_start(case.planned_on) + timedelta(days=4, hours=12)):
        assert str(free_what_passed()).startswith("1 ")
        case.refresh_from_db()

    assert case.state == ArrangedState.LAPSED
    assert not ArrangedCheck.objects.filter(is_live=True).exists()


def test_whose_check_anybodys_visit_meets_is_not_asked_along(city):
    two_plans(city)
    approved(
        by="office1",
        approver="leader1",
        doer="issuer",
        counts="anyone",
        title="全市年度",
        last_day="2022-11-18",
    )
    (visit,) = at(proposed(), "shop")

    case = arranged(visit, by="county1")

    assert [len(visit.checks), len(visit.bodies), len(visit.met)] == [3, 2, 1]
    assert (case.checks, case.bodies, case.separate) == (3, 2, 2)
    assert [pair.partner.code for pair in JointVisit.objects.select_related("partner")] == ["fire"]
