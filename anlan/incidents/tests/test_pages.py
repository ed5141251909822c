"""Pages, API and ledger of incidents: one screen for a call, nothing of others, the same rules by every door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.api.tests.callers import caller
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.incidents.models import Incident, Recommendation
from anlan.incidents.register_flows import RECOMMENDATION_FLOW
from anlan.incidents.tests.factories import call, recommend, reported, take
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM
from anlan.testing import NOON, actor, found_hazard, sign_in

LATER_TIMES = ("received_at", "first_sent_at")
MARCH = Period(date(2022, 3, 1), date(2022, 3, 31))


@pytest.fixture(autouse=True)
def now(city):
    with clock.at(NOON + timedelta(hours=1)):
        yield


def post(client: Client, address: str, **given: Any) -> Any:
    return client.post(address, {"key": f"page-{len(given)}-{address[-12:]}".replace("/", "-"), **given})


def test_five_fields_take_a_call_and_what_was_refused_stays_typed(city, client: Client):
    sign_in(client, "county1")
    five = {
        "kind": "fire", "source": "fire_service", "area": city.areas["a1"].pk, "place": "城关镇老街",
        "what": "民房冒烟",
    }  # fmt: skip

    refused = post(client, "/incidents/take/", **{**five, "place": ""})
    assert refused.status_code == 422
    assert "民房冒烟" in refused.content.decode()
    answered = post(client, "/incidents/take/", **five)
    incident = Incident.objects.get()
    assert answered["Location"] == f"/incidents/{incident.pk}/"
    assert (incident.deaths, incident.category) == (0, "")
    assert client.get(answered["Location"]).status_code == 200


def test_a_drill_is_marked_on_every_page_and_stands_in_no_list_of_real_ones(city, client: Client):
    drill = reported(call(step="drill", what="演练：储罐泄漏"))
    sign_in(client, "county1")

    own = f"/incidents/{drill.pk}/"
    for address in (own, f"{own}log/", "/incidents/?mode=drill", "/incidents/drill/"):
        assert "演练" in client.get(address).content.decode()
    assert drill.number not in client.get("/incidents/").content.decode()
    paper = client.get(f"/incidents/{drill.pk}/reports/1.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_strangers_see_nothing(city, client: Client):
    incident = reported(call())

    for name, status in (("county2", 404), ("station3", 404), ("business1", 403), ("auditor1", 403)):
        assert sign_in(client, name).get(f"/incidents/{incident.pk}/").status_code == status, name
    sign_in(client, "county2")
    assert incident.what not in client.get("/incidents/").content.decode()


def test_the_log_of_commands_bears_the_time_of_the_server_and_the_hash_of_its_entry(city, client: Client):
    incident = call()
    take(incident, "note", words="立即封控现场", given_by="值班领导 王", given_to="城关镇应急队")

    page = sign_in(client, "office1").get(f"/incidents/{incident.pk}/log/").content.decode()

    assert "立即封控现场" in page
    assert "值班领导 王" in page
    assert bytes(incident.last_hash).hex() in page


def test_a_recommendation_becomes_a_hazard_found_since_or_a_task(city, client: Client):
    incident = reported(call(premises=city.premises["shop"].pk, at=NOON - timedelta(days=400)))
    one = recommend(incident)
    hazard = found_hazard("shop")

    def link(**given: Any) -> None:
        door.apply(RECOMMENDATION_FLOW, one.pk, "link", by=actor("county1"), input=given)

    with pytest.raises(Refused, match="another area"):
        link(hazard=found_hazard("depot").pk)
    link(hazard=hazard.pk)

    assert Recommendation.objects.get(pk=one.pk).state == "followed"
    other = recommend(incident, text="另一条建议", destiny="task")
    with pytest.raises(Refused, match="another recommendation"):
        door.apply(RECOMMENDATION_FLOW, other.pk, "link", by=actor("county1"), input={"hazard": hazard.pk})
    page = sign_in(client, "county1").get(f"/hazards/{hazard.pk}/").content.decode()
    assert f'/{one.pk}/">{incident.number}' in page
    sign_in(client, "business1")  # sees its hazard, not the incident behind it
    assert incident.number not in client.get(f"/hazards/{hazard.pk}/").content.decode()


def test_the_api_takes_a_call_and_tells_counts_clocks_and_log(city):
    county = caller("county1")
    made = county.step(
        "/incidents/take", kind="production", source="unit", area=city.areas["a1"].pk, place="惠民超市", what="坍塌",
        deaths=3, received_at="2022-10-24T12:30",
    )  # fmt: skip
    county.step(f"/incidents/{made['case']}/note", words="立即封控", given_to="应急队")

    told = county.get(f"/incidents/{made['case']}")

    assert (told["grade"]["code"], told["category"]) == ("larger", "production_casualty")
    assert [one["is_official"] for one in told["counts"]] == [True]
    assert [one["words"] for one in told["log"]] == ["立即封控"]
    assert {one["runs"] for one in told["clocks"]} == {True}
    stranger = caller("county2")
    stranger.get(f"/incidents/{made['case']}")
    assert stranger.status == 404


ROW = {
    "number": "事2022-1", "kind": "生产安全事故", "occurred_at": "2022-03-12 09:40", "received_at": "2022-03-12 10:05",
    "area": "a", "place": "某厂二车间", "what": "机械伤害", "deaths": "1人", "first_sent_at": "2022-03-12 11:00",
}  # fmt: skip


def test_a_ledger_of_past_incidents_is_taken_in_counted_on_its_day_and_undone(city, tmp_path):
    rows = (
        ROW,
        ROW
        | {"number": "事2022-2", "occurred_at": "2030-01-01", "place": "别处"}
        | dict.fromkeys(LATER_TIMES, ""),
        ROW | {"number": "事2022-3", "received_at": "2022-03-11 10:00", "place": "又一处"},
    )
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "incidents", *rows), "incidents", by=actor("county1"))

    (incident,) = Incident.objects.all()
    assert (told["written"], incident.grade, incident.state, incident.counts_in_time) == (
        1,
        "ordinary",
        "closed",
        True,
    )
    assert {found for row in faults(batch).values() for found in row} == {
        ("occurred_at", "at.future"),
        ("received_at", "incident.order"),
    }
    assert evaluate("incidents.deaths", cut=Cut.of(city.areas["city"]), period=MARCH).count == 1

    undo(batch, by=SYSTEM)
    assert evaluate("incidents.received", cut=Cut.of(city.areas["city"]), period=MARCH).count == 0


def test_the_night_shows_open_real_incidents_of_the_area_with_their_next_clock(city, client: Client):
    first = call()
    call(step="drill", what="演练起火")
    sign_in(client, "office1")

    shown = client.get("/incidents/panel/").content.decode()

    assert shown.count("<li ") == 1
    assert first.number in shown
    assert "data-until" in shown
    sign_in(client, "county2")
    assert first.number not in client.get("/incidents/panel/").content.decode()
    sign_in(client, "business1")
    assert client.get("/incidents/panel/").status_code == 403
