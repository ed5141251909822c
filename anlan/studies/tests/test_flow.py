"""A study is held in a meeting of the register, and closes only when each finding has an end that stands."""

from typing import Any

import pytest

from anlan.advisories import acts as advisory_acts
from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.models import Advisory
from anlan.assignments.flow import TASK_FLOW
from anlan.assignments.models import AssignedTask, Attendance, Meeting
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.obligations.models import Obligation
from anlan.org.models import Sector
from anlan.papers.models import Paper
from anlan.studies import acts
from anlan.studies.flow import FINDING_FLOW, RATING_FLOW, STUDY_FLOW
from anlan.studies.kinds import level_of
from anlan.studies.models import RiskRating
from anlan.studies.tests.factories import again, found, held, meeting, prepared, rated, take, task_input
from anlan.testing import actor, many_hazards

pytestmark = pytest.mark.django_db


def warning(**given: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "kind": "warning", "category": "fire", "level": "2", "title": "火灾风险预警", "area": given.pop("area"),
        "starts_at": now, "ends_at": now.replace(day=now.day + 3), "matters": "安全出口锁闭", "measures": "立即打开",
        "to_offices": "yes", "ack_minutes": 30, **given,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("likelihood", "consequence", "level"),
    [(1, 1, "4"), (2, 4, "4"), (3, 3, "3"), (3, 4, "3"), (3, 5, "2"), (4, 4, "2"), (4, 5, "1"), (5, 5, "1")],
)
def test_the_level_follows_from_the_matrix(likelihood, consequence, level):
    assert level_of(likelihood, consequence) == level == level_of(consequence, likelihood)


def test_the_level_never_falls_when_a_risk_grows():
    for one in range(1, 5):
        for other in range(1, 6):
            assert level_of(one + 1, other) <= level_of(one, other)


def test_the_meeting_of_a_study_stands_in_the_register_of_meetings_and_the_agenda_is_drafted(city):
    many_hazards(6)
    study = prepared()

    acts.hold(study.pk, meeting(study), by=actor("office1"))

    study = again(study)
    assert study.state == "held"
    assert Meeting.objects.get(pk=study.meeting_id).kind == "risk_study"
    assert Attendance.objects.filter(meeting=study.meeting_id).count() == 2
    assert "消防：近30天发现隐患6处，前30天0处，前期为零" in study.agenda
    assert Obligation.objects.filter(case_id=study.pk, kind="study.close", discharged_at=None).count() == 1


def test_a_study_closes_only_when_each_finding_ended_in_a_warning_that_went_out_a_task_or_a_reason(city):
    study = held()
    warned, assigned, dropped = (found(study, weakness=f"薄弱环节{n}") for n in range(3))
    with pytest.raises(Refused, match="3 findings have no end"):
        take(STUDY_FLOW, study, "close", conclusion="总体平稳")

    acts.warn(warned.pk, warning(area=warned.area_id), by=actor("office1"), key="warn-once")
    acts.warn(warned.pk, warning(area=warned.area_id), by=actor("office1"), key="warn-once")  # sent again
    acts.assign(assigned.pk, task_input(), by=actor("office1"))
    take(FINDING_FLOW, dropped, "end_without", reason="已在专项整治中处理")

    advisory, task = Advisory.objects.get(), AssignedTask.objects.get()
    assert (again(warned).advisory_id, again(assigned).task_id) == (advisory.pk, task.pk)
    assert (task.origin_kind, task.origin_id) == ("finding", assigned.pk)
    with pytest.raises(Refused, match="its warning was not issued yet"):
        take(STUDY_FLOW, study, "close", conclusion="总体平稳")
    door.apply(ADVISORY_FLOW, advisory.pk, "approve", by=actor("leader1"))
    advisory_acts.issue(advisory.pk, {}, actor("office1"), None)
    take(STUDY_FLOW, study, "close", conclusion="总体平稳")

    paper = Paper.objects.get(case_kind="risk_study")
    assert again(study).state == "closed"
    assert paper.name == "风险研判〔2022〕1号"
    assert not Obligation.objects.filter(case_id=study.pk, discharged_at=None).exists()
    with pytest.raises(Refused, match="closed"):
        take(FINDING_FLOW, dropped, "reopen", reason="重新研究")
    with pytest.raises(Invalid):
        found(study)


