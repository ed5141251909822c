"""Lists, one record, figures, obligations and the journal: what the pages show, by key, within the caller's scope."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from anlan.api.tests.callers import Caller, caller
from anlan.evidence.tests.factories import attach, photograph
from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate, trace
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.premises.models import Premises
from anlan.testing import (
    TODAY,
    accepted_hazard,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    many_hazards,
    record_visit,
)


def walk(who: Caller, path: str, **query: Any) -> list[int]:
    """Return the numbers of a whole list, page by page."""
    keys: list[int] = []
    page = who.get(path, **query)
    for _turn in range(50):
        keys += [row.get("id", row.get("code")) for row in page["rows"]]
        if page["next"] is None:
            return keys
        address = urlsplit(page["next"])
        page = who.get(address.path.removeprefix("/api/v1"), **dict(parse_qsl(address.query)))
    raise AssertionError("the list has no end")


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_a_row_is_what_the_page_shows(city):
    hazard = assigned_hazard()

    (row,) = caller("dept1").get("/hazards")["rows"]

    assert row == {
        "id": hazard.pk,
        "number": hazard.number,
        "state": {"code": "assigned", "label": "Assigned, being rectified"},
        "grade": {"code": "general", "label": "General hazard"},
        "category": {"code": "fire", "label": "Fire protection"},
        "description": "The fire door is blocked",
        "premises": {"id": hazard.premises_id, "name": "惠民超市"},
        "area": {"code": "a1", "name": "Chengguan"},
        "sector": {"code": "fire", "name": "Fire safety"},
        "department": {"id": hazard.department_id, "name": "Fire and Rescue"},
        "found_at": stamp(hazard.found_at),
        "found_on": "2022-10-24",
        "due_at": stamp(hazard.due_at),
        "is_overdue": False,
        "settled_at": None,
        "revision": 2,
    }


def test_pages_follow_one_another_without_gap_or_repeat_in_every_order(city):
    keys = many_hazards(23)
    dept = caller("dept1")

    for sort in ("", "found", "-found"):
        assert sorted(walk(dept, "/hazards", limit=5, sort=sort)) == sorted(keys)
    assert walk(dept, "/hazards", limit=5) == sorted(keys, reverse=True)


def test_one_may_go_back_as_well(city):
    many_hazards(12)
    dept = caller("dept1")
    first = dept.get("/hazards", limit=5)
    second = dept.get("/hazards", **dict(parse_qsl(urlsplit(first["next"]).query)))

    back = dept.get("/hazards", **dict(parse_qsl(urlsplit(second["previous"]).query)))

    assert back["rows"] == first["rows"]


def test_the_filters_are_those_of_the_page(city):
    found, assigned = found_hazard(), assigned_hazard("mill")
    late = assigned_hazard("plant")
    Hazard.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(days=1))
    office = caller("office1")

    def keys(**query: Any) -> list[int]:
        return walk(office, "/hazards", **query)

    assert keys(state="found") == [found.pk]
    assert keys(state="overdue") == [late.pk]
    assert keys(area="a2") == [assigned.pk]
    assert keys(sector="gas") == []
    assert keys(q="fire door", area="a1") == [found.pk]
    assert keys(**{"from": "2022-10-25"}) == []
    assert office.get("/hazards", state="outstanding", sort="due")["rows"][0]["id"] == late.pk


@pytest.mark.parametrize(
    ("account", "seen"),
    [("county1", True), ("county2", False), ("dept2", False), ("business1", True), ("business2", False)],
)
def test_a_list_is_cut_to_the_scope(city, account, seen):
    hazard = found_hazard()

    assert (walk(caller(account), "/hazards") == [hazard.pk]) is seen


def test_the_count_is_there_when_asked_for(city):
    many_hazards(7)
    dept = caller("dept1")

    assert dept.get("/hazards", limit=5)["count"] is None
    assert dept.get("/hazards", limit=5, count="1")["count"] == {"n": 7, "more": False}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": 2**70}, "limit"),
        ({"limit": "five"}, "limit"),
        ({"before": 2**63}, "before"),
        ({"before": "x~1"}, "before"),
        ({"state": "flying"}, "state"),
        ({"sort": "colour"}, "sort"),
        ({"from": "yesterday"}, "from"),
        ({"department": 2**63}, "department"),
        ({"q": "a\x00b"}, "q"),
        ({"count": "yes"}, "count"),
    ],
)
def test_a_question_that_cannot_be_understood_names_its_field(city, query, field):
    dept = caller("dept1")

    told = dept.get("/hazards", **query)

    assert (dept.status, told["field"]) == (422, field)


def test_a_list_costs_the_same_for_one_row_and_for_fifty(city, django_assert_num_queries):
    many_hazards(60)
    dept = caller("dept1")
    dept.get("/me")

    for limit in (1, 50):
        with django_assert_num_queries(3):
            dept.get("/hazards", limit=limit)
        with django_assert_num_queries(4):
            dept.get("/hazards", limit=limit, state="found")


def test_one_hazard_tells_what_may_be_done_and_why_not(city):
    hazard = claimed_hazard()

    told = caller("dept1").get(f"/hazards/{hazard.pk}")

    steps = {one["step"]: one for one in told["available"]}
    assert steps["send_back"]["allowed"]
    assert not steps["accept"]["allowed"]
    assert steps["accept"]["code"]
    assert steps["accept"]["reason"]
    assert [one["title"] for one in told["history"]] == [
        "reported it rectified",
        "assigned it for rectification",
        "found the hazard",
    ]
    assert told["duties"][0]["kind"]["code"] == "hazard.accept"


def test_a_photograph_is_shown_to_whoever_sees_the_case(city, settings, tmp_path):
    settings.HOME = tmp_path
    hazard, picture = found_hazard(), photograph(1)
    attach(picture, hazard.pk)
    dept, stranger = caller("dept1"), caller("county2")
    (told,) = dept.get(f"/hazards/{hazard.pk}")["photographs"]
    path = told["href"].removeprefix("/api/v1")

    assert hashlib.sha256(dept.get(path)).hexdigest() == told["sha256"]
    assert dept.response["Content-Type"] == "image/jpeg"
    assert stranger.get(path)["code"] == "evidence.unknown"
    assert stranger.status == 404


def test_a_visit_and_its_history(city):
    visit = record_visit()
    dept = caller("dept1")

    assert walk(dept, "/visits", mode="announced") == [visit.pk]
    told = dept.get(f"/visits/{visit.pk}")
    assert (told["situation"], told["history"][0]["seq"]) == ("as usual", visit.pk)
    assert caller("county2").get(f"/visits/{visit.pk}")["code"] == "case.unknown"


def test_telephone_numbers_are_masked(city):
    Premises.objects.update(contact_phone="13812345678", contact_name="王")
    shop = Premises.objects.get(code="shop")

    told = caller("dept1").get(f"/premises/{shop.pk}")

    assert told["contact_phone"] == "138****5678"
    assert "13812345678" not in str(caller("dept1").get("/premises"))


def test_areas_sectors_and_organisations(city):
    county = caller("county1")

    assert [a["code"] for a in county.get("/areas")["rows"]] == ["a", "a1", "a2"]
    assert walk(county, "/areas", limit=1) == [a["id"] for a in county.get("/areas")["rows"]]
    assert [s["code"] for s in county.get("/sectors")["rows"]] == ["fire", "gas"]
    codes = [o["code"] for o in county.get("/organisations")["rows"]]
    assert codes == ["gov-a", "kitchen", "mill", "shop", "station-a1", "station-a2"]
    assert [o["code"] for o in county.get("/organisations", kind="station")["rows"]] == [
        "station-a1",
        "station-a2",
    ]
    assert [o["code"] for o in caller("business1").get("/organisations")["rows"]] == ["shop", "station-a1"]


def test_a_figure_is_the_pages_number_with_its_rows_and_proof(city):
    keys = sorted([found_hazard().pk, accepted_hazard().pk, assigned_hazard("depot").pk])
    office, county = caller("office1"), caller("county1")
    query = {"from": "2022-01-01", "to": "2022-10-24"}

    value = office.get("/figures/hazards.found", **query)
    proof = office.get("/figures/hazards.found/proof", **query)

    own = evaluate("hazards.found", cut=Cut.of(find_area(None)), period=Period.year_to(TODAY))
    assert (value["number"], value["text"], value["area"]) == (3, own.text, "city")
    assert sorted(walk(office, "/figures/hazards.found/rows", **query)) == keys
    assert (proof["rows"], proof["digest"]) == (3, trace(own).digest)
    assert county.get("/figures/hazards.found", **query)["number"] == 2
    values = {one["code"]: one for one in office.get("/figures/values", **query)}
    assert values["hazards.found"] == {**value, "known_at": values["hazards.found"]["known_at"]}
    assert {one["code"] for one in office.get("/figures")} == set(values)


def test_a_figure_as_it_was_known(city):
    before = clock.now() - timedelta(hours=1)
    found_hazard()

    told = caller("office1").get("/figures/hazards.found", known_at=before.isoformat())

    assert (told["number"], told["known_seq"]) == (0, 0)


def test_an_unknown_figure_is_not_there(city):
    office = caller("office1")

    assert office.get("/figures/hazards.dragons")["code"] == "figure.unknown"
    assert office.status == 404


def test_the_to_do_list_is_that_of_the_own_organisations(city):
    hazard = claimed_hazard()

    told = caller("dept1").get("/todo", list="own")["rows"]

    assert [(row["case"], row["kind"]["code"]) for row in told] == [(hazard.pk, "hazard.accept")]
    assert [row["case"] for row in caller("dept1").get("/todo", list="decide")["rows"]] == [hazard.pk]
    assert caller("business1").get("/todo", list="around")["rows"] == []


def test_the_journal_can_be_verified_by_its_reader(city):
    hazard = claimed_hazard()
    auditor = caller("auditor1", "journal")

    first = auditor.get("/journal", limit=2)
    rest = auditor.get("/journal", since=first["next"])

    entries = first["entries"] + rest["entries"]
    assert [one["seq"] for one in entries] == list(range(1, Entry.objects.count() + 1))
    assert rest["next"] == rest["head"] == entries[-1]["seq"]
    ends: dict[int, str] = {}
    for one in entries:
        assert one["former_hash"] == ends.get(one["case"], "00" * 32)
        assert hash_of(one) == one["hash"]
        ends[one["case"]] = one["hash"]
    assert ends[hazard.pk] == bytes(Hazard.objects.get(pk=hazard.pk).last_hash).hex()


def hash_of(one: dict[str, Any]) -> str:
    """Return an entry's hash from the feed alone, with the standard library, as the reference describes it."""

    def micro(text: str) -> int:
        return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    names = "seq kind case n step from_state to_state actor post organisation".split()
    values = [one[name] for name in names] + [micro(one["occurred_at"]), micro(one["recorded_at"])]
    values += [one["input"], one["key"]]
    text = "\x1f".join("-" if value is None else str(value) for value in values)
    return hashlib.sha256(bytes.fromhex(one["former_hash"]) + text.encode()).hexdigest()
