"""Candidates on the page and in the API, one click that makes a problem of one, the ledger, the panels, the section."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.documents.sections import sections
from anlan.hazards.flow import HAZARD_FLOW
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.inspections.flow import VISIT_FLOW
from anlan.lifecycle import door
from anlan.premises.models import Premises
from anlan.systemic.models import Link, SystemicProblem
from anlan.systemic.tests.factories import area, confirmed, proposed, sector, take
from anlan.testing import actor, sign_in
from anlan.testing.cases import visit_input

pytestmark = pytest.mark.django_db
ROUTE = "systemic:candidates"


@pytest.fixture
def clustered(city) -> None:
    """Record hazards at 36 shops: two of three are of fire protection in county a, one of six in county b."""
    shop = Premises.objects.get(code="shop")
    places = []
    for n in range(36):
        at = city.areas["a1" if n < 18 else "b1"]
        given = {
            "area": at,
            "reporting_area": at,
            "area_path": at.path,
            "sector": shop.sector,
            "kind": "shop",
        }
        places.append(
            Premises(
                code=f"s{n}", name=f"商店{n}", operator=shop.operator, address="路", staff_count=3, **given
            )
        )
    Premises.objects.bulk_create(places)
    by = actor("dept1")
    visits = door.apply_many(
        VISIT_FLOW, "record", [door.Act(by=by, input={**visit_input(), "premises": one.pk}) for one in places]
    )
    found = []
    for n, visit in enumerate(visits):
        assert isinstance(visit, door.Outcome)
        wrong = n < 18 or n % 6 == 0
        for category in ("fire", "fire") if wrong else ("electrical", "layout"):
            text = f"第{n}家{category}隐患"
            found.append(
                {"visit": visit.case_id, "description": text, "grade": "general", "category": category}
            )
    results = door.apply_many(HAZARD_FLOW, "record", [door.Act(by=by, input=one) for one in found])
    assert all(isinstance(one, door.Outcome) for one in results)


def cell() -> dict[str, object]:
    return {
        "kind": "regional", "area": area("a"), "sector": sector("fire"), "category": "fire", "whole": area("city"),
        "first_day": "2022-07-27", "last_day": "2022-10-24",
    }  # fmt: skip


def test_a_candidate_becomes_a_problem_with_one_click_and_its_hazards_are_linked(clustered) -> None:
    office = sign_in(Client(), "office1")
    page = office.get(reverse(ROUTE)).content.decode()
    assert "东江县消防领域" in page
    assert "18 / 18 = 100.0%" in page

    given = {**cell(), "key": "take-up-1"}
    first, again = (office.post(reverse("systemic:take-up"), given) for _n in range(2))
    twice = office.post(reverse("systemic:take-up"), {**given, "key": "take-up-2"})
    none = office.post(reverse("systemic:take-up"), {**given, "category": "process", "key": "take-up-3"})

    one = SystemicProblem.objects.get()
    assert (first.status_code, again.status_code, twice.status_code, none.status_code) == (302, 302, 409, 409)
    assert Link.objects.filter(problem=one.pk).count() == 36
    assert (one.evidence["places"], one.evidence["of"], one.evidence["others"]) == (18, 18, 3)
    assert one.evidence["chance"] < 0.001
    assert "有18家场所发现消防类隐患，共36处" in one.description
    detail = office.get(first["Location"]).content.decode()
    assert "费舍尔精确检验" in detail
    assert "商店0" in detail
    assert "商店0" not in office.get(reverse(ROUTE)).content.decode()
    assert one.number in office.get(reverse(ROUTE)).content.decode()  # among those taken up already
    workbook = office.get(reverse("systemic:candidates-file"))
    assert workbook["Content-Type"].endswith("spreadsheetml.sheet")


def test_who_may_look_for_candidates_sees_those_of_the_own_scope_only(clustered) -> None:
    pages = {
        name: sign_in(Client(), name).get(reverse(ROUTE))
        for name in ("county1", "dept1", "leader1", "business1")
    }

    assert {name: page.status_code for name, page in pages.items()} == {
        "county1": 200, "dept1": 200, "leader1": 403, "business1": 403,
    }  # fmt: skip
    assert (
        "No candidate" in pages["county1"].content.decode() or "没有线索" in pages["county1"].content.decode()
    )
    assert "东江县消防领域" in pages["dept1"].content.decode()
    far = sign_in(Client(), "office1").get(reverse(ROUTE), {"from": "2020-01-01", "to": "2022-10-24"})
    assert far.status_code == 422


def test_the_api_tells_candidates_takes_one_up_and_works_the_numbers_out_itself(clustered) -> None:
    office = caller("office1")

    told = office.get("/systemic-candidates")
    (one,) = [row for row in told["candidates"] if (row["kind"], row["category"]) == ("regional", "fire")]
    made = office.step("/systemic-problems/take_up", **cell(), evidence={"places": 10_000})
    problem = office.get(f"/systemic-problems/{made['case']}")

    assert (one["evidence"]["places"], one["problem"], one["settled"]) == (18, None, False)
    assert problem["values"]["evidence"]["places"] == 18
    assert len(problem["parts"]["hazards"]) == 36
    assert {row["step"] for row in problem["available"]} >= {"add", "gather", "dismiss"}
    assert (
        office.get("/systemic-problems", kind="regional", state="proposed")["rows"][0]["id"] == made["case"]
    )


def test_a_ledger_proposes_problems_and_can_be_taken_back(city, tmp_path: Path) -> None:
    row = {
        "kind": "区域性", "area": "东江县", "sector": "消防", "category": "消防", "first_day": "2021-01-01",
        "last_day": "2021-06-30", "title": "锁闭安全出口", "description": "多家商场", "owner": "消防救援支队",
    }  # fmt: skip
    rows = [
        row,
        {**row, "kind": "行业性", "sector": "", "title": "没有领域"},
        {**row, "area": "无名县", "title": "x1"},
    ]

    batch, _told = taken_in(
        ledger(tmp_path / "p.xlsx", "systemic_problems", *rows), "systemic_problems", by=actor("office1")
    )

    one = SystemicProblem.objects.get()
    assert one.owner is not None
    assert (one.state, one.is_from_ledger, one.owner.code) == ("proposed", True, "fire")
    assert [fault[1] for found in faults(batch).values() for fault in found] == [
        "systemic.sector",
        "reference.unknown",
    ]
    undo(batch, by=actor("office1"))
    assert SystemicProblem.objects.get().state == "dismissed"


def test_pages_show_a_problem_at_its_hazards_and_a_stranger_finds_nothing(city) -> None:
    one = confirmed()
    key = Link.objects.filter(problem=one.pk).values_list("hazard", flat=True)[0]
    office, stranger = sign_in(Client(), "office1"), sign_in(Client(), "county2")

    assert one.number in office.get(reverse("systemic:of", args=["hazard", key])).content.decode()
    assert one.number not in stranger.get(reverse("systemic:of", args=["hazard", key])).content.decode()
    assert stranger.get(reverse("systemic:detail", args=[one.pk])).status_code == 404
    assert (
        one.number
        in office.get(
            reverse("systemic:list") + f"?hazard={key}&state=running&kind=regional"
        ).content.decode()
    )
    form = {"progress": "", "key": "begin-page-1", "revision": one.revision}
    empty = office.post(reverse("systemic:take", args=[one.pk, "begin"]), form)
    assert empty.status_code == 422
    begun = office.post(
        reverse("systemic:take", args=[one.pk, "begin"]),
        {**form, "progress": "已部署", "key": "begin-page-2"},
    )
    assert begun.status_code == 302
    beyond = office.get(reverse("systemic:of", args=["hazard", 2**63]))
    assert beyond.status_code == 404


def test_a_list_page_costs_the_same_for_one_problem_and_for_ten(city, django_assert_max_num_queries) -> None:
    office = sign_in(Client(), "office1")
    for n in range(3):
        proposed(title=f"问题{n}", rests_on=3 if n == 0 else 0)
    take(SystemicProblem.objects.first(), "dismiss", reason="重复")

    with django_assert_max_num_queries(22):
        assert office.get(reverse("systemic:list")).status_code == 200


def test_the_section_says_a_batch_only_of_three_or_more_and_names_no_kind_that_there_is_not() -> None:
    (section,) = [one for one in sections("bulletin", "zh") if one.code == "systemic.problems"]
    kinds = {"regional": "区域性", "sectoral": "行业性", "periodic": "阶段性"}
    for counts in ((0, 0, 0), (2, 0, 0), (1, 1, 1), (3, 0, 0), (0, 2, 2), (5, 1, 0)):
        values = {f"systemic.identified_{kind}": n for kind, n in zip(kinds, counts, strict=True)}
        values |= {
            "systemic.identified": sum(counts),
            "systemic.solved": sum(counts),
            "systemic.under_way": 0,
        }
        claims = {code: n > 0 for code, n in values.items()}
        claims |= dict.fromkeys(("systemic.a_batch_identified", "systemic.a_batch_solved"), sum(counts) >= 3)
        said = "".join(
            one.text
            for one in section.paragraphs
            if all(when.holds(values[when.code]) for when in one.compared)
            and all(claims[when.claim] == when.holds for when in one.borne)
        )
        opening = said.partition("。")[0]
        assert ("一批" in said) == (sum(counts) >= 3)
        if sum(counts) >= 3:
            assert [word in opening for word in kinds.values()] == [n > 0 for n in counts]