def test_a_task_that_is_voided_is_no_end_any_more(city):
    study = held()
    one = found(study)
    acts.assign(one.pk, task_input(), by=actor("office1"))
    door.apply(TASK_FLOW, again(one).task_id, "void", by=actor("office1"), input={"reason": "重复交办"})

    with pytest.raises(Refused, match="its task was voided"):
        take(STUDY_FLOW, study, "close", conclusion="总体平稳")
    take(FINDING_FLOW, one, "reopen", reason="任务已作废")

    assert (again(one).state, again(one).task_id, again(one).end_kind) == ("open", None, "")


def test_who_was_asked_tells_findings_and_the_office_alone_ends_them(city):
    study = held(asked=("fire",))

    told = found(study, by="dept1")

    assert told.organisation.code == "fire"
    with pytest.raises(Refused, match="asked to the study"):
        found(study, by="dept2", sector=Sector.objects.get(code="gas").pk)
    with pytest.raises(Refused, match="Only the office"):
        take(FINDING_FLOW, told, "end_without", by="dept1", reason="不需要处置")
    take(FINDING_FLOW, told, "void", reason="重复")
    take(STUDY_FLOW, study, "close", conclusion="未发现")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"area": None, "sector": None}, "Name the sector"),
        ({"premises": "nowhere"}, "no place at work"),
        ({"likelihood": "6"}, "not a choice"),
        ({"sector": "gas"}, "not about this sector"),
    ],
)
def test_an_unsound_finding_is_refused_and_writes_nothing(city, given, reason):
    study = held(sectors=[Sector.objects.get(code="fire").pk])
    if given.get("sector"):
        given = {"sector": Sector.objects.get(code="gas").pk}
    before = Entry.objects.count()

    with pytest.raises((Refused, Invalid), match=reason):
        found(study, **given)

    assert Entry.objects.count() == before


def test_a_finding_of_a_place_takes_over_its_area_and_sector(city):
    one = found(held(), area=None, sector=None, premises="kitchen")

    assert (one.area.code, one.sector.code, str(one.premises)) == ("a1", "gas", "老街饭店")


def test_a_study_of_a_county_is_no_other_countys(city):
    study = held(by="county1", where="a", asked=("station-a1",))

    with pytest.raises(Refused, match="Only the office"):
        take(STUDY_FLOW, study, "void", by="county2", reason="不是我的")
    with pytest.raises(Refused, match="outside of the area"):
        found(study, by="county1", area=city.areas["b"].pk)


def test_a_new_risk_level_ends_the_one_before_it_and_a_wrong_one_is_refused(city):
    first = rated()
    second = rated(risk_level="", likelihood="5", consequence="4", first_day="2022-10-14")

    first = again(first)
    assert (first.state, str(first.last_day)) == ("superseded", "2022-10-13")
    assert (second.risk_level, second.method) == ("1", "LS-5x5/1")
    for given, reason in (
        ({"first_day": "2022-10-14"}, "the next one begins later"),
        ({"first_day": "2022-10-25"}, "today or"),
        ({"where": None}, "either an area or a place"),
        ({"risk_level": ""}, "Give a risk level"),
        ({"likelihood": "5", "consequence": "5", "risk_level": "3"}, "By the matrix"),
        ({"likelihood": "5"}, "both likelihood and consequence"),
    ):
        with pytest.raises((Refused, Invalid), match=reason):
            rated(**{"first_day": "2022-10-20", **given})
    assert RiskRating.objects.count() == 2

    take(RATING_FLOW, second, "void", reason="误填")
    take(RATING_FLOW, first, "reinstate", reason="恢复")

    assert again(first).last_day is None


def test_sent_again_a_level_and_a_study_are_the_same(city):
    given = {"area": city.areas["a"].pk, "risk_level": "3", "reason": "平稳", "first_day": "2022-10-01"}
    one = acts.rate(given, by=actor("office1"), key="level-once")

    assert acts.rate(given, by=actor("office1"), key="level-once").replayed
    assert RiskRating.objects.get().pk == one.case_id
