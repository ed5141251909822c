"""The ledger of premises: businesses with their places, codes checked, references by code or name, undone."""

from __future__ import annotations

import string
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from anlan.cli import main
from anlan.imports.models import Batch, Line
from anlan.imports.running import take, undo
from anlan.imports.tests.sheets_of import brought, faults, ledger, taken_in
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.org.actions import add_area
from anlan.org.models import Organisation
from anlan.org.responsibility import found_matrix
from anlan.org.scope import SYSTEM
from anlan.premises.credit_code import ALPHABET, check_sign, is_sound
from anlan.premises.models import Premises
from anlan.search.indexing import catch_up
from anlan.testing import SINCE, TODAY, actor, record_visit

CREDIT = "91350100M000100Y43"  # the standard's own example
ROW = {
    "name": "惠民超市二店",
    "area": "城关镇",
    "sector": "消防",
    "address": "老街12号",
    "staff_count": "12人",
}


@pytest.fixture(autouse=True)
def _noon(city, settings, tmp_path):
    settings.HOME = tmp_path
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        yield


@pytest.fixture
def book(tmp_path):
    numbers = iter(range(1000))

    def book(*rows):
        return ledger(tmp_path / f"premises{next(numbers)}.xlsx", "premises", *rows)

    return book


def test_a_place_is_its_own_business_where_no_other_is_named(city, book):
    _batch, counts = taken_in(book(ROW | {"tags": "九小场所、液化气"}), "premises")

    place = Premises.objects.get(name="惠民超市二店")
    assert counts["written"] == 1
    assert place.code.startswith("P")
    assert (place.operator.code, place.operator.name, place.operator.kind) == (
        place.code,
        "惠民超市二店",
        "business",
    )
    assert (place.area, place.reporting_area, place.area_path) == (
        city.areas["a1"], city.areas["a1"], city.areas["a1"].path,
    )  # fmt: skip
    assert place.department == city.organisations["fire"]
    assert (place.tags, place.staff_count) == (["九小场所", "液化气"], 12)


def test_a_zone_counts_what_stands_in_a_county(city, book):
    taken_in(book(ROW | {"code": "Z9", "reporting_area": "经济开发区"}), "premises")

    place = Premises.objects.get(code="Z9")
    assert (place.area.code, place.reporting_area.code) == ("a1", "zone")
    assert place.area_path == city.areas["zone"].path


def test_places_of_one_business_share_it(city, book):
    rows = [ROW | {"code": f"K{n}", "name": f"分店{n}", "operator": "惠民（集团）公司"} for n in range(3)]
    known = ROW | {"code": "K9", "operator": "惠民超市"}

    taken_in(book(*rows, known), "premises")

    assert Organisation.objects.filter(name="惠民（集团）公司").count() == 1
    assert Premises.objects.get(code="K9").operator == city.organisations["shop"]


def test_a_business_named_in_another_width_is_the_same(city, book):
    taken_in(book(ROW | {"code": "K1", "operator": "惠民（集团）公司"}), "premises")
    taken_in(book(ROW | {"code": "K2", "name": "另一店", "operator": "惠民(集团)公司"}), "premises")

    assert Premises.objects.get(code="K1").operator == Premises.objects.get(code="K2").operator


def test_a_credit_code_is_the_code_of_place_and_business(book):
    taken_in(book(ROW | {"credit_code": f" {CREDIT.lower()} "}), "premises")

    place = Premises.objects.get(code=CREDIT)
    assert place.operator.code == CREDIT


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": ""}, ("name", "input.required")),
        ({"sector": ""}, ("sector", "input.required")),
        ({"sector": "滑雪"}, ("sector", "reference.unknown")),
        ({"area": ""}, ("area", "input.required")),
        ({"area": "没有镇"}, ("area", "reference.unknown")),
        ({"area": "东江县"}, ("area", "area.not_leaf")),
        ({"reporting_area": "a"}, ("reporting_area", "area.not_leaf")),
        ({"credit_code": CREDIT[:-1] + "4"}, ("credit_code", "premises.credit_code")),
        ({"credit_code": "123"}, ("credit_code", "premises.credit_code")),
        ({"industry_code": "五二"}, ("industry_code", "premises.industry")),
        ({"staff_count": "许多"}, ("staff_count", "input.whole")),
        ({"staff_count": "-3"}, ("staff_count", "input.whole")),
        ({"name": "x" * 121}, ("name", "input.long")),
        ({"address": "x\x0by"}, ("address", "input.character")),
    ],
)
def test_a_row_that_cannot_be_is_told_at_its_cell_and_nothing_is_written(
    city, book, tmp_path, changes, fault
):
    if "\x0b" not in changes.get("address", ""):
        path = book(ROW | changes)
    else:  # no workbook holds such a sign
        path = tmp_path / "control.csv"
        path.write_text(f"场所名称,所在区划,行业领域,地址\n店,城关镇,消防,{changes['address']}\n", "utf-8")

    batch, counts = taken_in(path, "premises")

    assert faults(batch) == {2: [fault]}
    assert counts["written"] == 0
    assert Premises.objects.count() == 5


