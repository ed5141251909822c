"""Forms as data: defined by the office, versioned, filled by clerks; old reports stay as they were."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate_all
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.listings.sheets import SHEETS
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.reporting import content, formbook, prefilled
from anlan.reporting.form_definitions import clean_fields
from anlan.reporting.form_flow import FORM_FLOW, define
from anlan.reporting.form_models import FormVersion
from anlan.reporting.models import Due, ReportValue
from anlan.reporting.tests.demands import lay_down
from anlan.reporting.tests.factories import FIELDS, a_day, a_form, at, form_input, fresh, take, weekly_due
from anlan.testing import TODAY, actor, record_hazard

pytestmark = pytest.mark.django_db


@pytest.fixture
def dues(city: Any) -> dict[str, Due]:
    return a_day()


def values_of(due: Due) -> dict[str, Any]:
    rows = ReportValue.objects.filter(due=due)
    return {row.field: row.words or row.number for row in rows}


def test_the_shipped_daily_form_asks_for_five_fields_at_most(dues: dict[str, Due]) -> None:
    daily = formbook.in_force("daily", TODAY)

    assert daily is not None
    assert len(daily.typed) <= 5
    assert [field.code for field in daily.typed if field.required] == ["situation"]
    assert clean_fields(FormVersion.objects.get(code="daily").fields) == [
        f.definition() for f in daily.fields
    ]
    row = FormVersion.objects.get(code="daily")
    told = {name: getattr(row, name) for name in ("code", "name", "name_en", "kind", "takes_zero", "fields")}
    assert formbook.content_digest(told) == row.digest


def test_an_office_defines_a_weekly_form_and_a_department_reports_in_it(city: Any) -> None:
    outcome = a_form()
    due = weekly_due("fire")

    take(due, "report", now=at(15), situation="", values={
        "progress": "Two plants closed", "closed_plants": "2", "area_covered": "12.50", "stage": "half",
        "next_check": "2022-10-31", "has_plan": "yes",
    })  # fmt: skip

    version = formbook.in_force("weekly", TODAY)
    assert version is not None
    assert (version.version, version.first_day) == (1, date(2022, 10, 1))
    assert FormVersion.objects.get(code="weekly").change_id == outcome.case_id
    due = fresh(due)
    assert due.form_version_id == version.pk
    assert values_of(due) == {
        "progress": "Two plants closed", "closed_plants": Decimal(2), "area_covered": Decimal("12.5"),
        "stage": "half", "next_check": "2022-10-31", "has_plan": Decimal(1),
    }  # fmt: skip
    assert due.typed_fields == 6


@pytest.mark.parametrize(
    ("sent", "field", "reason"),
    [
        ({"closed_plants": -1}, "values.closed_plants", "“-1” is not a whole number from 0 to 50"),
        ({"closed_plants": 51}, "values.closed_plants", "from 0 to 50"),
        ({"closed_plants": "two"}, "values.closed_plants", "“two” is not a whole number"),
        ({"area_covered": "1.234"}, "values.area_covered", "at most 2 decimals"),
        ({"area_covered": "-0.5"}, "values.area_covered", "from 0 to"),
        ({"area_covered": "1e5"}, "values.area_covered", "is not a number"),
        ({"stage": "quarter"}, "values.stage", "is not a choice"),
        ({"next_check": "soon"}, "values.next_check", "is not a day"),
        ({"has_plan": "perhaps"}, "values.has_plan", "neither"),
        ({"progress": ""}, "values.progress", "required"),
        ({"progress": "x" * 301}, "values.progress", "at most 300"),
        ({"weather": "fine"}, "values.weather", "Its fields are"),
        ({"open_hazards": 3}, "values.open_hazards", "not typed"),
    ],
)
def test_a_typed_value_is_refused_with_its_place_and_reason(
    city: Any, sent: dict[str, Any], field: str, reason: str
) -> None:
    a_form()
    due = weekly_due("fire")
    seqs = Entry.objects.count()

    with pytest.raises(Invalid, match=reason) as refused:
        take(due, "report", now=at(15), situation="", values={"progress": "as planned", **sent})

    assert field in refused.value.details["errors"]
    assert Entry.objects.count() == seqs
    assert not ReportValue.objects.exists()


def test_several_numbers_may_differ_each_with_its_reason_and_the_derived_value_beside(
    dues: dict[str, Due],
) -> None:
    record_hazard("shop", at=at(8))

    take(dues["gov-a"], "report", now=at(15), differences={
        "found": {"value": 3, "reason": "Two are on paper still"},
        "visits": {"value": "4", "reason": "Three are on paper still"},
    })  # fmt: skip

    rows = {row.field: row for row in ReportValue.objects.filter(due=dues["gov-a"])}
    assert [rows["found"].number, rows["found"].derived] == [Decimal(3), Decimal(1)]
    assert [rows["visits"].number, rows["visits"].reason] == [Decimal(4), "Three are on paper still"]
    with clock.at(at(15, 31)):
        record_hazard("shop", at=at(15, 30))
    known = {
        one.field: one.number for one in prefilled.prefill(fresh(dues["gov-a"]), fresh(dues["gov-a"]).seen_at)
    }
    assert known["found"] == 1, "the numbers are those that the clerk saw"


def test_an_amendment_replaces_the_values_and_the_journal_keeps_the_former(city: Any) -> None:
    a_form()
    due = weekly_due("fire")
    take(due, "report", now=at(15), situation="", values={"progress": "one", "closed_plants": 1})

    take(due, "amend", now=at(15, 20), situation="", values={"progress": "two", "closed_plants": 2})

    assert values_of(due) == {"progress": "two", "closed_plants": Decimal(2)}
    kept = list(Entry.objects.filter(case_id=due.pk).order_by("n").values_list("input", flat=True))
    assert '"closed_plants":1' in kept[1]
    assert '"closed_plants":2' in kept[2]


def test_a_new_version_holds_from_its_day_and_old_reports_keep_theirs(city: Any) -> None:
    a_form()
    due = weekly_due("fire")
    later = weekly_due("fire", TODAY + timedelta(days=7))
    take(due, "report", now=at(15), situation="", values={"progress": "one", "closed_plants": 1})

    fields = [*FIELDS[:2], {"code": "trouble", "label": "困难", "type": "text"}]
    with clock.at(at(15, 30)):
        a_form(fields=fields, first_day=TODAY + timedelta(days=1))

    assert formbook.of_due(fresh(due)).version == 1  # type: ignore[union-attr]
    assert formbook.of_due(fresh(later)).version == 2  # type: ignore[union-attr]
    take(due, "amend", now=at(15, 40), situation="", values={"progress": "three", "closed_plants": 3})
    assert formbook.of_due(fresh(due)).version == 1  # type: ignore[union-attr]
    day = TODAY + timedelta(days=7)
    with pytest.raises(Refused, match="version 2 holds"):
        take(later, "report", now=at(9, day=day), situation="", form_version=1, values={"progress": "x"})
    take(
        later,
        "report",
        now=at(9, day=day),
        situation="",
        form_version=2,
        values={"progress": "x", "trouble": "y"},
    )
    assert values_of(later) == {"progress": "x", "trouble": "y"}


def test_the_same_key_gets_the_same_receipt_with_values_and_another_content_is_refused(city: Any) -> None:
    a_form()
    due, key = weekly_due("fire"), uuid7()
    said = {"progress": "one", "closed_plants": "1", "has_plan": ""}
    differs = {"open_hazards": {"value": "7", "reason": "paper"}}
    first = take(due, "report", now=at(15), key=key, situation="", values=said, differences=differs)

    again = take(due, "report", now=at(15, 1), key=key, situation="", values=dict(reversed(said.items())),
                 differences=differs, opened="another page", client_seconds=9)  # fmt: skip

    assert (again.seq, again.replayed) == (first.seq, True)
    with pytest.raises(Conflict):
        take(due, "report", now=at(15, 2), key=key, situation="", values={**said, "closed_plants": "2"})


@pytest.mark.parametrize(
    ("changes", "error", "reason"),
    [
        ({"code": "Week 1"}, Refused, "small letters"),
        ({"fields": []}, Invalid, "from 1 to 60"),
        ({"fields": "x"}, Invalid, "are a list"),
        ({"fields": [{"label": "x", "type": "text"}]}, Invalid, r"Field 1 \(x\): “Field code” is required"),
        ({"fields": [FIELDS[0], FIELDS[0]]}, Invalid, "is field 1 already"),
        (
            {"fields": [{"code": "a", "label": "x", "type": "figure", "figure": "no.such"}]},
            Invalid,
            "no such figure",
        ),
        (
            {"fields": [{"code": "a", "label": "x", "type": "figure", "figure": "hazards.found"}]},
            Invalid,
            "which days",
        ),
        ({"fields": [{"code": "a", "label": "x", "type": "choice"}]}, Invalid, "two choices"),
        (
            {"fields": [{"code": "a", "label": "x", "type": "choice", "choices": "one"}]},
            Invalid,
            "from two to 40",
        ),
        ({"fields": [{"code": "a", "label": "x", "type": "quantity"}]}, Invalid, "needs its unit"),
        (
            {"fields": [{"code": "a", "label": "x", "type": "whole", "least": 5, "most": 4}]},
            Invalid,
            "less than",
        ),
        (
            {"fields": [{"code": "a", "label": "x", "type": "text", "unit": "家"}]},
            Invalid,
            "has no such property",
        ),
        ({"fields": [{"code": "A b", "label": "x", "type": "text"}]}, Invalid, "small letter"),
        ({"fields": [{"code": "situation", "label": "x", "type": "whole"}]}, Invalid, "kept for texts"),
        ({"fields": [{"code": "a", "label": "x", "type": "text", "colour": "red"}]}, Invalid, "no property"),
        ({"fields": [{"code": "a", "label": "x", "type": "rumour"}]}, Invalid, "is not a choice"),
        ({"kind": "yearly"}, Invalid, "is not a choice"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(
    city: Any, changes: dict[str, Any], error: type[Exception], reason: str
) -> None:
    seqs = Entry.objects.count()

    with pytest.raises(error, match=reason):
        a_form(**changes)

    assert Entry.objects.count() == seqs
    assert FormVersion.objects.count() == 1


def test_a_version_begins_after_the_one_before_and_says_something_new(city: Any) -> None:
    a_form()

    for changes, reason in (
        ({"first_day": TODAY - timedelta(days=1)}, "today"),
        ({"first_day": TODAY}, "says the same"),
        ({"kind": "monthly", "first_day": TODAY}, "stays one"),
    ):
        with pytest.raises(Refused, match=reason):
            a_form(**changes)
    a_form(first_day=TODAY + timedelta(days=9), name="工作进展周报（新）")
    with pytest.raises(Refused, match="begins on"):
        a_form(first_day=TODAY + timedelta(days=8), name="again")


@pytest.mark.parametrize("who", ["dept1", "leader1", "station1", "business1"])
def test_only_the_office_that_collects_reports_enters_forms(city: Any, who: str) -> None:
    with pytest.raises(Refused, match="Only the office"):
        define(by=actor(who), given=form_input())


def test_an_area_keeps_forms_of_its_own_for_its_own_units(city: Any) -> None:
    a_form()
    define(by=actor("county1"), given=form_input(code="county-a", name="县区周报"))

    assert formbook.homes() | {"weekly": "", "daily": ""} == {
        "daily": "",
        "weekly": "",
        "county-a": city.areas["a"].path,
    }
    for who, code in (("county1", "weekly"), ("county1", "daily"), ("county2", "county-a")):
        with pytest.raises(Refused, match="another area"):
            define(
                by=actor(who),
                given=form_input(code=code, name="Mine now", first_day=TODAY + timedelta(days=9)),
            )
    own = {"by": "county1", "area": "a", "group": "townships", "form": "county-a"}
    assert lay_down(city, **own).form == "county-a"
    assert lay_down(city, **{**own, "form": "weekly"}).form == "weekly"
    for by, area in (("office1", "city"), ("county2", "b")):
        with pytest.raises(Refused, match="another area"):
            lay_down(
                city, by=by, area=area, group="areas" if by == "office1" else "townships", form="county-a"
            )
    define(
        by=actor("office1"),
        given=form_input(code="county-a", name="By the city", first_day=TODAY + timedelta(days=9)),
    )
    assert formbook.home_of("county-a") == city.areas["a"].path


def test_a_version_is_withdrawn_only_unused(city: Any) -> None:
    first = a_form()
    due = weekly_due("fire")

    def withdraw(case: int) -> None:
        with clock.at(at(15, 50)):
            door.apply(FORM_FLOW, case, "withdraw", by=actor("office1"), input={"reason": "A mistake"})

    with pytest.raises(Refused, match="no other version"):
        withdraw(first.case_id)
    take(due, "report", now=at(15), situation="", values={"progress": "one"})
    with pytest.raises(Refused, match="1 reports were sent"):
        withdraw(first.case_id)
    second = a_form(first_day=TODAY + timedelta(days=3), name="New")
    withdraw(second.case_id)
    assert formbook.in_force("weekly", TODAY + timedelta(days=9)).version == 1  # type: ignore[union-attr]
    third = a_form(first_day=TODAY + timedelta(days=3), name="Newer")
    assert FormVersion.objects.get(change=third.case_id).version == 3


def test_a_form_that_takes_no_zero_refuses_one(city: Any) -> None:
    a_form(takes_zero=False)

    with pytest.raises(Refused, match="takes no “all safe”"):
        take(weekly_due("fire"), "zero", now=at(15))


def test_figures_of_a_weekly_form_are_told_for_its_week(city: Any) -> None:
    a_form()
    version = formbook.in_force("weekly", TODAY)
    assert version is not None
    due = weekly_due("fire")

    period = prefilled.period_of(due.day, version.kind)

    assert (period.first.weekday(), period.last) == (0, TODAY)
    assert {one.field for one in prefilled.prefill(due)} == {"open_hazards"}


@pytest.mark.parametrize(
    "broken",
    [
        {"number": None},
        {"words": "x"},
        {"reason": "because", "number": Decimal(-1)},
        {"derived": Decimal(3)},
    ],
    ids="+".join,
)
def test_the_database_refuses_values_that_are_no_value(city: Any, broken: dict[str, Any]) -> None:
    a_form()
    due = weekly_due("fire")
    take(due, "report", now=at(15), situation="", values={"progress": "one", "closed_plants": 1})

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportValue.objects.filter(due=due, field="closed_plants").update(**broken)


def test_the_database_refuses_a_second_form_of_one_day_and_one_that_nobody_entered(city: Any) -> None:
    a_form()
    row = FormVersion.objects.get(code="weekly")

    for changes in ({"version": 1}, {"version": 2, "change": None}, {"version": 2, "kind": "yearly"}):
        copy = {
            name: getattr(row, name)
            for name in ("code", "name", "name_en", "kind", "takes_zero", "fields", "digest")
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            FormVersion.objects.create(
                **{**copy, "first_day": row.first_day, "change": row.change, **changes}
            )


def test_what_a_report_says_is_read_in_the_order_of_its_form(city: Any) -> None:
    a_form()
    due = weekly_due("fire")
    take(
        due, "report", now=at(15), situation="", values={"has_plan": True, "progress": "one", "stage": "done"}
    )
    version = formbook.of_due(fresh(due))
    assert version is not None

    told = {
        one.field.code: one.text
        for one in content.said(fresh(due), version, ReportValue.objects.filter(due=due))
    }

    assert list(told) == ["progress", "closed_plants", "area_covered", "stage", "next_check", "has_plan"]
    assert (told["stage"], told["has_plan"], told["closed_plants"]) == ("Done", "Yes", "")


def test_a_report_asks_once_for_its_form_and_writes_rows_only_where_it_has_values(
    dues: dict[str, Due],
) -> None:
    take(dues["gov-a"], "report", now=at(14))

    told: dict[str, list[str]] = {}
    for unit, values in (("gov-b", {}), ("gov-zone", {"incidents": 1})):
        with CaptureQueriesContext(connection) as asked:
            take(dues[unit], "report", now=at(15), values=values)
        told[unit] = [one["sql"] or "" for one in asked.captured_queries]  # a COPY has none

    assert (
        sum("reporting_formversion" in one for one in told["gov-b"]) <= 1
    )  # PostgreSQL's prepared ones go unseen
    assert not any("reporting_reportvalue" in one for one in told["gov-b"])
    assert sum('INSERT INTO "reporting_reportvalue' in one for one in told["gov-zone"]) == 1


def test_a_weekly_report_makes_no_day_complete_or_incomplete(dues: dict[str, Due]) -> None:
    a_form()
    take(weekly_due("fire"), "report", now=at(15), situation="", values={"progress": "x"})
    take(dues["gov-a"], "zero", now=at(15))

    with clock.at(at(18)):
        values = evaluate_all(
            ["reporting.due", "reporting.sent", "reporting.on_time"],
            cut=Cut.of(Area.objects.get(code="city")),
            period=Period(TODAY, TODAY),
        )
    assert [value.count for value in values.values()] == [5, 1, 1]
    rows = values["reporting.sent"].figure.rows
    assert rows(values["reporting.sent"].cut, Period(TODAY, TODAY), Known.now(), EVERYTHING).count() == 1


def test_the_file_of_reports_tells_values_and_differences(dues: dict[str, Due]) -> None:
    take(dues["gov-a"], "report", now=at(15), values={"incidents": 2, "duty": "Li"},
         differences={"found": {"value": 3, "reason": "on paper"}})  # fmt: skip

    sheet = SHEETS["reports"]
    ((_key, line),) = list(sheet.teller()([dues["gov-a"].pk]))

    told = dict(zip([column.label for column in sheet.columns()], line, strict=True))
    assert told["Form"] == "Daily report"
    assert told["Version of the form"] == 1
    assert told["Further fields of the form"] == "Incidents: 2; Leader and staff on duty: Li"
    assert told["Differences stated"] == "Hazards found: 0 → 3 (on paper)"
