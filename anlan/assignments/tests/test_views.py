from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from anlan.assignments.models import AssignedTask, LeaderActivity, LeaderTerm, Meeting, TaskPart
from anlan.assignments.tests.factories import (
    activity,
    area,
    issue,
    join,
    leader,
    meeting,
    take,
    taken_to,
    unit,
)
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.testing import person

pytestmark = pytest.mark.usefixtures("city")
NOON = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def signed_in(client):
    def sign_in(account):
        client.force_login(person(account))
        return client

    return sign_in


LISTS = ("assignments:tasks", "assignments:meetings", "assignments:activities", "assignments:leaders")


@pytest.mark.parametrize("route", [*LISTS, "assignments:offenders"])
@pytest.mark.parametrize("account", ["office1", "county1", "dept1", "station1", "leader1"])
def test_lists_open_for_whoever_reads_assignments(signed_in, route, account):
    assert signed_in(account).get(reverse(route)).status_code == 200


@pytest.mark.parametrize("account", ["business1", "system1"])
def test_lists_are_closed_to_others(signed_in, account):
    assert signed_in(account).get(reverse("assignments:tasks")).status_code == 403


@pytest.mark.parametrize("route", LISTS)
def test_a_list_asks_as_many_queries_for_one_row_as_for_many(signed_in, route, django_assert_max_num_queries):
    term = leader()
    meeting(term)
    activity(term)
    issue()
    client = signed_in("office1")
    client.get(reverse(route))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse(route))
    for number in range(6):
        meeting(term, held_at=NOON - timedelta(days=number + 1))
        activity(term, happened_at=NOON - timedelta(days=number + 1))
        leader(name=f"甲乙{number}")
        issue()

    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse(route))


def test_a_task_is_seen_by_issuer_lead_joint_unit_and_area_and_by_no_stranger(signed_in):
    task = issue(lead="station-a1", by="county1")
    join(task, "station-a2", by="county1")
    address = reverse("assignments:task", args=[task.pk])

    found = {
        who: signed_in(who).get(address).status_code for who in ("county1", "station1", "office1", "county2")
    }

    assert found == {"county1": 200, "station1": 200, "office1": 200, "county2": 404}


def test_a_joint_unit_of_another_area_sees_the_task(signed_in):
    task = issue(lead="gov-a")
    address = reverse("assignments:task", args=[task.pk])
    assert signed_in("county2").get(address).status_code == 404

    join(task, "gov-b")

    assert signed_in("county2").get(address).status_code == 200


def test_a_meeting_is_recorded_and_its_task_assigned_on_pages(signed_in):
    term = leader()
    client = signed_in("office1")
    given = {
        "kind": "weekly_assignment", "title": "第42次周交办会议", "held_at": "2022-10-24T09:00", "chair": term.pk,
        "is_safety": "yes", "area": area().pk, "requirement": "逐户排查",
    }  # fmt: skip
    client.post(reverse("assignments:record-meeting"), given)
    held = Meeting.objects.get()
    page = client.get(reverse("assignments:issue"), {"meeting": held.pk}).text
    assert re.search(rf'value="{held.pk}"\s+selected', page)

    answer = client.post(
        reverse("assignments:issue"),
        {
            "source": "meeting", "meeting": held.pk, "title": "排查餐饮场所", "content": "逐户排查",
            "standard": "台账齐全", "lead": unit("gov-a").pk, "due_on": "2022-11-04", "cycle": "weekly",
            "is_safety": "yes",
        },
    )  # fmt: skip

    task = AssignedTask.objects.get()
    assert answer.url == reverse("assignments:task", args=[task.pk])
    page = client.get(reverse("assignments:meeting", args=[held.pk])).text
    assert "排查餐饮场所" in page
    assert "交办〔2022〕1号" in page


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(signed_in):
    client = signed_in("office1")
    given = {
        "source": "note",
        "title": "排查",
        "content": "逐户排查",
        "due_on": "2022-13-40",
        "lead": unit("gov-a").pk,
    }

    answer = client.post(reverse("assignments:issue"), given)

    assert answer.status_code == 422
    assert "2022-13-40" in answer.text
    assert "逐户排查" in answer.text
    assert not AssignedTask.objects.exists()


def test_a_task_is_signed_for_and_submitted_on_its_page(signed_in):
    task = issue()
    client = signed_in("county1")
    client.post(reverse("assignments:take", args=[task.pk, "sign_for"]))
    refused = client.post(reverse("assignments:take", args=[task.pk, "submit"]), {"result": ""})
    assert refused.status_code == 422

    client.post(reverse("assignments:take", args=[task.pk, "submit"]), {"result": "逐户排查完毕"})

    assert AssignedTask.objects.get().state == "submitted"