def test_two_areas_of_one_name_are_both_named(city, book):

    add_area(code="b9", name="城关镇", kind="township", parent=city.areas["b"], valid_from=SINCE)

    batch, _counts = taken_in(book(ROW), "premises")
    taken_in(book(ROW | {"area": "西山区城关镇"}), "premises")

    [line] = Line.objects.filter(batch=batch)
    assert "a1" in line.faults[0][2]
    assert "b9" in line.faults[0][2]
    assert Premises.objects.get(name=ROW["name"]).reporting_area.code == "b9"


def test_the_same_place_again_is_there_already_and_one_of_its_name_is_hinted_at(book):
    path = book(ROW)
    taken_in(path, "premises")
    _again, same = taken_in(path, "premises")
    double, counts = taken_in(book(ROW | {"address": "新街1号"}), "premises")

    assert (same["same"], same["written"]) == (1, 0)
    assert counts["written"] == 1
    assert Line.objects.get(batch=double).warnings[0][:2] == ["name", "premises.double"]


def test_a_code_that_the_city_has_already_changes_nothing(city, book):
    _batch, counts = taken_in(book(ROW | {"code": "shop"}), "premises")

    assert counts["same"] == 1
    assert Premises.objects.get(code="shop").name == "惠民超市"


def test_a_county_takes_in_its_own_places_only(book):
    batch = brought(book(ROW, ROW | {"area": "石桥街道"}), "premises", by=actor("county1"))

    counts = take(batch, by=actor("county1"), dry=False)

    assert counts["written"] == 1
    assert faults(batch) == {3: [("area", "import.scope")]}


def test_a_batch_is_undone_with_its_businesses_and_what_was_visited_stays(city, book):
    batch, _counts = taken_in(book(ROW | {"code": "K1"}, ROW | {"code": "K2", "name": "另一店"}), "premises")
    catch_up()
    record_visit("shop")

    Visit.objects.update(premises=Premises.objects.get(code="K2"))

    undo(batch, by=SYSTEM)

    batch.refresh_from_db()
    assert (batch.undone, batch.kept) == (1, 1)
    assert not Premises.objects.filter(code="K1").exists()
    assert not Organisation.objects.filter(code="K1").exists()
    assert Organisation.objects.filter(code="K2").exists()
    catch_up()
    taken_in(book(ROW | {"code": "K1"}), "premises")
    assert Premises.objects.filter(code="K1").exists()


def test_the_command_line_says_what_a_trial_is_and_tells_after_an_undoing_only_what_stays(city, book, capsys):
    path = book(
        ROW | {"code": "K1"}, ROW | {"code": "K2", "name": "另一店"}, ROW | {"name": "坏", "area": "没有"}
    )
    main(["import", "premises", str(path), "--dry-run"])
    trial = capsys.readouterr().out
    main(["import", "premises", str(path)])
    taken = capsys.readouterr().out
    catch_up()
    record_visit("shop")
    Visit.objects.update(premises=Premises.objects.get(code="K2"))

    main(["import-undo", str(Batch.objects.latest("pk").pk)])

    undone = capsys.readouterr().out
    assert "import-undo" not in trial
    assert "import-undo" in taken
    assert "1 rows undone, 1 kept" in undone
    assert "Row 3: " in undone
    assert "Row 4: " not in undone


def test_a_chunk_costs_the_same_queries_whatever_its_rows(city, book):
    def queries(count: int, first: int) -> int:
        rows = [ROW | {"code": f"Q{n}", "name": f"店{n}"} for n in range(first, first + count)]
        batch = brought(book(*rows), "premises")
        with CaptureQueriesContext(connection) as asked:
            assert take(batch, by=SYSTEM, dry=False)["written"] == count
        return len(asked)

    few, many = queries(5, 0), queries(60, 100)

    assert many <= few + 8


# -- the credit code -----------------------------------------------------------------------------------------


def test_the_standards_example_is_sound():
    assert is_sound(CREDIT)
    assert not is_sound(CREDIT.lower())
    assert not is_sound(CREDIT + "0")
    assert not is_sound("9135010OM000100Y43")


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(string.digits))
def test_one_changed_sign_is_always_noticed(first, place, sign):
    code = first + check_sign(first)
    changed = code[:place] + sign + code[place + 1 :]

    assert is_sound(code)
    assert is_sound(changed) == (changed == code)
