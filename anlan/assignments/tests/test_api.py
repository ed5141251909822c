"""Meetings and tasks through the API: recorded, assigned, taken on, listed with the pages' filters."""

from __future__ import annotations

import pytest

from anlan.api.tests.callers import caller
from anlan.assignments.models import AssignedTask, TaskPart
from anlan.assignments.tests.factories import (
    activity,
    again,
    area,
    issue,
    join,
    leader,
    meeting,
    take,
    taken_to,
    unit,
)

pytestmark = pytest.mark.usefixtures("city")


def test_a_meeting_is_recorded_and_a_task_of_it_taken_on():
    office, county = caller("office1"), caller("county1")
    term = office.step(
        "/leaders/enter", name="周立", title="副市长", rank=5, first_day="2022-01-01", area=area().pk
    )
    held = office.step(
        "/meetings/record", kind="weekly_assignment", title="周交办会议", held_at="2022-10-17T09:00",
        chair=term["case"], is_safety="yes", area=area().pk,
    )  # fmt: skip
    made = office.step(
        "/tasks/issue", source="meeting", meeting=held["case"], title="排查餐饮场所", content="逐户排查",
        standard="台账齐全", lead=unit("gov-a").pk, due_on="2022-12-30", cycle="weekly", is_safety="yes",
    )  # fmt: skip
    county.step(f"/tasks/{made['case']}/sign_for")
    joined = office.step("/task-parts/join", task=made["case"], organisation=unit("fire").pk)
    early = county.step(f"/tasks/{made['case']}/submit", result="排查完毕")

    whole = county.get(f"/tasks/{made['case']}")

    assert early["code"] == "task.parts_open"
    assert (whole["number"][:2], whole["state"]["code"], whole["meeting"]) == ("交办", "signed", held["case"])
    assert [part["id"] for part in whole["parts"]] == [joined["case"]]
    caller("dept1").step(f"/task-parts/{joined['case']}/end", result="已配合完毕")
    assert TaskPart.objects.get().state == "ended"


def test_lists_have_the_filters_of_the_pages_and_end_at_the_scope():
    term = leader()
    held = meeting(term)
    meeting(term, kind="weekly_stability")
    done, other = taken_to("closed"), issue(lead="gov-b")
    office = caller("office1")

    assert [row["id"] for row in office.get("/meetings", kind="weekly_assignment")["rows"]] == [held.pk]
    assert office.get(f"/meetings/{held.pk}")["requirement"] == "逐户排查，不漏一家。"
    assert [row["id"] for row in office.get("/tasks", state="closed")["rows"]] == [done.pk]
    assert [row["id"] for row in office.get("/tasks", state="open")["rows"]] == [other.pk]
    assert [row["id"] for row in caller("county1").get("/tasks")["rows"]] == [done.pk]
    assert caller("county1").get(f"/tasks/{other.pk}")["code"] == "case.unknown"
    assert caller("county1").get("/meetings")["rows"] == []


def test_a_stranger_takes_no_step_and_names_no_meeting_of_others():
    held = meeting()
    county = caller("county1")

    no = county.step(
        "/tasks/issue", source="meeting", meeting=held.pk, title="排查", content="逐户排查", standard="台账齐全",
        lead=unit("station-a1").pk, due_on="2022-12-30", cycle="none", is_safety="yes",
    )  # fmt: skip

    assert county.status == 422
    assert "meeting" in no["errors"]
    assert not AssignedTask.objects.exists()


def test_activities_leaders_and_parts_have_lists_and_pages_that_end_at_the_scope():
    term = leader()
    done = activity(term)
    part = join(issue())
    office, stranger = caller("office1"), caller("county2")

    assert [row["id"] for row in office.get("/leading", kind="field_study")["rows"]] == [done.pk]
    assert office.get(f"/leading/{done.pk}")["leader"]["id"] == term.pk
    assert office.get("/leaders")["rows"][0]["title"] == "市长"
    assert office.get(f"/leaders/{term.pk}")["name"] == "陈安民"
    assert [row["id"] for row in office.get("/task-parts", task=part.task_id, state="open")["rows"]] == [
        part.pk
    ]
    assert office.get(f"/task-parts/{part.pk}")["unit"]["id"] == part.organisation_id
    assert stranger.get("/task-parts")["rows"] == stranger.get("/leaders")["rows"] == []
    assert stranger.get(f"/task-parts/{part.pk}")["code"] == "case.unknown"


def test_parts_follow_an_extension_that_is_granted_through_the_api():
    task = issue()
    take(task, "sign_for")
    part = join(task)
    take(task, "ask_extension")

    told = caller("office1").step(f"/tasks/{task.pk}/decide_extension", decision="grant", reason="情况属实")

    assert told["case"] == task.pk
    assert again(part).due_at == again(task).due_at > part.due_at


def test_who_came_is_told_as_organisations():
    held = meeting(attendance="fire（代：王明）\ngas（缺席）\ngov-a")

    told = caller("office1").get(f"/meetings/{held.pk}")["attendance"]

    assert [(one["coming"]["code"], one["deputy"]) for one in told] == [
        ("deputy", "王明"), ("absent", ""), ("present", ""),
    ]  # fmt: skip