def test_a_unit_joins_and_ends_its_part_on_the_page(signed_in):
    task = taken_to("signed")
    signed_in("office1").post(
        reverse("assignments:join", args=[task.pk]), {"organisation": unit("fire").pk, "content": "配合"}
    )
    part = TaskPart.objects.get()

    answer = signed_in("dept1").post(
        reverse("assignments:take-part", args=[part.pk, "end"]), {"result": "已配合检查完毕"}
    )

    assert answer.url == reverse("assignments:task", args=[task.pk])
    assert TaskPart.objects.get().state == "ended"
    stranger = signed_in("county2").post(reverse("assignments:take-part", args=[part.pk, "end"]))
    assert stranger.status_code == 404


def test_leaders_and_what_they_do_are_entered_corrected_and_voided_on_pages(signed_in):
    client = signed_in("office1")
    term = {"name": "周立", "title": "副市长", "rank": "5", "first_day": "2022-01-01", "area": area().pk}
    client.post(reverse("assignments:enter-leader"), term)
    leading = LeaderTerm.objects.get()
    did = {
        "kind": "inspection", "leader": leading.pk, "occasion": "检查燃气场站", "happened_at": "2022-10-20T09:00",
        "area": area().pk,
    }  # fmt: skip
    client.post(reverse("assignments:record-activity"), did)
    done = LeaderActivity.objects.get()
    assert (
        "10月20日，副市长周立带队检查，检查燃气场站。"
        in client.get(reverse("assignments:activity", args=[done.pk])).text
    )
    refused = client.post(reverse("assignments:take-leader", args=[leading.pk, "void"]), {"reason": "误录入"})
    assert refused.status_code == 422

    client.post(reverse("assignments:take-activity", args=[done.pk, "void"]), {"reason": "误录入了"})
    client.post(reverse("assignments:take-leader", args=[leading.pk, "void"]), {"reason": "误录入了"})

    assert (LeaderActivity.objects.get().state, LeaderTerm.objects.get().state) == ("voided", "voided")


def test_units_that_were_late_twice_are_listed_and_others_not(signed_in):
    for lead in ("gov-a", "gov-a", "gov-b"):
        with clock.at(NOON - timedelta(days=20)):
            issue(lead=lead, due_on="2022-10-10", cycle="none")
    task = AssignedTask.objects.filter(lead__code="gov-b").get()
    with clock.at(NOON - timedelta(days=20)):
        take(task, "sign_for", by="county2")
        take(task, "submit", by="county2")

    page = signed_in("office1").get(reverse("assignments:offenders")).text

    assert "东江县安委办" in page
    assert "西山区安委办" not in page


def test_a_task_is_assigned_with_papers_and_a_person_in_charge(signed_in):
    client, given = signed_in("office1"), {
        "source": "note", "title": "排查餐饮场所", "content": "逐户排查", "standard": "台账齐全",
        "lead": unit("gov-a").pk, "due_on": "2022-11-04", "cycle": "weekly", "is_safety": "yes",
        "person_in_charge": "张三", "paper_number": "周交办42-1",
    }  # fmt: skip
    assert 'enctype="multipart/form-data"' in client.get(reverse("assignments:issue")).text

    client.post(reverse("assignments:issue"), given)

    page = client.get(reverse("assignments:task", args=[AssignedTask.objects.get().pk])).text
    assert "张三" in page
    assert "周交办42-1" in page


def test_who_came_is_typed_told_and_corrected_on_the_meetings_page(signed_in):
    term, client = leader(), signed_in("office1")
    given = {
        "kind": "conference", "title": "会议", "held_at": "2022-10-24T09:00", "chair": term.pk, "is_safety": "yes",
        "area": area().pk, "attendance": "消防救援支队（代：王明）\n没有这个单位",
    }  # fmt: skip
    refused = client.post(reverse("assignments:record-meeting"), given)
    client.post(reverse("assignments:record-meeting"), given | {"attendance": "消防救援支队（代：王明）"})
    held = Meeting.objects.get()
    page = client.get(reverse("assignments:meeting", args=[held.pk])).text

    assert refused.status_code == 422
    assert "没有这个单位" in refused.text
    assert "王明" in page
    assert "fire（代：王明）" in page  # the form that corrects it
    assert held.held_on == NOON.date()


def test_a_meeting_of_last_week_put_in_today_counts_in_last_week(signed_in):
    term = leader()
    client = signed_in("office1")
    client.post(
        reverse("assignments:record-meeting"),
        {
            "kind": "conference", "title": "会议", "held_at": "2022-10-14T09:00", "chair": term.pk,
            "is_safety": "yes", "area": area().pk,
        },
    )  # fmt: skip

    week = Period(date(2022, 10, 10), date(2022, 10, 16))
    assert evaluate("assignments.meetings", cut=Cut.of(area()), period=week).count == 1
