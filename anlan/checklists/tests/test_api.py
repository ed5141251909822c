"""Checklists through the API: read by everybody who reads hazards, issued and withdrawn by offices."""

from __future__ import annotations

from anlan.api.tests.callers import caller
from anlan.checklists.models import Checklist
from anlan.checklists.tests.factories import list_input


def test_an_office_issues_reads_and_withdraws(city):
    office = caller("office1")

    made = office.step("/checklists/issue", key="api-list-1", **list_input())
    assert office.status == 200, made
    one = Checklist.objects.get(issuing_seq=made["case"])
    read = office.get(f"/checklists/versions/{one.pk}")
    office.step(f"/checklists/{made['case']}/withdraw", reason="条文已修订")

    assert [item["code"] for item in read["items"]] == ["CY-01", "CY-02"]
    assert (read["case"], read["owner"]["name"]) == (made["case"], "Anzhou Work Safety Office")
    assert office.get(f"/checklists/versions/{one.pk}")["withdrawn_reason"] == "条文已修订"


def test_versions_of_a_day_are_those_in_force(city):
    reader = caller("business1")

    told = {row["code"]: row["version"] for row in reader.get("/checklists/versions?on=2024-01-01")["rows"]}

    assert (told["ammonia"], told["dust"], told["general"]) == (2, 2, 1)


def test_faults_of_rows_are_told_and_nothing_is_written(city):
    office = caller("office1")

    no = office.step("/checklists/issue", **list_input(items=[{"code": "X"}]))

    assert office.status == 422
    assert "items" in no["errors"]
    assert not Checklist.objects.filter(code="kitchens").exists()


def test_an_inspector_issues_nothing(city):
    inspector = caller("inspector1")

    no = inspector.step("/checklists/issue", **list_input())

    assert (inspector.status, no["code"]) == (403, "page.denied")
