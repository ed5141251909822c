"""Risk studies from the first day to the decision, levels of risk and maps, all through the API."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.api.tests.callers import caller
from anlan.assignments.tests.factories import leader
from anlan.kernel import clock
from anlan.maps.tests.factories import drawing
from anlan.org.models import Area, Organisation, Sector
from anlan.premises.models import Premises
from anlan.testing import NOON


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def key(model: Any, code: str) -> int:
    found: int = model.objects.get(code=code).pk
    return found


def test_a_study_goes_from_its_agenda_over_findings_to_decisions(city: Any) -> None:
    office, fire, stranger = caller("office1"), caller("dept1"), caller("county2")
    given = {
        "title": "10月份安全风险研判会议", "area": key(Area, "city"), "planned_on": "2022-10-24",
        "first_day": "2022-10-25", "last_day": "2022-11-08", "weather": "降温",
        "asked": [key(Organisation, "fire"), key(Organisation, "gas")],
    }  # fmt: skip

    study = office.step("/risk-studies/prepare", key="study-0001", **given)["case"]
    again = office.step("/risk-studies/prepare", key="study-0001", **given)
    whole = office.get(f"/risk-studies/{study}")
    assert again["replayed"] is True
    assert "气象：\n- 降温" in whole["values"]["agenda"]
    assert whole["parts"]["asked"] == ["fire", "gas"]

    finding = {
        "study": study, "sector": key(Sector, "fire"), "area": key(Area, "a"), "weakness": "安全出口锁闭",
        "likelihood": "4", "consequence": "5",
    }  # fmt: skip
    first = fire.step("/risk-findings/find", key="find-0001", **finding)["case"]
    unsound = fire.step("/risk-findings/find", key="find-0002", **(finding | {"likelihood": "6"}))
    assert (fire.status, unsound["code"]) == (422, "input.choice")
    assert stranger.step("/risk-findings/find", key="find-0003", **finding)["code"] == "input.reference"
    assert office.get(f"/risk-findings/{first}")["values"]["risk_level"] == "1"

    meeting = office.step(
        "/meetings/record", key="meeting-1", kind="risk_study", title=given["title"],
        held_at="2022-10-24T09:00:00+08:00",
        chair=leader().pk, is_safety="yes", attendance="fire", area=key(Area, "city"),
    )["case"]  # fmt: skip
    office.step(f"/risk-studies/{study}/hold", meeting=meeting)
    early = office.step(f"/risk-studies/{study}/close", conclusion="按分工落实")
    assert (office.status, early["code"]) == (409, "study.findings_open")
    refused = fire.step(f"/risk-findings/{first}/end_without", reason="已有专项行动")
    assert (fire.status, refused["code"]) == (403, "study.keep")
    office.step(f"/risk-findings/{first}/end_without", reason="已有专项行动")
    assert office.get("/risk-findings", end="none")["rows"][0]["id"] == first
    office.step(f"/risk-studies/{study}/close", conclusion="按分工落实")
    assert office.get(f"/risk-studies/{study}")["state"]["code"] == "closed"
    stranger.get(f"/risk-findings/{first}")
    assert stranger.status == 404


def test_borders_and_levels_make_a_map_as_geojson_in_the_callers_area(city: Any) -> None:
    keeper, office, county = caller("system1"), caller("office1"), caller("county1")
    Premises.objects.filter(code="shop").update(lat_e6=33_600_000, lon_e6=114_100_000)
    borders = {
        "area": key(Area, "city"),
        "title": "市县界线",
        "source": "测试绘制",
        "demo": "yes",
        "drawing": drawing(),
    }

    loaded = keeper.step("/boundaries/load", key="borders-1", **borders)
    office.step(
        "/risk-levels/rate", key="rate-0001", area=key(Area, "a"), risk_level="2", reason="涉氨企业较多"
    )
    office.step(
        "/risk-levels/rate",
        key="rate-0002",
        premises="shop",
        risk_level="1",
        reason="人员密集",
    )
    told = county.get("/maps/risk", area="a")
    whole = {one["properties"].get("code"): one for one in office.get("/maps/risk")["features"]}

    assert keeper.get(f"/boundaries/{loaded['case']}")["values"]["features"] == 2
    faulty = keeper.step("/boundaries/load", key="borders-2", **(borders | {"drawing": "{"}))
    assert (keeper.status, faulty["code"]) == (422, "input.json")
    assert whole["a"]["properties"]["tone"] == "orange"
    assert whole["b"]["properties"]["tone"] == "plain"
    points = [one for one in told["features"] if one["geometry"] and one["geometry"]["type"] == "Point"]
    assert [one["geometry"]["coordinates"] for one in points] == [[114.1, 33.6]]
    assert told["sources"][0]["demonstration"] is True
    assert county.get("/maps/risk", area="b")["code"] == "area.unknown"
    assert caller("county2").get("/maps/dragons")["code"] == "map.layer"
    county.step("/boundaries/load", key="borders-3", **borders)
    assert county.status == 403
