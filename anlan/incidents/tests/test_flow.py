"""An incident from the call to its end: who may, what is refused, which clocks run, what stays on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.figures.verification import verify
from anlan.incidents.flow import INCIDENT_FLOW
from anlan.incidents.models import CasualtyCount, Classing, Incident, Report
from anlan.incidents.tests.factories import FINAL, REPORT, call, reported, take
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict, Refused
from anlan.lifecycle import door
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.papers.models import Paper
from anlan.testing import NOON, actor, written

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def owed(incident: Incident) -> dict[str, object]:
    rows = Obligation.objects.open().filter(case_id=incident.pk)
    return {one.kind: one.due_at for one in rows}


def count(incident: Incident, **given) -> None:
    take(incident, "count", **({"source": "rescue", "adopt": "yes"} | given))


def test_a_call_is_graded_at_once_and_its_clocks_run_from_the_call(city):
    incident = call(deaths=2, received_at=NOON - 20 * MINUTE, occurred_at=NOON - 90 * MINUTE)

    assert (incident.grade, incident.category, incident.state) == (
        "ordinary",
        "production_casualty",
        "active",
    )
    assert owed(incident) == {
        Kind.REPORT_INCIDENT: NOON - 20 * MINUTE + 2 * HOUR,
        Kind.INVESTIGATE_INCIDENT: incident.investigation_due_at,
    }
    assert incident.superior_id == city.organisations["office"].pk
    assert CasualtyCount.objects.get(incident=incident).deaths == 2
    assert list(Notice.objects.values_list("event", "organisation_id")) == [
        ("incident.taken", city.organisations["office"].pk)
    ]


@pytest.mark.parametrize(
    ("by", "given", "reason"),
    [
        ("dept1", {}, "no right to take calls"),
        ("county2", {}, "no right to take calls"),
        ("business1", {}, "no right to take calls"),
        ("county1", {"received_at": NOON + MINUTE}, "cannot lie in the future"),
        ("county1", {"occurred_at": NOON + MINUTE}, "cannot lie in the future"),
        ("county1", {"received_at": NOON - HOUR, "occurred_at": NOON}, "before it happened"),
        ("county1", {"deaths": -1}, "whole number"),
        ("county1", {"kind": "earthquake"}, "is not a choice"),
        ("county1", {"place": ""}, "required"),
    ],
)
def test_a_call_is_refused_with_its_reason_and_writes_nothing(city, by, given, reason):
    before = written()

    with pytest.raises(AnlanError) as refused:
        call(by=by, **given)

    assert reason in str(refused.value)
    assert written() == before


def test_a_grade_that_rises_starts_the_telephone_clock_from_that_moment(city):
    incident = reported(call(deaths=2))
    later = NOON + 5 * HOUR

    take(
        incident,
        "count",
        at=later,
        source="rescue",
        deaths=3,
        adopt="yes",
        reason="又发现一名遇难者",
        told_by="指挥员",
    )

    assert (incident.grade, incident.chosen_reason) == ("larger", "又发现一名遇难者")
    assert incident.phone_due_at == later + HOUR
    assert owed(incident)[Kind.PHONE_INCIDENT] == later + HOUR
    assert owed(incident)[Kind.SUPPLEMENT_INCIDENT] == later + 2 * HOUR
    assert Notice.objects.filter(event="incident.raised").count() == 1
    assert list(Classing.objects.filter(incident=incident).order_by("n").values_list("grade", flat=True)) == [
        "ordinary",
        "larger",
    ]


def test_numbers_stay_by_source_and_only_the_chosen_ones_count(city):
    incident = call(deaths=1)

    count(incident, source="hospital", deaths=1, serious=4, adopt="no")
    assert (incident.deaths, incident.serious) == (1, 0)

    take(incident, "adopt", n=2, reason="以医院统计为准")
    assert (incident.deaths, incident.serious, incident.official_n) == (1, 4, 2)
    assert incident.chosen_by_id == actor("county1").person_id
    assert [row.source for row in CasualtyCount.objects.filter(incident=incident).order_by("n")] == [
        "caller",
        "hospital",
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"source": "caller", "deaths": 1, "adopt": "no"}, "goes down from 2 to 1"),
        ({"source": "rescue", "deaths": 1, "adopt": "yes"}, "goes down from 2 to 1"),
        ({"source": "rescue", "deaths": 3, "adopt": "yes"}, "say why these are taken"),
        ({"source": "rescue", "adopt": "no"}, "one number at least"),
        (
            {"source": "rescue", "deaths": 2, "adopt": "no", "as_of": NOON + 9 * HOUR},
            "between the incident and now",
        ),
    ],
)
def test_a_count_that_goes_down_or_changes_the_official_one_says_why(city, given, reason):
    incident = call(deaths=2)
    before = written()

    with pytest.raises(Refused) as refused:
        take(incident, "count", **given)

    assert reason in str(refused.value)
    assert written() == before


def test_what_becomes_of_people_after_the_window_is_kept_beside(city):
    incident = call(kind="fire", deaths=2, serious=1)
    late = NOON + timedelta(days=8)

    with pytest.raises(Refused, match="does not change the numbers"):
        take(incident, "count", at=late, source="hospital", deaths=3, adopt="yes", reason="伤者去世")
    take(incident, "count", at=late, source="hospital", deaths=3, adopt="no", reason="伤者去世")

    assert (incident.deaths, incident.grade) == (2, "ordinary")


def test_the_missing_run_the_clocks_before_they_are_dead(city):
    incident = call(deaths=2, missing=1)

    assert (incident.grade, incident.reporting_grade) == ("ordinary", "larger")
    assert owed(incident)[Kind.PHONE_INCIDENT] == NOON + HOUR


def test_reports_are_numbered_papers_and_each_asks_for_the_next(city):
    incident = call(deaths=3)

    with pytest.raises(Refused, match="first report comes first"):
        take(incident, "follow_up", **REPORT)
    reported(incident)
    take(incident, "phone", given_to="省应急管理厅值班室 李", words="已报告")
    take(incident, "pass_on", by="office1", to="省应急管理厅", signed_by="陈安民")
    take(incident, "follow_up", **REPORT, course="新救出一人")
    take(incident, "end")
    take(incident, "final_report", **FINAL)

    assert [(r.kind, r.ordinal, r.follow_up) for r in Report.objects.order_by("ordinal")] == [
        ("first_report", 1, None), ("follow_up", 2, 1), ("final_report", 3, None),
    ]  # fmt: skip
    assert [paper.name for paper in Paper.objects.order_by("pk")] == [
        "事故首报〔2022〕1号", "事故续报〔2022〕1号", "事故终报〔2022〕1号",
    ]  # fmt: skip
    words = str(Paper.objects.get(kind="incidents.follow_up").content)
    assert "（一）" in words
    assert "死亡3人" in words
    assert "货架倒塌" not in words
    assert set(owed(incident)) == {Kind.INVESTIGATE_INCIDENT}
    assert incident.counts_in_time


def test_follow_ups_are_owed_day_by_day_until_the_rescue_ends(city):
    incident = reported(call(deaths=1))
    sent = incident.last_report_at or NOON

    assert owed(incident)[Kind.FOLLOW_UP_INCIDENT] == sent + 24 * HOUR
    take(incident, "end")
    assert Kind.FOLLOW_UP_INCIDENT not in owed(incident)
    take(incident, "resume", reason="余火复燃")
    assert Kind.FOLLOW_UP_INCIDENT in owed(incident)
    assert Kind.END_REPORT_INCIDENT not in owed(incident)


def test_a_late_first_report_stays_late(city):
    incident = call()

    take(incident, "first_report", at=NOON + 2 * HOUR + MINUTE, **REPORT)

    assert not incident.first_in_time
    assert incident.counts_reported


def test_the_investigation_has_sixty_days_and_sixty_more_at_most_and_closing_waits_for_the_reply(city):
    incident = reported(call())
    take(incident, "end")
    take(incident, "final_report", **FINAL)

    take(incident, "extend", days=40, approved_by="市政府", reason="检测鉴定需要时间")
    with pytest.raises(Refused, match="Sixty days more at most"):
        take(incident, "extend", days=21, approved_by="市政府", reason="检测鉴定需要时间")
    with pytest.raises(Refused, match="investigation report and the reply"):
        take(incident, "close")
    take(incident, "investigate", reference="调〔2022〕3号", words="违规码放，生产安全责任事故")
    assert set(owed(incident)) == {Kind.REPLY_INCIDENT}
    take(incident, "reply", reference="批〔2022〕3号", words="同意")
    take(incident, "close")

    assert incident.state == "closed"
    assert not owed(incident)


def test_a_drill_owes_counts_and_numbers_nothing_but_shows_its_clocks(city):
    drill = call(step="drill", deaths=5)
    reported(drill)

    assert drill.number.startswith("YL")
    assert drill.grade == "larger"
    assert (drill.category, drill.counted_grade, drill.counts_reported) == ("", "", False)
    assert drill.phone_due_at == NOON + HOUR
    assert drill.first_in_time
    assert not owed(drill)
    assert not Paper.objects.exists()
    assert not Notice.objects.exists()
    with pytest.raises(Refused, match="never merged"):
        take(drill, "merge", into=call(), reason="同一事件")


def test_a_duplicate_is_merged_and_the_merge_undone_with_what_was_owed(city):
    kept, double = call(), reported(call(place="惠民超市", deaths=2))
    before = owed(double)

    take(double, "merge", into=kept, reason="同一起事故重复接报")
    assert (double.state, double.merged_into_id) == ("merged", kept.pk)
    assert not owed(double)
    with pytest.raises(Refused, match="undo that first"):
        take(kept, "merge", into=call(place="另一处"), reason="同一起事故")
    take(double, "unmerge", reason="确认是两起事故")

    assert (double.state, double.merged_into_id) == ("active", None)
    assert owed(double) == before


def test_a_false_alarm_is_another_persons_word_and_can_be_taken_back(city):
    incident = call()

    with pytest.raises(Refused, match="another person does"):
        take(incident, "dismiss", reason="经核实为误报")
    take(incident, "dismiss", by="office1", reason="经核实为误报")
    assert not owed(incident)
    take(incident, "restore", by="office1", reason="再次核实属实")

    assert set(owed(incident)) == {Kind.REPORT_INCIDENT, Kind.INVESTIGATE_INCIDENT}
    assert verify().sound


def test_a_changed_kind_changes_what_must_be_investigated(city):
    incident = call()
    told = {
        "area": incident.area,
        "place": incident.place,
        "what": incident.what,
        "occurred_at": incident.occurred_at,
    }

    take(incident, "amend", **told, kind="disaster", reason="系山洪引发")

    assert (incident.category, incident.investigation_due_at) == ("disaster", None)
    assert Kind.INVESTIGATE_INCIDENT not in owed(incident)


def test_a_retry_with_the_same_key_writes_once_and_two_reports_of_one_number_cannot_be(city):
    incident = call()
    with clock.at(NOON + MINUTE):
        first, again = (
            door.apply(
                INCIDENT_FLOW,
                incident.pk,
                "first_report",
                by=actor("county1"),
                input=REPORT,
                key="report-0001",
            )
            for _try in range(2)
        )
        with pytest.raises(Conflict):
            door.apply(
                INCIDENT_FLOW, incident.pk, "follow_up", by=actor("county1"), input=REPORT, key="report-0001"
            )

    assert again.replayed
    assert again.seq == first.seq
    assert Report.objects.count() == Paper.objects.count() == 1
