"""Forms of reports through the API: entered, read with their schema, filled, added up; the same receipt again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from anlan.api.tests import callers
from anlan.kernel import clock
from anlan.reporting.tests.factories import FIELDS, a_day, a_form, at, form_input, fresh, weekly_due

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Told:
    status: int
    body: Any


class Asking:
    """A programme of an account; each answer with its status."""

    def __init__(self, username: str) -> None:
        self.caller = callers.caller(username)

    def get(self, path: str) -> Told:
        body = self.caller.get(path)
        return Told(self.caller.status, body)

    def post(self, path: str, body: Any, key: str = "") -> Told:
        told = self.caller.post(path, body, key=key)
        return Told(self.caller.status, told)


caller = Asking
SAID = {"progress": "Two plants closed", "closed_plants": 2, "stage": "half", "has_plan": True}


@pytest.fixture(autouse=True)
def afternoon() -> Any:
    with clock.at(at(15)):
        yield


def test_the_office_enters_a_form_and_everybody_who_reports_reads_its_schema(city: Any) -> None:
    made = caller("office1").post("/forms/define", {"input": form_input()}, key="a-form-of-the-api")
    again = caller("office1").post("/forms/define", {"input": form_input()}, key="a-form-of-the-api")
    denied = caller("county1").post("/forms/define", {"input": form_input(name="Mine")})

    assert (made.status, again.body["replayed"], denied.status) == (200, True, 403)
    told = caller("dept1").get("/forms/weekly/fields").body
    assert [one["code"] for one in told["fields"]] == [one["code"] for one in FIELDS]
    schema = told["values_schema"]
    assert schema["required"] == ["progress"]
    assert schema["properties"]["closed_plants"]["maximum"] == 50
    assert schema["properties"]["stage"]["enum"] == ["half", "done"]
    assert told["differences_of"] == ["open_hazards"]
    assert {one["code"] for one in caller("dept1").get("/forms").body} == {"daily", "weekly"}
    assert caller("dept1").get("/forms/nothing/fields").status == 404


def test_a_wrong_definition_names_every_fault(city: Any) -> None:
    wrong = [{"code": "a", "label": "甲", "type": "quantity"}, {"code": "b", "label": "乙", "type": "rumour"}]

    told = caller("office1").post("/forms/define", {"input": form_input(fields=wrong)})

    assert told.status == 422
    assert "Field 1 (甲)" in told.body["message"]
    assert "Field 2 (乙)" in told.body["message"]


def test_a_report_is_sent_in_its_form_and_told_with_its_values(city: Any) -> None:
    a_form()
    due = weekly_due("fire")
    dept = caller("dept1")

    refused = dept.post(f"/reports/{due.pk}/report", {"input": {"values": {**SAID, "closed_plants": -2}}})
    sent = dept.post(
        f"/reports/{due.pk}/report",
        {
            "input": {
                "values": SAID,
                "differences": {"open_hazards": {"value": 7, "reason": "on paper"}},
                "form_version": 1,
            }
        },
    )

    assert refused.status == 422
    assert list(refused.body["errors"]) == ["values.closed_plants"]
    assert sent.status == 200
    told = dept.get(f"/reports/{due.pk}").body
    values = {one["field"]: one["value"] for one in told["values"]}
    assert values == {**dict.fromkeys(("area_covered", "next_check"), ""), "progress": "Two plants closed",
                      "closed_plants": "2", "stage": "half", "has_plan": "yes"}  # fmt: skip
    assert told["differences"] == [
        {"field": "open_hazards", "value": "7", "derived": "0", "reason": "on paper"}
    ]
    assert (told["form"], told["form_version"]) == ("weekly", 1)
    sums = caller("office1").get("/forms/weekly/sums?by=month").body
    assert sums["totals"][0]["sums"] == {"closed_plants": "2", "stage=half": "1", "has_plan": "1"}


def test_the_same_content_gets_the_same_receipt_under_another_key_and_other_content_does_not(
    city: Any,
) -> None:
    a_form()
    due = weekly_due("fire")
    dept = caller("dept1")
    first = dept.post(f"/reports/{due.pk}/report", {"input": {"values": SAID}}, key="the-first-key-1")

    again = dept.post(f"/reports/{due.pk}/report", {"input": {"values": SAID}}, key="another-key-2")
    keyless = dept.post(f"/reports/{due.pk}/report", {"input": {"values": SAID, "client_seconds": 30}})
    other = dept.post(f"/reports/{due.pk}/report", {"input": {"values": {**SAID, "closed_plants": 3}}})

    for told in (again, keyless):
        assert told.status == 200
        assert (told.body["seq"], told.body["replayed"]) == (first.body["seq"], True)
    assert other.status == 409
    assert fresh(due).version == 1


def test_the_burden_names_no_unit(city: Any) -> None:
    a_day()

    told = caller("office1").get("/forms/burden")

    assert told.status == 200
    assert caller("dept1").get("/forms/burden").status == 403
