"""Installations on maps and in parks, and which of them ask to be looked at."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.installations import nearing
from anlan.installations.kinds import LEVEL_FROM, Role
from anlan.installations.models import Installation, Park
from anlan.installations.register_flow import INSTALLATION_FLOW
from anlan.installations.tests.factories import (
    alarm,
    appoint,
    do,
    expert,
    filled,
    installation,
    old_filing,
    post,
    source,
    station,
)
from anlan.kernel import clock
from anlan.kernel.datums import GCJ02, from_wgs84
from anlan.kernel.errors import Refused
from anlan.maps.tests.factories import loaded
from anlan.premises.models import Premises
from anlan.search.finding import find
from anlan.studies.tests.factories import prepared, rated
from anlan.testing import NOON, actor, place, sign_in


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def typed(e6: int) -> str:
    return f"{e6 / 1_000_000:.6f}"


@pytest.mark.parametrize(
    ("level", "above"), [("IV", ("III", 10)), ("III", ("II", 50)), ("II", ("I", 100)), ("I", None)]
)
def test_the_next_level_is_the_one_above(level: str, above: Any) -> None:
    assert nearing.next_level(level) == above
    assert nearing.next_level(level) is None or LEVEL_FROM[level][1] == above[1]


@pytest.mark.django_db
def test_an_installation_lies_at_its_own_coordinates_or_at_its_plants_and_gcj02_is_converted(
    city: Any, client: Any
) -> None:
    loaded()
    rated(where="a", risk_level="1")
    Premises.objects.filter(code="shop").update(lat_e6=33_600_000, lon_e6=114_100_000)
    lat, lon = from_wgs84(GCJ02, 33_650_000, 114_150_000)
    installation("自有坐标", lat=typed(lat), lon=typed(lon), datum="gcj02")
    one = installation("厂区坐标", holdings="液氯 | 7782-50-5 | 300")

    with pytest.raises(Refused, match="both coordinates"):
        installation("缺一", lat="33.6")
    with pytest.raises(Refused, match="Outside of China"):
        installation("境外", lat="48.85", lon="2.35", datum="gcj02")

    sign_in(client, "county1")
    address = reverse("maps:geojson", args=["installations"])
    points = {
        told["properties"]["name"].split(" · ")[1]: (
            told["geometry"]["coordinates"],
            told["properties"]["tone"],
        )
        for told in json.loads(client.get(address).content)["features"]
        if told["geometry"] and told["geometry"]["type"] == "Point"
    }
    assert points == {"厂区坐标": ([114.1, 33.6], "red"), "自有坐标": ([114.15, 33.65], "yellow")}
    page = client.get(reverse("maps:home") + "?layer=installations&area=a").content.decode()
    assert 'class="map-area map-red"' in page  # the risk of the area, in words and apart from the points
    assert reverse("installations:case", args=["installation", one.pk]) in page
    sign_in(client, "county2")
    assert "Point" not in client.get(address).content.decode()
    # the place's own page pins it on the map of the county, which a township without a border does not have
    sign_in(client, "county1")
    panel = reverse("maps:panel", args=["risk"]) + "?area=a&at=33.600000,114.100000"
    assert 'class="map-pin"' in client.get(panel).content.decode()
    assert client.get(panel.replace("114.100000", "x")).status_code == 422
    assert (
        "at=33.600000%2C114.100000"
        in client.get(reverse("premises:detail", args=[place("shop").pk])).content.decode()
    )


@pytest.mark.django_db
def test_amending_keeps_or_clears_the_place_and_a_ledger_names_its_datum(city: Any, tmp_path: Any) -> None:
    one = installation(lat="33.6", lon="114.1")
    unit = {
        "park": None,
        "name": one.name,
        "unit": "storage",
        "applicability": "general",
        "licence": "producer",
    }
    row = {"premises": "shop", "unit": "储存", "holdings": "液氨|7664-41-7|40", "residents": 60,
           "assessed_on": "2022-09-01", "lat": "33.6", "lon": "114.1"}  # fmt: skip
    rows = [row | {"name": "甲", "datum": "高德"}, row | {"name": "乙"}, row | {"name": "丙", "datum": "北京54"},
            row | {"name": "丁", "datum": "国家2000"}]  # fmt: skip

    do(INSTALLATION_FLOW, one, "amend", **unit)
    batch, told = taken_in(
        ledger(tmp_path / "i.xlsx", "installations", *rows), "installations", by=actor("county1")
    )

    assert (one.lat_e6, one.lon_e6) == (None, None)
    assert told["written"] == 2, faults(batch)
    assert {number: found[0] for number, found in faults(batch).items()} == {
        3: ("datum", "installation.place"),
        4: ("datum", "input.choice"),
    }
    moved = Installation.objects.get(name="甲")
    assert (moved.lat_e6, moved.lon_e6) != (33_600_000, 114_100_000)
    assert Installation.objects.get(name="丁").lat_e6 == 33_600_000


@pytest.mark.django_db
def test_what_stands_out_is_found_by_the_list_and_drafted_into_an_agenda(city: Any, client: Any) -> None:
    near = filled(installation("近二级", holdings="液氨 | 7664-41-7 | 150"))  # R = 45: nine tenths of 50
    gap = installation("有缺口", holdings="液氨 | 7664-41-7 | 149.9")
    late = filled(old_filing("旧备案"))
    alarm(late, source())
    sign_in(client, "county1")

    def listed(limit: str) -> set[str]:
        page = client.get(reverse("installations:installation") + f"?attention={limit}").content.decode()
        return {one.name for one in (near, gap, late) if f">{one.name}<" in page}

    assert listed("level") == {"近二级"}
    assert listed("gap") == {"有缺口"}
    assert listed("review") == {"旧备案"}
    assert listed("alarm") == {"旧备案"}
    assert listed("missed") == set()
    agenda = prepared(by="county1", where="a", asked=("station-a1",)).agenda
    assert "重大危险源：" in agenda
    assert "近二级：R值45，为三级，接近二级（R值50起）" in agenda
    assert "旧备案：应于2019年5月1日前重新评估，已逾期" in agenda
    assert "1处重大危险源的包保责任人空缺或未签收：" in agenda
    assert "未闭环报警1条，涉及1处重大危险源：" in agenda
    assert "重大危险源：" not in prepared(by="county2", where="b", asked=("gov-b",)).agenda


@pytest.mark.django_db
def test_the_page_of_a_park_tells_its_plants_and_who_is_there_and_the_search_finds_it(
    city: Any, client: Any, tmp_path: Any
) -> None:
    rows = [
        {"name": "东江化工园区", "area": "东江县"},
        {"name": "东江化工园区", "area": "a"},
        {"name": "他县园区", "area": "b"},
    ]
    batch, _told = taken_in(ledger(tmp_path / "p.xlsx", "parks", *rows), "parks", by=actor("county1"))
    assert [found[0][1] for found in faults(batch).values()] == ["park.double", "park.keep"]
    where = Park.objects.get()
    Premises.objects.filter(code="shop").update(lat_e6=33_600_000, lon_e6=114_100_000)
    one = installation(park=where)
    station(expert("孟专家"))
    sign_in(client, "county1")

    page = client.get(reverse("installations:case", args=["park", where.pk])).content.decode()

    assert all(told in page for told in (one.name, "孟专家", place("shop").name, 'class="map-drawing"'))
    assert reverse("premises:detail", args=[place("shop").pk]) in page
    plant = client.get(reverse("installations:of-plant", args=[place("shop").pk])).content.decode()
    assert reverse("installations:case", args=["park", where.pk]) in plant
    assert "孟专家" in plant
    assert find("park", "djhgyq", within=Park.objects.all()) == [where.pk]
    assert "东江化工园区" in client.get(reverse("installations:park") + "?q=化工园").content.decode()
    undo(batch, by=actor("county1"))
    where.refresh_from_db()
    assert where.state == "listed"  # an installation stands in it


@pytest.mark.django_db
def test_a_ledger_stations_experts_and_a_name_has_one_spelling(city: Any, tmp_path: Any) -> None:
    one = installation()
    expert("孟专家")
    row = {"premises": "shop", "expert": "孟专家", "shift": "白班", "first_day": "2022-10-20",
           "last_day": "2022-10-24", "phone": "0370-1"}  # fmt: skip
    rows = [row, row | {"first_day": "2022-10-22", "last_day": "2022-10-26"}, row | {"expert": "无此人"}]

    batch, told = taken_in(ledger(tmp_path / "e.xlsx", "expert_stationings", *rows), "expert_stationings",
                           by=actor("county1"))  # fmt: skip
    appoint(post(one, Role.PRINCIPAL), "张 三")
    with pytest.raises(Refused, match="one person holds one"):
        appoint(post(one, Role.TECHNICAL), "张　三")

    assert told["written"] == 1, faults(batch)
    assert [found[0][1] for found in faults(batch).values()] == ["stationing.double", "reference.unknown"]
    assert post(one, Role.PRINCIPAL).holder == "张三"


@pytest.mark.django_db
def test_the_plant_fills_its_own_posts_and_the_governments_side_its_cadre(city: Any) -> None:
    one = installation()

    appoint(post(one, Role.PRINCIPAL), "张三", by="business1")
    with pytest.raises(Refused, match="not by the plant") as refusal:
        appoint(post(one, Role.CADRE), "李干部", by="business1")
    appoint(post(one, Role.CADRE), "李干部")

    assert refusal.value.code == "guarantee.cadre"
    assert post(one, Role.CADRE).holder == "李干部"
    assert one.assessed_on == date(2022, 9, 1)
